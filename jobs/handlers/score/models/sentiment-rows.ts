import { createHash } from 'node:crypto';
import { sentimentMetrics } from '#eval/metrics/catalogue/given-metrics.ts';
import { sentimentDistance } from '#eval/metrics/sentiment-distance.ts';
import { parseVaderLexicon } from '#eval/text/vader.ts';
import { type ModelRows, madeRow } from './model-rows.ts';

/** How far the sentiment of responses lies from the references'. @param files the texts of VADER's lexicon and of its emoji */
export function sentimentRows(files: { readonly lexicon: string; readonly emoji: string }): ModelRows {
  const hash = createHash('sha256')
    .update(JSON.stringify([files.lexicon, files.emoji]))
    .digest('hex');
  const metric = sentimentDistance(parseVaderLexicon(files.lexicon, files.emoji));
  return {
    metrics: sentimentMetrics(hash.slice(0, 8)),
    make: async (responses) =>
      responses.map(({ text, reference }) => {
        const segment = { hypothesis: text, references: reference === null ? [] : [reference] };
        return madeRow(metric.width, (row) => metric.statistics(segment, row));
      }),
  };
}
