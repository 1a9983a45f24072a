/** How the learning rate goes over a training. */
export interface LearningRateSchedule {
  /** `constant` stays at the peak after the warm-up; `linear` and `cosine` fall until `totalSteps`. */
  readonly form: 'constant' | 'linear' | 'cosine';
  /** The highest rate. */
  readonly peak: number;
  /** The step at which the peak is reached, from 0 at step 0 in equal parts; 0 is no warm-up. */
  readonly warmupSteps: number;
  /** The step at which the lowest rate is reached; `constant` does not look at it. */
  readonly totalSteps: number;
  /** The lowest rate as a share of the peak, 0 by default. */
  readonly finalShare?: number;
}

/**
 * The learning rate at a step, as `transformers.get_{constant,linear,cosine}_schedule_with_warmup` give it. There the
 * first update is step 0, so that with a warm-up it changes nothing. After `totalSteps` the linear form stays where it
 * is, while the cosine goes on and so rises again.
 */
export function learningRateAt(step: number, schedule: LearningRateSchedule): number {
  const { form, peak, warmupSteps, totalSteps, finalShare = 0 } = schedule;
  if (step < warmupSteps) return (peak * step) / warmupSteps;
  if (form === 'constant') return peak;
  const falling = Math.max(1, totalSteps - warmupSteps);
  const left =
    form === 'linear'
      ? Math.max(0, totalSteps - step) / falling
      : (1 + Math.cos((Math.PI * (step - warmupSteps)) / falling)) / 2;
  return peak * (finalShare + (1 - finalShare) * left);
}
