import {
  centredInterval,
  drawClusters,
  type Interval,
  percentileInterval,
  replicates,
  sumsByCluster,
  weightedSums,
} from '#eval/statistics/cluster-bootstrap.ts';
import { type Estimate, notDefined } from '#eval/statistics/estimate.ts';
import { createRandom } from '#lib/rng.ts';
import type { Segment } from '../corpus-metric.ts';
import type { CorpusTextMetric, RowMetric } from './text-metric.ts';

/** A score with its 95 % bootstrap interval over clusters; null where there is none. */
export interface ScoreOfCorpus {
  readonly score: Estimate;
  readonly interval: Interval | null;
  /** How many responses it is of. */
  readonly n: number;
}

const level = 0.95;
const seed = 1;
const [fewest, most] = [100, 1000];

/** What is scored, and the cluster (dialogue) of each, by any number. */
export interface Clustered<Value> {
  readonly values: readonly Value[];
  readonly clusterOf: readonly number[];
}

/** The scores of metrics that follow from the same rows. */
export function foldRows(
  { values: rows, clusterOf }: Clustered<Float64Array>,
  metrics: readonly RowMetric[],
): ScoreOfCorpus[] {
  const n = rows.length;
  if (n === 0) return metrics.map(() => nothing);
  const { groups, count } = numbered(clusterOf);
  const sums = sumsByCluster(rows, { clusterOf: groups, clusters: count });
  const whole = weightedSums(sums, new Uint8Array(count).fill(1));
  const draws = count < 2 ? [] : drawsOf(count, n).weights.map((weights) => weightedSums(sums, weights));
  return metrics.map((metric) => {
    const score = metric.aggregate(whole);
    const values = Float64Array.from(draws, (drawn) => numberOf(metric.aggregate(drawn)));
    return { score, interval: intervalOf(score, values, false), n };
  });
}

/** The score of a metric of texts as a whole. */
export function foldTexts(
  { values: segments, clusterOf }: Clustered<Segment>,
  metric: CorpusTextMetric,
): ScoreOfCorpus {
  const n = segments.length;
  if (n === 0) return nothing;
  const { groups, count } = numbered(clusterOf);
  const scoreOf = metric.score(segments, groups);
  const score: Estimate = { status: 'defined', value: scoreOf(new Uint8Array(count).fill(1)) };
  // A resample goes through all n-grams again, some fifteen a text.
  const values = count < 2 ? new Float64Array(0) : replicates(drawsOf(count, 15 * n), scoreOf);
  return { score, interval: intervalOf(score, values, metric.isShifted), n };
}

const nothing: ScoreOfCorpus = { score: notDefined('no response can be scored'), interval: null, n: 0 };

/** A thousand resamples, fewer where each is long: 100 at least. */
function drawsOf(clusters: number, work: number) {
  const resamples = Math.round(Math.min(most, Math.max(fewest, 1e8 / Math.max(clusters, work))));
  return drawClusters(clusters, { random: createRandom('score', seed), resamples });
}

function intervalOf(score: Estimate, values: Float64Array, isShifted: boolean): Interval | null {
  if (score.status === 'undefined' || values.length === 0) return null;
  const interval = isShifted
    ? centredInterval(score.value, values, level)
    : percentileInterval(values, level);
  return Number.isNaN(interval.low) || Number.isNaN(interval.high) ? null : interval;
}

function numberOf(estimate: Estimate): number {
  return estimate.status === 'defined' ? estimate.value : Number.NaN;
}

/** Clusters as numbers from 0 on, in the order in which they come. */
function numbered(clusterOf: readonly number[]): { readonly groups: number[]; readonly count: number } {
  const numbers = new Map<number, number>();
  const groups = clusterOf.map((cluster) => {
    const number = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, number);
    return number;
  });
  return { groups, count: numbers.size };
}
