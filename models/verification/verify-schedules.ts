import { type LearningRateSchedule, learningRateAt } from '../training/objectives/learning-rate.ts';
import { compareList } from './compare.ts';
import { compared, skipped, type VerificationLine } from './report.ts';

/** `KIND_warmupN_totalN` → the rate of steps 0, 1, 2, …; `base_lr` is the peak of all. */
export function* verifySchedules(
  name: string,
  { base_lr: peak, note: _, ...schedules }: Readonly<Record<string, unknown>>,
): Generator<VerificationLine> {
  for (const [key, value] of Object.entries(schedules)) {
    const schedule = scheduleOf(key, Number(peak));
    const quantity = `lr_schedules.${key}`;
    if (!schedule || !Array.isArray(value)) {
      yield skipped(name, quantity, 'this schedule is not offered');
      continue;
    }
    const found = value.map((_rate, step) => learningRateAt(step, schedule));
    yield compared(name, quantity, compareList(found, value));
  }
}

function scheduleOf(key: string, peak: number): LearningRateSchedule | undefined {
  const named = /^(constant|linear|cosine)(?:_with)?(?:_warmup(\d+))?(?:_total(\d+))?$/.exec(key);
  if (!named) return undefined;
  const [, form, warmup = '0', total = '0'] = named;
  return {
    form: form as LearningRateSchedule['form'],
    peak,
    warmupSteps: Number(warmup),
    totalSteps: Number(total),
  };
}
