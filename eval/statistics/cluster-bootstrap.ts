import type { Random } from '#lib/rng.ts';
import { quantile } from './quantile.ts';

/**
 * Resamples of clusters, drawn once: statistics taken over the same draws are paired, so that the difference of two
 * systems is judged on the same contexts.
 */
export interface ClusterDraws {
  readonly clusters: number;
  /** For each resample how often each cluster is in it. */
  readonly weights: readonly Uint16Array[];
}

/** Draws as many clusters as there are, with replacement, for each resample. Efron & Tibshirani (1993), chapter 13. */
export function drawClusters(
  clusters: number,
  { random, resamples }: { readonly random: Random; readonly resamples: number },
): ClusterDraws {
  if (!Number.isInteger(clusters) || clusters < 1)
    throw new RangeError(`there must be at least one cluster, got ${clusters}`);
  const weights = Array.from({ length: resamples }, () => {
    const counts = new Uint16Array(clusters);
    for (let draw = 0; draw < clusters; draw++) {
      const drawn = random.below(clusters);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    return counts;
  });
  return { clusters, weights };
}

/** The statistic of every resample. */
export function replicates(
  { weights }: ClusterDraws,
  statistic: (weights: Uint16Array) => number,
): Float64Array {
  return Float64Array.from(weights, statistic);
}

/** Values of several features, one row a cluster. */
export interface ClusterSums {
  readonly width: number;
  /** Row-major [clusters, width] */
  readonly data: Float64Array;
}

/** Adds up rows by the cluster each belongs to. */
export function sumsByCluster(
  rows: readonly ArrayLike<number>[],
  { clusterOf, clusters }: { readonly clusterOf: readonly number[]; readonly clusters: number },
): ClusterSums {
  const width = rows[0]?.length ?? 0;
  const data = new Float64Array(clusters * width);
  for (const [at, row] of rows.entries()) {
    const start = (clusterOf[at] ?? Number.NaN) * width;
    if (!(start >= 0 && start < data.length) || row.length !== width)
      throw new RangeError(`row ${at} has no cluster or another width`);
    for (let column = 0; column < width; column++)
      data[start + column] = (data[start + column] ?? 0) + (row[column] ?? 0);
  }
  return { width, data };
}

/** The sums of a resample. */
export function weightedSums({ width, data }: ClusterSums, weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(width);
  for (let cluster = 0; cluster < weights.length; cluster++) {
    const weight = weights[cluster] ?? 0;
    if (weight === 0) continue;
    for (let column = 0; column < width; column++)
      sums[column] = (sums[column] ?? 0) + weight * (data[cluster * width + column] ?? 0);
  }
  return sums;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Percentile interval of replicates; NaN where one of them is. */
export function percentileInterval(values: Float64Array, level: number): Interval {
  if (values.some(Number.isNaN)) return { low: Number.NaN, high: Number.NaN };
  const sorted = values.slice().sort();
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
}

/**
 * The spread of the replicates about their own mean, laid about the value: for statistics that a resample shifts, such
 * as a number of kinds, which falls because a resample repeats some texts and lacks others.
 */
export function centredInterval(value: number, values: Float64Array, level: number): Interval {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const { low, high } = percentileInterval(values, level);
  return { low: low - mean + value, high: high - mean + value };
}
