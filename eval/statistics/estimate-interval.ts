import type { Random } from '#lib/rng.ts';
import { type Estimate, notDefined } from './estimate.ts';
import { quantile } from './quantile.ts';

export interface EstimateIntervalOptions {
  readonly random: Random;
  readonly resamples: number;
  /** Of confidence, in (0, 1). */
  readonly level: number;
}

export type EstimateInterval =
  | {
      readonly status: 'defined';
      readonly low: number;
      readonly high: number;
      /** Resamples in which the estimate is defined: the interval rests on these. */
      readonly used: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Percentile bootstrap interval of any estimate over units that are drawn with replacement: an agreement coefficient
 * over its subjects, for example. Raters are held fixed. Resamples in which the estimate is undefined (all ratings
 * alike) are left out; where they are more than half there is no interval.
 *
 * Source: Efron & Tibshirani (1993), section 13.3; for agreement Gwet (2014), chapter 5.
 */
export function estimateInterval<Unit>(
  units: readonly Unit[],
  estimate: (units: readonly Unit[]) => Estimate | { readonly status: 'defined'; readonly value: number },
  { random, resamples, level }: EstimateIntervalOptions,
): EstimateInterval {
  if (units.length < 2) return notDefined('needs at least two units');
  const whole = estimate(units);
  if (whole.status === 'undefined') return whole;
  const drawn = units.slice();
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < drawn.length; i++) drawn[i] = units[random.below(units.length)] as Unit;
    const result = estimate(drawn);
    if (result.status === 'defined') values.push(result.value);
  }
  if (values.length * 2 < resamples || values.length === 0)
    return notDefined('in most resamples the estimate is undefined');
  values.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  return {
    status: 'defined',
    low: quantile(values, tail),
    high: quantile(values, 1 - tail),
    used: values.length,
  };
}
