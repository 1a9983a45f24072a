import {
  agreementCounts,
  type ChanceCorrectedEstimate,
  type ChanceCorrectedOptions,
  correctForChance,
  noPairs,
  withSpread,
} from './chance-corrected.ts';
import type { RatingTable } from './rating-table.ts';

/**
 * Gwet's AC1, with weights AC2: chance agreement is what guessing raters would reach, so that it does not collapse
 * where nearly all ratings are alike. Missing ratings are fine.
 *
 * Source: Gwet (2008), Br. J. Math. Stat. Psychol. 61, 29-48; irrCAC 1.0 `gwet.ac1.raw`, which gives 1 where only one
 * category occurs.
 */
export function gwetAc(
  table: RatingTable,
  { weights, level = 0.95 }: ChanceCorrectedOptions,
): ChanceCorrectedEstimate {
  const agreement = agreementCounts(table, weights);
  if (!agreement) return noPairs;
  const { n, q, counts, sizes, shares, observed } = agreement;
  if (q < 2) return withSpread({ value: 1, observed, expected: 1, level }, new Float64Array(n).fill(1), 1);
  const factor = weights.reduce((sum, weight) => sum + weight, 0) / (q * (q - 1));
  const expected = factor * shares.reduce((sum, share) => sum + share * (1 - share), 0);
  const bySubject = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < q; k++) bySubject[i]! += (factor * counts[i * q + k]! * (1 - shares[k]!)) / sizes[i]!;
  return correctForChance(agreement, { expected, bySubject }, level);
}
