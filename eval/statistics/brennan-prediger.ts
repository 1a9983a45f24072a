import {
  agreementCounts,
  type ChanceCorrectedEstimate,
  type ChanceCorrectedOptions,
  correctForChance,
  noPairs,
} from './chance-corrected.ts';
import type { RatingTable } from './rating-table.ts';

/**
 * Brennan and Prediger's coefficient: chance is every category alike, whatever was chosen. It depends on the number
 * of categories, so give the table all that raters could choose.
 *
 * Source: Brennan & Prediger (1981), Educ. Psychol. Meas. 41, 687-699; irrCAC 1.0 `bp.coeff.raw`.
 */
export function brennanPrediger(
  table: RatingTable,
  { weights, level }: ChanceCorrectedOptions,
): ChanceCorrectedEstimate {
  const agreement = agreementCounts(table, weights);
  if (!agreement) return noPairs;
  const expected = weights.reduce((sum, weight) => sum + weight, 0) / agreement.q ** 2;
  return correctForChance(agreement, { expected }, level);
}
