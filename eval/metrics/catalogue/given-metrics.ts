import { novelty } from '#eval/metrics/novelty.ts';
import { sentimentDistance } from '#eval/metrics/sentiment-distance.ts';
import { kindOf, metricsOf } from './model-metrics.ts';
import type { RowMetric } from './text-metric.ts';

/** Metrics of texts and of something that is given with them: a training text, a lexicon. */

export const noveltyUnits = [4, 'reply'] as const;
export type NoveltyUnit = (typeof noveltyUnits)[number];

/** Row: new n-grams (or replies), all. @param training what tells the training text from any other */
export function noveltyMetric(training: string, n: NoveltyUnit): RowMetric[] {
  const metric = novelty([], { n, trainingName: training });
  const signature = `novelty|${metric.signature()}`;
  return metricsOf(kindOf(signature, metric.width, false), [
    {
      name: n === 'reply' ? 'novelty.replies' : 'novelty.ngrams',
      label: n === 'reply' ? 'Responses not copied from training' : 'New four-word runs',
      page: 'novelty',
      unit: 'fraction',
      better: 'neither',
      signature,
      value: (sums) => metric.aggregate(sums),
    },
  ]);
}

/** Row: difference, signed difference, 1. @param lexicon what tells it from any other */
export function sentimentMetrics(lexicon: string): RowMetric[] {
  const none = { valences: new Map<string, number>(), emoji: new Map<string, string>() };
  const forms = [false, true].map((signed) => ({ signed, metric: sentimentDistance(none, { signed }) }));
  const signed = (signature: string) => `sentiment|${signature.replace('|v:', `#${lexicon}|v:`)}`;
  const rows = kindOf(`sentiment|lexicon:vader-3.3.2#${lexicon}|v:1`, 3, true);
  return metricsOf(
    rows,
    forms.map(({ signed: isSigned, metric }) => ({
      name: isSigned ? 'sentiment.difference' : 'sentiment.distance',
      label: isSigned ? 'Sentiment above the reference’s' : 'Sentiment distance',
      page: 'sentiment-distance',
      unit: 'compound',
      better: isSigned ? 'neither' : 'lower',
      signature: signed(metric.signature()),
      value: (sums) => metric.aggregate(sums),
    })),
  );
}
