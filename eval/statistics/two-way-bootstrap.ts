import type { Random } from '#lib/rng.ts';
import { type ClusterDraws, drawClusters } from './cluster-bootstrap.ts';
import { notDefined } from './estimate.ts';
import { quantile } from './quantile.ts';

/** Resamples of two crossed factors, drawn once, so that statistics taken over the same draws are paired. */
export interface TwoWayDraws {
  readonly dialogues: ClusterDraws;
  readonly raters: ClusterDraws;
}

export interface TwoWayCounts {
  readonly dialogues: number;
  readonly raters: number;
}

/** The dialogue and the rater of each observation, from 0. */
export interface Crossing {
  readonly dialogueOf: ArrayLike<number>;
  readonly raterOf: ArrayLike<number>;
}

/**
 * Draws dialogues with replacement and, independently of them, raters with replacement, as many of each as there are.
 *
 * Source: the pigeonhole bootstrap of Owen (2007), Ann. Appl. Stat. 1, 386-411 (McCullagh 2000, Bernoulli 6, 285-301,
 * Boot-II); Owen & Eckles (2012), Ann. Appl. Stat. 6, 895-927, for arrays of any order and products of weights.
 */
export function drawTwoWay(
  { dialogues, raters }: TwoWayCounts,
  options: { readonly random: Random; readonly resamples: number },
): TwoWayDraws {
  return { dialogues: drawClusters(dialogues, options), raters: drawClusters(raters, options) };
}

/**
 * The statistic of every resample, from how often each observation is in it: the times its dialogue was drawn × the
 * times its rater was. Sparse designs are fine; a resample may then hold more or fewer observations, or none.
 *
 * @param statistic of the observations' weights, which it must not keep
 * @throws RangeError where an observation has no such dialogue or rater
 */
export function twoWayReplicates(
  { dialogues, raters }: TwoWayDraws,
  { dialogueOf, raterOf }: Crossing,
  statistic: (weights: Float64Array) => number,
): Float64Array {
  const n = dialogueOf.length;
  requirePlaces(dialogueOf, { n, below: dialogues.clusters, what: 'dialogue' });
  requirePlaces(raterOf, { n, below: raters.clusters, what: 'rater' });
  const weights = new Float64Array(n);
  return Float64Array.from(dialogues.weights, (byDialogue, resample) => {
    const byRater = raters.weights[resample]!;
    for (let i = 0; i < n; i++) weights[i] = byDialogue[dialogueOf[i]!]! * byRater[raterOf[i]!]!;
    return statistic(weights);
  });
}

export interface TwoWayOptions extends TwoWayCounts {
  readonly random: Random;
  readonly resamples: number;
  /** Of confidence, in (0, 1). */
  readonly level: number;
}

export type TwoWayInterval =
  | {
      readonly status: 'defined';
      readonly mean: number;
      readonly low: number;
      readonly high: number;
      /** Standard deviation of the replicates, by B − 1. */
      readonly standardError: number;
      /** Resamples that hold an observation: the interval rests on these. */
      readonly used: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Percentile interval of a mean over observations that are crossed by dialogue and rater: how the mean would move with
 * other dialogues and other raters. Of a difference of two systems, give the differences.
 *
 * Its variance is never too small by much, and too great where neither factor matters (noise within a cell is counted
 * up to three times; Owen 2007, theorem 3). With fewer than some twenty dialogues or raters the percentiles are too
 * narrow, as those of any bootstrap over so few clusters.
 */
export function twoWayMeanInterval(
  values: ArrayLike<number>,
  crossing: Crossing,
  { dialogues, raters, random, resamples, level }: TwoWayOptions,
): TwoWayInterval {
  if (values.length !== crossing.dialogueOf.length) throw new RangeError('every value must have a dialogue');
  if (kinds(crossing.dialogueOf) < 2) return notDefined('needs observations of at least two dialogues');
  if (kinds(crossing.raterOf) < 2) return notDefined('needs observations of at least two raters');
  const weightedMean = (weights: ArrayLike<number>) => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      sum += weights[i]! * values[i]!;
      count += weights[i]!;
    }
    return sum / count;
  };
  const draws = drawTwoWay({ dialogues, raters }, { random, resamples });
  const replicates = twoWayReplicates(draws, crossing, weightedMean).filter((value) => !Number.isNaN(value));
  if (replicates.length * 2 < resamples || replicates.length === 0)
    return notDefined('most resamples hold no observation');
  replicates.sort();
  const centre = replicates.reduce((sum, value) => sum + value, 0) / replicates.length;
  const squares = replicates.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return {
    status: 'defined',
    mean: weightedMean(new Float64Array(values.length).fill(1)),
    low: quantile(replicates, (1 - level) / 2),
    high: quantile(replicates, (1 + level) / 2),
    standardError: Math.sqrt(squares / (replicates.length - 1)),
    used: replicates.length,
  };
}

function kinds(places: ArrayLike<number>): number {
  return new Set(Array.from(places)).size;
}

function requirePlaces(
  places: ArrayLike<number>,
  { n, below, what }: { readonly n: number; readonly below: number; readonly what: string },
): void {
  if (places.length !== n) throw new RangeError(`every observation must have a ${what}`);
  for (let i = 0; i < n; i++)
    if (!(Number.isInteger(places[i]) && places[i]! >= 0 && places[i]! < below))
      throw new RangeError(`observation ${i} has no ${what} in [0, ${below - 1}]`);
}
