import {
  type ClusterDraws,
  centredInterval,
  drawClusters,
  type Interval,
  percentileInterval,
  replicates,
  sumsByCluster,
  weightedSums,
} from '#eval/statistics/cluster-bootstrap.ts';
import { defined, type Estimate, notDefined } from '#eval/statistics/estimate.ts';
import { sumsOfDraws } from '#eval/statistics/sums-of-draws.ts';
import { createRandom } from '#lib/rng.ts';
import type { Segment } from '../corpus-metric.ts';
import type { CorpusTextMetric, RowMetric } from './text-metric.ts';

/** A score with its bootstrap over clusters. */
export interface ScoreOfCorpus {
  readonly score: Estimate;
  /** Null where there is none: of fewer than two clusters, or where a resample has no score. */
  readonly interval: Interval | null;
  /** How many responses it is of. */
  readonly n: number;
  /** How many clusters (dialogues) they belong to. */
  readonly clusters: number;
  /** The score of each resample, NaN where it has none; null where there are no resamples. */
  readonly replicates: Float64Array | null;
}

/** Of every interval, and the seed of all draws. */
export const [foldLevel, foldSeed] = [0.95, 1];

/** What is scored, and the cluster (dialogue) of each, by any number. */
export interface Clustered<Value> {
  readonly values: readonly Value[];
  readonly clusterOf: readonly number[];
}

/**
 * The scores of metrics that follow from the same rows. Draws are of the clusters in ascending order and depend on
 * their number alone: of two systems over the same clusters, resample b holds the same ones.
 */
export function foldRows(
  { values: rows, clusterOf }: Clustered<Float64Array>,
  metrics: readonly RowMetric[],
): ScoreOfCorpus[] {
  const n = rows.length;
  if (n === 0) return metrics.map(() => nothing);
  const { groups, count } = numbered(clusterOf);
  const sums = sumsByCluster(rows, { clusterOf: groups, clusters: count });
  const whole = weightedSums(sums, new Uint8Array(count).fill(1));
  const draws = count < 2 ? null : sumsOfDraws(sums, drawsOf(count));
  return metrics.map((metric) => {
    const score = metric.aggregate(whole);
    const values = draws && Float64Array.from(draws, (drawn) => numberOf(metric.aggregate(drawn)));
    return scored(score, values, { n, clusters: count, isShifted: false });
  });
}

/** The score of a metric of texts as a whole. Draws as those of `foldRows`. */
export function foldTexts(
  { values: segments, clusterOf }: Clustered<Segment>,
  metric: CorpusTextMetric,
): ScoreOfCorpus {
  const n = segments.length;
  if (n === 0) return nothing;
  const { groups, count } = numbered(clusterOf);
  const scoreOf = metric.score(segments, groups);
  const value = scoreOf(new Uint8Array(count).fill(1));
  const score = Number.isNaN(value) ? notDefined('there are too few responses') : defined(value);
  const draws = count < 2 ? null : drawsOf(count);
  const values = draws && (scoreOf.ofDraws?.(draws) ?? replicates(draws, scoreOf));
  return scored(score, values, { n, clusters: count, isShifted: metric.isShifted });
}

const nothing: ScoreOfCorpus = notScored('no response can be scored');

/** @param reason as those of estimates */
export function notScored(reason: string): ScoreOfCorpus {
  return { score: notDefined(reason), interval: null, n: 0, clusters: 0, replicates: null };
}

/** Counts of draws that are held at once, two bytes each. */
const heldCounts = 1e8;

/** How many resamples there are of so many clusters: 1,000, fewer where that is more than 100,000 clusters. */
export function resamplesOf(clusters: number): number {
  return Math.min(1000, Math.max(100, Math.floor(heldCounts / clusters)));
}

let lastDraws: WeakRef<ClusterDraws> | undefined;

/** The last are kept while there is room, as a run is folded by one kind of rows after the other. */
function drawsOf(clusters: number): ClusterDraws {
  const last = lastDraws?.deref();
  if (last?.clusters === clusters) return last;
  const random = createRandom('score', foldSeed);
  const draws = drawClusters(clusters, { random, resamples: resamplesOf(clusters) });
  lastDraws = new WeakRef(draws);
  return draws;
}

function scored(
  score: Estimate,
  values: Float64Array | null,
  about: { readonly n: number; readonly clusters: number; readonly isShifted: boolean },
): ScoreOfCorpus {
  const { n, clusters, isShifted } = about;
  const given = score.status === 'defined' ? values : null;
  return { score, interval: intervalOf(score, given, isShifted), n, clusters, replicates: given };
}

function intervalOf(score: Estimate, values: Float64Array | null, isShifted: boolean): Interval | null {
  if (score.status === 'undefined' || values === null) return null;
  const interval = isShifted
    ? centredInterval(score.value, values, foldLevel)
    : percentileInterval(values, foldLevel);
  return Number.isNaN(interval.low) || Number.isNaN(interval.high) ? null : interval;
}

function numberOf(estimate: Estimate): number {
  return estimate.status === 'defined' ? estimate.value : Number.NaN;
}

/** Clusters as numbers from 0 on, in ascending order. */
function numbered(clusterOf: readonly number[]): { readonly groups: number[]; readonly count: number } {
  const ascending = [...new Set(clusterOf)].sort((a, b) => a - b);
  const numbers = new Map(ascending.map((cluster, number) => [cluster, number]));
  return { groups: clusterOf.map((cluster) => numbers.get(cluster)!), count: ascending.length };
}
