import { type Preparation, preparedSegment } from '#eval/metrics/catalogue/preparation.ts';
import type { MetricResources, RowKind } from '#eval/metrics/catalogue/text-metric.ts';

/** The row of a response, or why it has none. */
export type MadeRow =
  | { readonly statistics: Float64Array; readonly reason: null }
  | { readonly statistics: null; readonly reason: string };

export type MakeRow = (text: string, reference: string | null) => MadeRow;

/** Rows of one kind, one after the other. */
export function rowWriter(
  kind: RowKind,
  { prepare, resources }: { readonly prepare: Preparation; readonly resources: MetricResources },
): MakeRow {
  const writeRow = kind.open(resources);
  return (text, reference) => {
    const statistics = new Float64Array(kind.width);
    const segment = { hypothesis: text, references: reference === null ? [] : [reference] };
    try {
      writeRow(preparedSegment(segment, prepare), statistics);
      return { statistics, reason: null };
    } catch (error) {
      // How metrics say that a text is beyond them.
      if (error instanceof RangeError) return { statistics: null, reason: error.message };
      throw error;
    }
  };
}
