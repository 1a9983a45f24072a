import { meanOf, varianceOf } from './masked-statistics.ts';

/** Mean and population variance of all scores so far. Plain data: what a resumed run needs. */
export interface RunningMoments {
  readonly mean: number;
  /** by n */
  readonly variance: number;
  readonly count: number;
}

export const noMoments: RunningMoments = { mean: 0, variance: 1, count: 0 };

/** The moments with a batch added (Chan et al. 1979; TRL 0.9.6, `RunningMoments.update`). */
export function updateMoments(before: RunningMoments, batch: readonly number[]): RunningMoments {
  if (batch.length === 0) return before;
  const mean = meanOf(batch);
  const count = before.count + batch.length;
  const delta = mean - before.mean;
  const squares =
    before.variance * before.count +
    varianceOf(batch, 'population') * batch.length +
    (delta ** 2 * before.count * batch.length) / count;
  return { mean: before.mean + (delta * batch.length) / count, variance: squares / count, count };
}

/** The standard deviation by n - 1. */
export function momentsDeviation({ variance, count }: RunningMoments): number {
  return Math.sqrt((variance * count) / (count - 1));
}

/** What float32 adds to 1: the reference keeps a division by no spread finite with it. */
const epsilon = 2 ** -23;

export interface ScoreScaling {
  /** Divide by the running standard deviation. */
  readonly scale: boolean;
  /** Subtract the running mean before; needs `scale`. */
  readonly centre: boolean;
  /** Hold scores within ± this afterwards; null: no limit. */
  readonly limit: number | null;
}

/** A batch of scores on the scale of all so far (TRL's score scaling, norm and clip); `moments` include the batch. */
export function scaleScores(
  scores: readonly number[],
  moments: RunningMoments,
  { scale, centre, limit }: ScoreScaling,
): number[] {
  const factor = scale ? momentsDeviation(moments) + epsilon : 1;
  const shift = scale && centre ? moments.mean : 0;
  const bound = limit ?? Number.POSITIVE_INFINITY;
  return scores.map((score) => Math.min(Math.max((score - shift) / factor, -bound), bound));
}
