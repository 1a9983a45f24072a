import type { Random } from '#lib/rng.ts';

export interface RougeAggregateOptions {
  /** From 0 to 1, default 0.95. */
  readonly confidence?: number;
  /** Default 1000. */
  readonly resamples?: number;
  readonly random: Random;
}

export interface RougeAggregate {
  readonly low: readonly number[];
  readonly mid: readonly number[];
  readonly high: readonly number[];
}

/**
 * Percentile bootstrap of the means of several measures at once: rouge_score's `BootstrapAggregator`. The middle is the
 * median of the resampled means, as there, not the mean.
 * @param rows the measures of each text, all of one length, at least one
 */
export function rougeAggregate(
  rows: readonly Float64Array[],
  { confidence = 0.95, resamples = 1000, random }: RougeAggregateOptions,
): RougeAggregate {
  const measures = rows[0]?.length;
  if (measures === undefined) throw new RangeError('an aggregate needs at least one score');
  const means = Array.from({ length: measures }, () => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample++) {
    const sums = new Float64Array(measures);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[random.below(rows.length)]!;
      for (let m = 0; m < measures; m++) sums[m]! += row[m]!;
    }
    for (let m = 0; m < measures; m++) means[m]![resample] = sums[m]! / rows.length;
  }
  for (const mean of means) mean.sort();
  const tail = (1 - confidence) / 2;
  const at = (share: number) => means.map((sorted) => linearPercentile(sorted, share));
  return { low: at(tail), mid: at(0.5), high: at(1 - tail) };
}

/** numpy's `percentile(…, method='linear')` of sorted values (type 7 of Hyndman & Fan 1996). */
function linearPercentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.min(sorted.length - 1, Math.floor(place));
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
