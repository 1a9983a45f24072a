import {
  agreementCounts,
  type ChanceCorrectedEstimate,
  type ChanceCorrectedOptions,
  correctForChance,
  noPairs,
} from './chance-corrected.ts';
import { notDefined } from './estimate.ts';
import type { RatingTable } from './rating-table.ts';

/**
 * Conger's kappa: as Cohen's for two raters, each rater with their own shares of the categories ("exact Fleiss").
 *
 * Source: Conger (1980), Psychol. Bull. 88, 322-328; with missing ratings, weights and standard error irrCAC 1.0
 * `conger.kappa.raw`, which irr's `kappam.fleiss(exact = TRUE)` equals where nothing is missing.
 */
export function congerKappa(
  table: RatingTable,
  { weights, level }: ChanceCorrectedOptions,
): ChanceCorrectedEstimate {
  const agreement = agreementCounts(table, weights);
  if (!agreement) return noPairs;
  const { q } = agreement;
  const { raters } = table;
  const { ratings, shares } = raterShares(table);
  if (ratings.some((count) => count === 0)) return notDefined('a rater has no ratings');
  const mean = new Float64Array(q);
  for (let g = 0; g < raters; g++) for (let k = 0; k < q; k++) mean[k]! += shares[g * q + k]! / raters;
  let expected = 0;
  for (let k = 0; k < q; k++)
    for (let l = 0; l < q; l++) {
      let products = 0;
      for (let g = 0; g < raters; g++) products += shares[g * q + k]! * shares[g * q + l]!;
      const covariance = (products - raters * mean[k]! * mean[l]!) / (raters - 1);
      expected += weights[k * q + l]! * (mean[k]! * mean[l]! - covariance / raters);
    }
  const bySubject = chanceBySubject(table, agreement.kept, { weights, ratings, shares, mean });
  return correctForChance(agreement, { expected, bySubject }, level);
}

interface RaterShares {
  /** How many subjects each rater rated. */
  readonly ratings: Float64Array;
  /** Row-major [raters, categories]. */
  readonly shares: Float64Array;
}

function raterShares({ categories, subjects, raters, codes }: RatingTable): RaterShares {
  const q = categories.length;
  const ratings = new Float64Array(raters);
  const shares = new Float64Array(raters * q);
  for (let i = 0; i < subjects; i++)
    for (let g = 0; g < raters; g++) {
      const code = codes[i * raters + g]!;
      if (code < 0) continue;
      ratings[g]!++;
      shares[g * q + code]!++;
    }
  for (let g = 0; g < raters; g++) for (let k = 0; k < q; k++) shares[g * q + k]! /= ratings[g]!;
  return { ratings, shares };
}

/** What each subject contributes to chance agreement: Gwet's λ. */
function chanceBySubject(
  { categories, raters, codes }: RatingTable,
  kept: readonly number[],
  {
    weights,
    ratings,
    shares,
    mean,
  }: RaterShares & { readonly weights: Float64Array; readonly mean: Float64Array },
): Float64Array {
  const q = categories.length;
  const n = kept.length;
  // For rater g: pull[c] = Σ_k w_kc × (r p̄_k − p_gk), the weight of choosing c against the other raters.
  const pull = new Float64Array(raters * q);
  for (let g = 0; g < raters; g++)
    for (let c = 0; c < q; c++)
      for (let k = 0; k < q; k++)
        pull[g * q + c]! += weights[k * q + c]! * (raters * mean[k]! - shares[g * q + k]!);
  return Float64Array.from(kept, (subject) => {
    let sum = 0;
    for (let g = 0; g < raters; g++) {
      const code = codes[subject * raters + g]!;
      let average = 0;
      for (let c = 0; c < q; c++) average += pull[g * q + c]! * shares[g * q + c]!;
      const present = code >= 0 ? 1 : 0;
      const own = code >= 0 ? pull[g * q + code]! : 0;
      sum += (n / ratings[g]!) * (own - (present - ratings[g]! / n) * average);
    }
    return sum / (raters * (raters - 1));
  });
}
