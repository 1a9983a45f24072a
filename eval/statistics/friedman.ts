import { chiSquaredTail } from './distributions/chi-squared.ts';
import { fTail } from './distributions/f-distribution.ts';
import { rangeTail, rangeTailQuantile } from './distributions/studentised-range.ts';
import { notDefined } from './estimate.ts';
import { rank } from './ranks.ts';

export interface FTest {
  readonly f: number;
  readonly numerator: number;
  readonly denominator: number;
  readonly p: number;
}

export type FriedmanResult =
  | {
      readonly status: 'defined';
      readonly degrees: number;
      /** Corrected for ties (scipy, R), and as Demšar (2006) prints it. */
      readonly chiSquared: number;
      readonly p: number;
      readonly uncorrectedChiSquared: number;
      readonly uncorrectedP: number;
      /** Iman and Davenport's (1980) less conservative F of either. */
      readonly imanDavenport: FTest;
      readonly uncorrectedImanDavenport: FTest;
      /** Rank 1 the lowest value. */
      readonly meanRanks: Float64Array;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Friedman's test that k treatments, measured on the same n blocks, do not differ.
 * Source: Friedman (1937); Demšar (2006), JMLR 7, 1-30, section 3.2.2; scipy `friedmanchisquare`.
 * @param blocks n blocks × k treatments
 */
export function friedman(blocks: readonly ArrayLike<number>[]): FriedmanResult {
  const n = blocks.length;
  const k = blocks[0]?.length ?? 0;
  if (n < 1 || k < 2) return notDefined('needs at least one block and two treatments');
  const sums = new Float64Array(k);
  let ties = 0;
  for (const block of blocks) {
    const { ranks, tieSum } = rank(block);
    ties += tieSum;
    for (let j = 0; j < k; j++) sums[j]! += ranks[j]!;
  }
  const correction = 1 - ties / (n * (k ** 3 - k));
  if (!(correction > 0)) return notDefined('no block tells treatments apart');
  const squares = sums.reduce((total, sum) => total + (sum - (n * (k + 1)) / 2) ** 2, 0);
  const uncorrected = (12 * squares) / (n * k * (k + 1));
  const chiSquared = uncorrected / correction;
  return {
    status: 'defined',
    degrees: k - 1,
    chiSquared,
    p: chiSquaredTail(chiSquared, k - 1),
    uncorrectedChiSquared: uncorrected,
    uncorrectedP: chiSquaredTail(uncorrected, k - 1),
    imanDavenport: imanDavenport(chiSquared, n, k),
    uncorrectedImanDavenport: imanDavenport(uncorrected, n, k),
    meanRanks: sums.map((sum) => sum / n),
  };
}

function imanDavenport(chiSquared: number, n: number, k: number): FTest {
  const [numerator, denominator] = [k - 1, (k - 1) * (n - 1)];
  // Zero where all blocks rank alike, up to rounding.
  const rest = Math.max(0, n * (k - 1) - chiSquared);
  const f = rest < 1e-12 * n * k ? Number.POSITIVE_INFINITY : ((n - 1) * chiSquared) / rest;
  return {
    f,
    numerator,
    denominator,
    p: denominator > 0 ? fTail(f, { numerator, denominator }) : Number.NaN,
  };
}

/** The critical value q_α of Nemenyi's test for k treatments: the studentised range's quantile ÷ √2. */
export function nemenyiQ(k: number, alpha: number): number {
  return rangeTailQuantile(alpha, k) / Math.SQRT2;
}

/** The least difference of mean ranks that is significant: Demšar (2006), section 3.2.2. */
export function criticalDifference(n: number, k: number, alpha: number): number {
  return nemenyiQ(k, alpha) * Math.sqrt((k * (k + 1)) / (6 * n));
}

/**
 * Nemenyi's (1963) p-values of all pairs after Friedman's test; 1 on the diagonal. scikit-posthocs
 * `posthoc_nemenyi_friedman`.
 */
export function nemenyi(meanRanks: ArrayLike<number>, n: number): number[][] {
  const k = meanRanks.length;
  const scale = Math.sqrt((k * (k + 1)) / (6 * n));
  const matrix = Array.from({ length: k }, () => new Array<number>(k).fill(1));
  for (let i = 0; i < k; i++)
    for (let j = i + 1; j < k; j++) {
      const p = rangeTail((Math.abs(meanRanks[i]! - meanRanks[j]!) / scale) * Math.SQRT2, k);
      matrix[i]![j] = p;
      matrix[j]![i] = p;
    }
  return matrix;
}
