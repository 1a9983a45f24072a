import { RougeScorer } from '#eval/metrics/rouge.ts';
import { meanOfColumn } from './mean-metric.ts';
import type { RowKind, RowMetric } from './text-metric.ts';

const types = ['rouge1', 'rouge2', 'rougeL'] as const;
const labels = { rouge1: 'ROUGE-1', rouge2: 'ROUGE-2', rougeL: 'ROUGE-L' } as const;

const rows: RowKind = {
  signature: 'ROUGE-1,2,L|f-measure|stem:no|version:rouge_score 0.1.2',
  width: types.length + 1,
  needsReference: true,
  open: () => {
    const scorer = new RougeScorer({ types });
    return ({ hypothesis, references }, row) => {
      const scores = scorer.scoreMulti(references, hypothesis);
      types.forEach((type, column) => {
        row[column] = scores[type]?.fmeasure ?? 0;
      });
      row[types.length] = 1;
    };
  },
};

/** Means over responses of the F measures of rouge_score 0.1.2, unstemmed, from 0 to 1. */
export const rougeMetrics: readonly RowMetric[] = types.map((type, column) => ({
  name: `rouge_score.${type}`,
  label: labels[type],
  page: 'rouge',
  unit: 'fraction',
  better: 'higher',
  isDefault: true,
  needsReference: true,
  signature: `${type}|f-measure|stem:no|version:rouge_score 0.1.2`,
  rows,
  aggregate: meanOfColumn(column),
  item: meanOfColumn(column),
}));
