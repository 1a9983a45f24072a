import { defined, notDefined } from '#eval/statistics/estimate.ts';
import { type VaderLexicon, vaderCompound } from '#eval/text/vader.ts';
import { requireReferences, type Segment } from './corpus-metric.ts';
import type { SumMetric } from './sum-metric.ts';

/**
 * How far the sentiment of replies lies from the reference's: the mean absolute difference of VADER's compound scores
 * (Hutto & Gilbert 2014, vaderSentiment 3.3.2), from 0 to 2; of several references the mean difference. Row: difference,
 * signed difference (reply less reference), 1.
 */
export function sentimentDistance(
  lexicon: VaderLexicon,
  { signed = false }: { readonly signed?: boolean } = {},
): SumMetric<Segment> {
  return {
    name: signed ? 'sentiment difference' : 'sentiment distance',
    unit: 'compound',
    width: 3,
    statistics({ hypothesis, references }, row, at = 0) {
      requireReferences(references);
      const own = vaderCompound(hypothesis, lexicon);
      const differences = references.map((reference) => own - vaderCompound(reference, lexicon));
      const mean = (of: (value: number) => number) =>
        differences.reduce((sum, value) => sum + of(value), 0) / differences.length;
      row[at] = mean(Math.abs);
      row[at + 1] = mean((value) => value);
      row[at + 2] = 1;
    },
    aggregate(sums, at = 0) {
      const replies = sums[at + 2]!;
      return replies === 0
        ? notDefined('there are no replies')
        : defined(sums[signed ? at + 1 : at]! / replies);
    },
    signature: () => `difference:${signed ? 'signed' : 'absolute'}|lexicon:vader-3.3.2|v:1`,
  };
}
