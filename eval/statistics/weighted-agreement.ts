import {
  agreementCounts,
  type ChanceCorrectedEstimate,
  type ChanceCorrectedOptions,
  noPairs,
  withSpread,
} from './chance-corrected.ts';
import type { RatingTable } from './rating-table.ts';

/**
 * Observed agreement of pairs of raters, weighted, with its standard error; not corrected for chance.
 * Source: Gwet (2014), eq. 2.6; irrCAC 1.0 `pa.coeff.raw`.
 */
export function weightedAgreement(
  table: RatingTable,
  { weights, level = 0.95 }: ChanceCorrectedOptions,
): ChanceCorrectedEstimate {
  const counts = agreementCounts(table, weights);
  if (!counts) return noPairs;
  const { n, pairable, agreement, observed } = counts;
  const parts = agreement.map((share) => (n / pairable) * share);
  return withSpread({ value: observed, observed, expected: 0, level }, parts, observed);
}
