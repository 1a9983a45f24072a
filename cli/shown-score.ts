import type { TextMetric } from '#eval/metrics/catalogue/text-metric.ts';

const coarse: ReadonlySet<TextMetric['unit']> = new Set(['percent', 'tokens', 'perplexity']);

/** A score as tables show it: two decimals, four where its unit is small. */
export function shownScore(value: number, unit: TextMetric['unit']): string {
  return value.toFixed(coarse.has(unit) ? 2 : 4);
}
