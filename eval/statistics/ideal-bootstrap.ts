import { notDefined } from './estimate.ts';

export type IdealBootstrap =
  | {
      readonly status: 'defined';
      /** Standard deviation of the mean over all resamples. */
      readonly standardError: number;
      /** Resamples, n^n. */
      readonly resamples: number;
      /** Interpolated linearly (type 7) between the n^n means in order. @param probability in [0, 1] */
      readonly quantile: (probability: number) => number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/** Most different resamples that are gone through. */
const mostResamples = 5e6;

/**
 * The bootstrap distribution of the mean over all n^n resamples: what Monte Carlo comes to as B grows. Resamples that
 * hold the same values as often are counted together, as are equal values of the sample.
 *
 * Source: Efron & Tibshirani (1993), section 6.2; Fisher & Hall (1991).
 * @throws RangeError where there are too many different resamples
 */
export function idealBootstrap(sample: ArrayLike<number>): IdealBootstrap {
  const n = sample.length;
  if (n < 1) return notDefined('needs at least one value');
  const kinds = new Map<number, number>();
  for (const value of Array.from(sample).sort((a, b) => a - b)) kinds.set(value, (kinds.get(value) ?? 0) + 1);
  const values = [...kinds.keys()];
  const chances = [...kinds.values()].map((count) => count / n);
  if (choose(n + values.length - 1, n) > mostResamples)
    throw new RangeError(
      'there are too many different resamples to go through all; take the Monte Carlo bootstrap',
    );
  const weights = new Map<number, number>();
  const walk = (
    kind: number,
    state: { readonly left: number; readonly sum: number; readonly weight: number },
  ) => {
    const { left, sum, weight } = state;
    if (kind === values.length - 1) {
      const total = sum + left * values[kind]!;
      const key = Math.round((total / n) * 1e12) / 1e12;
      weights.set(key, (weights.get(key) ?? 0) + weight * chances[kind]! ** left);
      return;
    }
    for (let drawn = 0; drawn <= left; drawn++)
      walk(kind + 1, {
        left: left - drawn,
        sum: sum + drawn * values[kind]!,
        weight: weight * choose(left, drawn) * chances[kind]! ** drawn,
      });
  };
  walk(0, { left: n, sum: 0, weight: 1 });
  const means = [...weights].sort(([a], [b]) => a - b);
  const mean = Array.from(sample).reduce((a, b) => a + b, 0) / n;
  const variance = Array.from(sample).reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  const resamples = n ** n;
  return {
    status: 'defined',
    standardError: Math.sqrt(variance / n),
    resamples,
    quantile: quantileOf(means, resamples),
  };
}

function quantileOf(means: readonly (readonly [number, number])[], resamples: number): (p: number) => number {
  const ends: number[] = [];
  let reached = 0;
  for (const [, weight] of means) {
    reached += weight * resamples;
    ends.push(reached);
  }
  const at = (place: number) => {
    // Counts are whole: a place just short of a count by rounding is within it.
    const index = ends.findIndex((end) => place + 0.5 < end);
    return means[index < 0 ? means.length - 1 : index]![0];
  };
  return (probability) => {
    const rank = probability * (resamples - 1);
    const below = Math.floor(rank);
    const [low, high] = [at(below), at(Math.min(below + 1, resamples - 1))];
    return low + (rank - below) * (high - low);
  };
}

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return Math.round(product);
}
