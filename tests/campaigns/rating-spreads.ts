import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { estimateSpreads, type SpreadEstimate } from '#annotations/power-plan/estimate-spreads.ts';
import { groupedBy } from '#lib/grouped-by.ts';

export interface SpreadsOfCriterion {
  readonly dataset: string;
  readonly criterion: string;
  readonly estimate: SpreadEstimate;
}

/**
 * How far items, responses and raters spread in a tidy file of ratings, for each dataset and criterion: what a power plan
 * assumes unless told otherwise. Responses to the same context are one item.
 * @param path CSV, gzipped or not, with the columns of `import ratings`
 */
export function ratingSpreads(path: string, note: (line: string) => void): SpreadsOfCriterion[] {
  const bytes = readFileSync(path);
  const text = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const rows: Record<string, string>[] = parse(text, { columns: true });
  const groups = groupedBy(rows, ({ dataset = '', criterion = '' }) => JSON.stringify([dataset, criterion]));
  return [...groups.values()].map((list) => {
    const { dataset = '', criterion = '' } = list[0] ?? {};
    note(`${dataset} ${criterion}: ${list.length} ratings`.trim());
    const estimate = estimateSpreads(
      list.map(({ context = '', system = '', rater = '', value }) => ({
        item: context,
        system,
        rater,
        value: Number(value),
      })),
    );
    return { dataset, criterion, estimate };
  });
}
