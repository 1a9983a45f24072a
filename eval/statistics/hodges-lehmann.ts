import { normalTailQuantile } from './distributions/normal.ts';
import { notDefined } from './estimate.ts';
import { findRoot } from './find-root.ts';
import { quantile } from './quantile.ts';
import { rank } from './ranks.ts';
import { halfSubsetSums } from './subset-sums.ts';

export type HodgesLehmannResult =
  | {
      readonly status: 'defined';
      readonly estimate: number;
      readonly interval: readonly [number, number];
      /** What the interval reaches: below what was asked for where so few differences cannot reach it. */
      readonly level: number;
      readonly method: 'exact' | 'normal';
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Hodges and Lehmann's (pseudo)median of differences with the interval that goes with the signed-rank test, step for
 * step as R 4.2 `wilcox.test(conf.int = TRUE)`: zeros are dropped; exact from the Walsh averages below 50 differences
 * without ties or zeros, else the points at which the normal approximation with continuity correction is at its
 * limits, found by `uniroot` to 1e-4.
 *
 * Source: Hodges & Lehmann (1963); Hollander & Wolfe (1973), sections 3.2 and 3.3; Bauer (1972).
 */
export function hodgesLehmannPaired(
  differences: ArrayLike<number>,
  { level = 0.95 }: { readonly level?: number } = {},
): HodgesLehmannResult {
  const all = Float64Array.from(differences);
  const values = all.filter((value) => value !== 0);
  if (values.length === 0) return notDefined('all differences are zero');
  const hasTies = rank(values.map(Math.abs)).tieSum > 0;
  const isExact = values.length < 50 && !hasTies && values.length === all.length;
  return isExact ? exactInterval(values, 1 - level) : normalInterval(values, 1 - level);
}

function exactInterval(values: Float64Array, alpha: number): HodgesLehmannResult {
  const n = values.length;
  const walsh = new Float64Array((n * (n + 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) walsh[at++] = (values[i]! + values[j]!) / 2;
  walsh.sort();
  const density = halfSubsetSums(Float64Array.from({ length: n }, (_, index) => index + 1));
  let lowest = 0;
  let below = density[0]!;
  // R's quantile allows for rounding by ten units of the last place.
  while (below <= alpha / 2 - 10 * Number.EPSILON) below += density[++lowest]!;
  const place = Math.max(1, lowest);
  let tail = 0;
  for (let sum = 0; sum < place; sum++) tail += density[sum]!;
  return {
    status: 'defined',
    estimate: quantile(walsh, 0.5),
    interval: [walsh[place - 1]!, walsh[walsh.length - place]!],
    level: 1 - 2 * tail,
    method: 'exact',
  };
}

const rootTolerance = 1e-4;

function normalInterval(values: Float64Array, alpha: number): HodgesLehmannResult {
  const lower = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const upper = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const corrected = (shift: number) => standardised(values, shift, 0.5);
  const plain = (shift: number) => standardised(values, shift, 0);
  const [atLower, atUpper] = [corrected(lower), corrected(upper)];
  if (!Number.isFinite(atLower) || !Number.isFinite(atUpper))
    return notDefined('all differences are the same');
  let achieved = alpha;
  while (achieved < 1) {
    const z = normalTailQuantile(achieved / 2);
    if (atLower - z >= 0 && atUpper + z <= 0) break;
    achieved *= 2;
  }
  const rootAt = (z: number) =>
    findRoot((shift) => corrected(shift) - z, {
      lower,
      upper,
      atLower: atLower - z,
      atUpper: atUpper - z,
      tolerance: rootTolerance,
    });
  const z = achieved < 1 ? normalTailQuantile(achieved / 2) : 0;
  const median = quantile(values.slice().sort(), 0.5);
  return {
    status: 'defined',
    estimate: findRoot(plain, { lower, upper, tolerance: rootTolerance }),
    interval: achieved < 1 ? [rootAt(z), rootAt(-z)] : [median, median],
    level: 1 - Math.min(1, achieved),
    method: 'normal',
  };
}

/** The signed-rank statistic of values less a shift, standardised. */
function standardised(values: Float64Array, shift: number, correction: number): number {
  const moved = values.map((value) => value - shift).filter((value) => value !== 0);
  const n = moved.length;
  const { ranks, tieSum } = rank(moved.map(Math.abs));
  const plus = ranks.reduce((sum, value, index) => sum + (moved[index]! > 0 ? value : 0), 0);
  const excess = plus - (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieSum / 48;
  return (excess - correction * Math.sign(excess)) / Math.sqrt(variance);
}
