/** How the learning rate goes over a training. */
export interface LearningRateSchedule {
  readonly form: 'constant' | 'linear' | 'cosine';
  readonly peak: number;
  /** Steps from 0 to the peak. */
  readonly warmupSteps: number;
  /** The last step's rate as a share of the peak; not for `constant`. */
  readonly finalShare: number;
  readonly totalSteps: number;
}

/**
 * The rate of a step, counted from 1: up in a straight line to the peak at `warmupSteps`, then down, in a line or
 * along half a cosine, to `finalShare` of the peak at `totalSteps`.
 */
export function learningRateAt(step: number, schedule: LearningRateSchedule): number {
  const { form, peak, warmupSteps, finalShare, totalSteps } = schedule;
  if (step < warmupSteps) return (peak * step) / warmupSteps;
  if (form === 'constant') return peak;
  const done = Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
  const left = form === 'linear' ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2;
  return peak * (finalShare + (1 - finalShare) * left);
}
