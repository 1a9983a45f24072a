import type { Random } from '#lib/rng.ts';
import { drawClusters, type Interval, percentileInterval } from './cluster-bootstrap.ts';
import { defined, type Estimate, notDefined } from './estimate.ts';
import { pearsonCoefficient } from './pearson.ts';
import { rank, sortedIndices } from './ranks.ts';

/** Pairs, and the cluster (dialogue) of each: any number that is equal within a cluster. */
export interface ClusteredPairs {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly clusterOf: ArrayLike<number>;
}

export interface CorrelationOfPairs {
  readonly value: Estimate;
  /** Null where the correlation is undefined, or is so in more than half of the resamples. */
  readonly interval: Interval | null;
}

export interface ClusteredCorrelation {
  readonly pearson: CorrelationOfPairs;
  readonly spearman: CorrelationOfPairs;
  readonly pairs: number;
  readonly clusters: number;
}

/**
 * Pearson's and Spearman's correlation with percentile bootstrap intervals for which whole clusters are drawn: pairs
 * of one dialogue are not independent, so Fisher's interval would be too narrow. Ranks are made anew in each resample.
 *
 * Source: Efron & Tibshirani (1993), chapters 8 and 13.
 * @throws RangeError where the three differ in length
 */
export function clusteredCorrelation(
  pairs: ClusteredPairs,
  {
    random,
    resamples,
    level = 0.95,
  }: { readonly random: Random; readonly resamples: number; readonly level?: number },
): ClusteredCorrelation {
  const { x, y } = pairs;
  if (x.length !== y.length || x.length !== pairs.clusterOf.length)
    throw new RangeError('every pair needs two values and a cluster');
  const { groups, count } = numbered(pairs.clusterOf);
  const size = { pairs: x.length, clusters: count };
  if (x.length < 2) {
    const none = { value: notDefined('needs at least two pairs'), interval: null };
    return { pearson: none, spearman: none, ...size };
  }
  const linear = weightedPearson(x, y);
  const [ranksX, ranksY] = [weightedRanks(x), weightedRanks(y)];
  const replicates = { pearson: [] as number[], spearman: [] as number[] };
  for (let resample = 0; count > 1 && resample < resamples; resample++) {
    const [weights = new Uint16Array(0)] = drawClusters(count, { random, resamples: 1 }).weights;
    const taken = Float64Array.from(groups, (group) => weights[group]!);
    replicates.pearson.push(linear(taken));
    replicates.spearman.push(weightedPearson(ranksX(taken), ranksY(taken))(taken));
  }
  return {
    pearson: summary(pearsonCoefficient(x, y), replicates.pearson, level),
    spearman: summary(pearsonCoefficient(rank(x).ranks, rank(y).ranks), replicates.spearman, level),
    ...size,
  };
}

function summary(value: number, replicates: readonly number[], level: number): CorrelationOfPairs {
  if (Number.isNaN(value))
    return { value: notDefined('one of the two is the same everywhere'), interval: null };
  const used = Float64Array.from(replicates.filter((each) => !Number.isNaN(each)));
  const isEnough = used.length > 0 && used.length * 2 >= replicates.length;
  return { value: defined(value), interval: isEnough ? percentileInterval(used, level) : null };
}

/** Of pairs of which each counts as often as its weight says; NaN where one of the two is constant. */
function weightedPearson(x: ArrayLike<number>, y: ArrayLike<number>): (weights: ArrayLike<number>) => number {
  const [centreX, centreY] = [mean(x), mean(y)];
  return (weights) => {
    let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
    for (let at = 0; at < weights.length; at++) {
      const weight = weights[at]!;
      if (weight === 0) continue;
      const [dx, dy] = [x[at]! - centreX, y[at]! - centreY];
      n += weight;
      sx += weight * dx;
      sy += weight * dy;
      sxx += weight * dx * dx;
      syy += weight * dy * dy;
      sxy += weight * dx * dy;
    }
    const [vx, vy] = [n * sxx - sx * sx, n * syy - sy * sy];
    // What rounding leaves of the spread of a constant.
    if (vx <= 1e-12 * n * sxx || vy <= 1e-12 * n * syy) return Number.NaN;
    return Math.max(-1, Math.min(1, (n * sxy - sx * sy) / (Math.sqrt(vx) * Math.sqrt(vy))));
  };
}

/** The ranks that values have where each is there as often as its weight says, ties sharing the mean of their places. */
function weightedRanks(values: ArrayLike<number>): (weights: ArrayLike<number>) => Float64Array {
  const order = sortedIndices(values);
  return (weights) => {
    const ranks = new Float64Array(order.length);
    let before = 0;
    for (let start = 0; start < order.length; ) {
      let end = start;
      let tied = 0;
      while (end < order.length && values[order[end]!] === values[order[start]!])
        tied += weights[order[end++]!]!;
      const shared = before + (tied + 1) / 2;
      for (let at = start; at < end; at++) ranks[order[at]!] = shared;
      before += tied;
      start = end;
    }
    return ranks;
  };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum / values.length;
}

/** Clusters as numbers from 0 on, in the order in which they come. */
function numbered(clusterOf: ArrayLike<number>): { readonly groups: Int32Array; readonly count: number } {
  const numbers = new Map<number, number>();
  const groups = Int32Array.from({ length: clusterOf.length }, (_, at) => {
    const cluster = clusterOf[at]!;
    const number = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, number);
    return number;
  });
  return { groups, count: numbers.size };
}
