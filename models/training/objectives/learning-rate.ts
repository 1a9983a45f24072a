/** How the learning rate moves over a run; steps count from 0. */
export interface LearningRateSchedule {
  /** `constant` stays at the peak after the warm-up, `linear` and `cosine` fall to 0 at `totalSteps`. */
  readonly kind: 'constant' | 'linear' | 'cosine';
  /** The highest rate. */
  readonly peak: number;
  /** Steps over which the rate rises in equal parts from 0, which is the rate of step 0; 0 is no warm-up. */
  readonly warmupSteps: number;
  /** Steps of the whole run, the warm-up among them; `constant` does not look at it. */
  readonly totalSteps: number;
}

/**
 * The learning rate at a step (0 is the first), as `transformers.get_{constant,linear,cosine}_schedule_with_warmup`
 * give it. After `totalSteps` the linear form stays at 0, while the cosine goes on and so rises again, as there.
 */
export function learningRateAt(schedule: LearningRateSchedule, step: number): number {
  const { kind, peak, warmupSteps, totalSteps } = schedule;
  if (step < warmupSteps) return (peak * step) / warmupSteps;
  if (kind === 'constant') return peak;
  const decaySteps = Math.max(1, totalSteps - warmupSteps);
  if (kind === 'linear') return (peak * Math.max(0, totalSteps - step)) / decaySteps;
  return (peak * (1 + Math.cos((Math.PI * (step - warmupSteps)) / decaySteps))) / 2;
}
