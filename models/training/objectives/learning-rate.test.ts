import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateAt } from './learning-rate.ts';

const schedules = fc.record({
  form: fc.constantFrom('constant' as const, 'linear' as const, 'cosine' as const),
  peak: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  warmupSteps: fc.nat(20),
  totalSteps: fc.integer({ min: 21, max: 200 }),
});

describe('learningRateAt', () => {
  it('rises to its peak in the warm-up and never goes above it', () => {
    fc.assert(
      fc.property(schedules, fc.nat(400), (schedule, step) => {
        const rate = learningRateAt(step, schedule);
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(schedule.peak * (1 + 1e-12));
        expect(learningRateAt(schedule.warmupSteps, schedule)).toBeCloseTo(schedule.peak, 12);
      }),
    );
  });

  it('falls from step to step between the warm-up and the end, where it is 0', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        fc.pre(schedule.form !== 'constant');
        for (let step = schedule.warmupSteps; step < schedule.totalSteps; step++)
          expect(learningRateAt(step + 1, schedule)).toBeLessThan(learningRateAt(step, schedule));
        expect(learningRateAt(schedule.totalSteps, schedule)).toBeCloseTo(0, 12);
      }),
    );
  });

  it('gives the rates of a run of ten steps with a warm-up of two', () => {
    const linear = { form: 'linear', peak: 1, warmupSteps: 2, totalSteps: 10 } as const;
    expect([0, 1, 2, 6, 10, 11].map((step) => learningRateAt(step, linear))).toEqual([0, 0.5, 1, 0.5, 0, 0]);
    expect(learningRateAt(6, { ...linear, form: 'cosine' })).toBeCloseTo(0.5, 12);
    expect(learningRateAt(999, { ...linear, form: 'constant' })).toBe(1);
  });

  it('falls to a share of the peak where one is given', () => {
    const schedule = { form: 'cosine', peak: 2, warmupSteps: 2, totalSteps: 10, finalShare: 0.25 } as const;
    expect([2, 6, 10].map((step) => learningRateAt(step, schedule))).toEqual([
      2,
      expect.closeTo(1.25, 12),
      expect.closeTo(0.5, 12),
    ]);
  });

  it('trains no step where the run has none', () => {
    expect(learningRateAt(0, { form: 'linear', peak: 1, warmupSteps: 0, totalSteps: 0 })).toBe(0);
  });
});
