import { chiSquaredTail } from './distributions/chi-squared.ts';
import { notDefined } from './estimate.ts';
import { rank } from './ranks.ts';

export type KendallWEstimate =
  | {
      readonly status: 'defined';
      readonly value: number;
      readonly chiSquared: number;
      readonly degrees: number;
      readonly p: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Kendall's coefficient of concordance: how far raters rank subjects alike, 0 to 1. Equivalent to Friedman's test.
 * Source: Kendall & Babington Smith (1939); the correction for ties as irr 0.84.1 `kendall(correct = TRUE)`.
 * @param ratings subjects × raters, none missing
 */
export function kendallW(
  ratings: readonly ArrayLike<number>[],
  { tieCorrection }: { readonly tieCorrection: boolean },
): KendallWEstimate {
  const n = ratings.length;
  const raters = ratings[0]?.length ?? 0;
  if (n < 2 || raters < 1) return notDefined('needs at least two subjects and one rater');
  const sums = new Float64Array(n);
  let ties = 0;
  for (let rater = 0; rater < raters; rater++) {
    const { ranks, tieSum } = rank(ratings.map((row) => row[rater]!));
    ties += tieSum;
    for (let i = 0; i < n; i++) sums[i]! += ranks[i]!;
  }
  const mean = (raters * (n + 1)) / 2;
  const squares = sums.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const greatest = raters ** 2 * (n ** 3 - n) - (tieCorrection ? raters * ties : 0);
  if (greatest <= 0) return notDefined('every rater gave all subjects the same value');
  const value = (12 * squares) / greatest;
  const chiSquared = raters * (n - 1) * value;
  return { status: 'defined', value, chiSquared, degrees: n - 1, p: chiSquaredTail(chiSquared, n - 1) };
}
