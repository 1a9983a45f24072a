import { bootstrapMean } from '#eval/statistics/bootstrap-mean.ts';
import { hodgesLehmannPaired } from '#eval/statistics/hodges-lehmann.ts';
import { pairedDifference } from '#eval/statistics/paired-replicates.ts';
import { approximateRandomisation, flippedBy, type SegmentRows } from '#eval/statistics/paired-resampling.ts';
import { exactPairedPermutation, sampledPairedPermutation } from '#eval/statistics/permutation-test.ts';
import { pairedT } from '#eval/statistics/t-test.ts';
import { wilcoxonSignedRank } from '#eval/statistics/wilcoxon-signed-rank.ts';
import { createRandom } from '#lib/rng.ts';
import { foldRows, foldSeed } from '../catalogue/fold.ts';
import type { InContexts } from '../catalogue/fold-shared.ts';
import type { RowMetric } from '../catalogue/text-metric.ts';
import type { PairTest } from './pair-tests.ts';
import { type DialogueMeans, dialogueMeans, sharedDialogues } from './shared-dialogues.ts';

/** A test of two systems by their stored rows; the paired bootstrap follows from stored replicates instead. */
export type RowTest = Exclude<PairTest, 'bootstrap'>;

export type PairOutcome =
  | ({ readonly status: 'tested' } & TestedPair)
  | { readonly status: 'not tested'; readonly reason: string };

export interface TestedPair {
  /** What is compared: the score of each over the shared contexts, or its mean over dialogues. */
  readonly scores: readonly [number, number];
  /** The first less the second; for Wilcoxon the Hodges–Lehmann pseudomedian of the differences. */
  readonly difference: number;
  /** 95 % interval of the difference; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided. */
  readonly p: number;
  readonly how: 'exact' | 'Monte Carlo' | 'normal approximation' | 'Student’s t';
  /** Random exchanges, where it is of these. */
  readonly trials: number | null;
  /** Responses of each system, and the dialogues that they belong to. */
  readonly n: number;
  readonly dialogues: number;
}

const level = 0.95;
const trials = 10_000;
const resamples = 1000;
/** Additions a pair may take, so that others are let through between one pair and the next. */
const work = 2e8;
/** Sign assignments up to 2^36 are counted, by halves. */
const mostExact = 36;

/**
 * Two-sided test that two systems do not differ, over the contexts that both answered, a dialogue a unit: answers in
 * one dialogue depend on each other, so dialogues are exchanged or counted whole.
 *
 * `randomisation` exchanges dialogues between the two and scores the corpus anew (Noreen 1989; Riezler & Maxwell 2005),
 * with the interval of the paired bootstrap. The others compare the means of single responses' values in each dialogue,
 * every dialogue counting once: `permutation` of the mean difference (exact up to 36 dialogues, else Monte Carlo) with
 * its percentile bootstrap interval, `wilcoxon` with the Hodges–Lehmann interval, Student's paired `t` with its own.
 */
export function testPair(
  pair: readonly [InContexts<Float64Array>, InContexts<Float64Array>],
  { test, metric }: { readonly test: RowTest; readonly metric: RowMetric },
): PairOutcome {
  return test === 'randomisation' ? randomisation(pair, metric) : ofMeans(dialogueMeans(pair, metric), test);
}

function notTested(reason: string): PairOutcome {
  return { status: 'not tested', reason };
}

function randomisation(
  pair: readonly [InContexts<Float64Array>, InContexts<Float64Array>],
  metric: RowMetric,
): PairOutcome {
  const { sums, n, dialogues } = sharedDialogues(pair);
  if (n === 0) return notTested('no context was answered by both');
  const [system, baseline] = sums;
  const [a, b] = [foldDialogues(system, metric), foldDialogues(baseline, metric)];
  if (a?.score.status !== 'defined' || b?.score.status !== 'defined' || !a.replicates || !b.replicates)
    return notTested(dialogues < 2 ? 'needs at least two dialogues' : 'one of the two has no score');
  const score = (sum: Float64Array) => {
    const estimate = metric.aggregate(sum);
    // An exchange that leaves one of the two without a score counts against a difference.
    return estimate.status === 'defined' ? estimate.value : Number.POSITIVE_INFINITY;
  };
  const drawn = trialsOf((dialogues * system.width) / 8);
  const { p } = approximateRandomisation(
    { baseline, system, score },
    { trials: drawn, draw: flippedBy(createRandom('pairs', foldSeed)), count: 'at-least' },
  );
  const scores = [a.score.value, b.score.value] as const;
  const interval = pairedDifference(
    { score: scores[0], replicates: a.replicates },
    { score: scores[1], replicates: b.replicates },
  );
  return {
    status: 'tested',
    scores,
    difference: scores[0] - scores[1],
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    p,
    how: 'Monte Carlo',
    trials: drawn,
    n,
    dialogues,
  };
}

/** Dialogues that are summed already, as rows of a dialogue each: draws are the same. */
function foldDialogues({ segments, width, values }: SegmentRows, metric: RowMetric) {
  const rows = Array.from({ length: segments }, (_, at) => values.subarray(at * width, (at + 1) * width));
  return foldRows({ values: rows, clusterOf: rows.map((_, at) => at) }, [metric])[0];
}

function trialsOf(workOfTrial: number): number {
  return Math.round(Math.min(trials, Math.max(trials / 10, work / Math.max(1, workOfTrial))));
}

function ofMeans({ means, n }: DialogueMeans, test: Exclude<RowTest, 'randomisation'>): PairOutcome {
  const [a, b] = means;
  if (n === 0) return notTested('no context was answered and scored for both');
  if (a.length < 2) return notTested('needs at least two dialogues');
  const differences = a.map((value, at) => value - (b[at] ?? Number.NaN));
  const tested = tests[test](differences);
  if ('reason' in tested) return notTested(tested.reason);
  const scores = [meanOf(a), meanOf(b)] as const;
  return { status: 'tested', difference: scores[0] - scores[1], ...tested, scores, n, dialogues: a.length };
}

type OfDifferences = Pick<TestedPair, 'low' | 'high' | 'p' | 'how' | 'trials'> & {
  readonly difference?: number;
};

const tests: Readonly<
  Record<Exclude<RowTest, 'randomisation'>, (values: Float64Array) => OfDifferences | { reason: string }>
> = {
  permutation: (values) => {
    const clusters = Array.from(values, (sum) => ({ sum, count: 1 }));
    const random = createRandom('pairs interval', foldSeed);
    const interval = bootstrapMean(clusters, { random, resamples, level });
    const [low, high] = interval.status === 'defined' ? [interval.low, interval.high] : [null, null];
    if (values.length <= mostExact) {
      const { p } = exactPairedPermutation(values, 'two-sided');
      return { low, high, p, how: 'exact', trials: null };
    }
    const drawn = trialsOf(values.length);
    const p = sampledPairedPermutation(values, {
      random: createRandom('pairs', foldSeed),
      resamples: drawn,
      alternative: 'two-sided',
    });
    return { low, high, p, how: 'Monte Carlo', trials: drawn };
  },
  wilcoxon: (values) => {
    const found = wilcoxonSignedRank(values);
    if (found.status === 'undefined') return { reason: found.reason };
    const shift = hodgesLehmannPaired(values, { level });
    const how = found.method === 'exact' ? 'exact' : 'normal approximation';
    // All differences the same: the test has a p, the interval is a point.
    if (shift.status === 'undefined') return { low: null, high: null, p: found.p, how, trials: null };
    const [low, high] = shift.interval;
    return { difference: shift.estimate, low, high, p: found.p, how, trials: null };
  },
  t: (values) => {
    const found = pairedT(values, { level });
    if (found.status === 'undefined') return { reason: found.reason };
    const [low, high] = found.interval;
    return { low, high, p: found.p, how: 'Student’s t', trials: null };
  },
};

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Whether the metric of a corpus is the mean of its values of single responses: then tests of means are tests of the
 * score. Told from the numbers, as BLEU and its like are no such mean of anything.
 */
export function isMeanOfItems(rows: readonly Float64Array[], metric: RowMetric): boolean {
  const sums = new Float64Array(metric.rows.width);
  let [total, count] = [0, 0];
  for (const row of rows) {
    for (let column = 0; column < sums.length; column++) sums[column]! += row[column]!;
    const item = metric.item(row);
    if (item.status === 'undefined') return false;
    total += item.value;
    count++;
  }
  const whole = count > 0 ? metric.aggregate(sums) : null;
  if (whole?.status !== 'defined') return false;
  return Math.abs(whole.value - total / count) <= 1e-9 * Math.max(1, Math.abs(whole.value));
}
