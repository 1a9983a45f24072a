import { expect, test } from 'vitest';
import { learningRateAt } from './learning-rate.ts';

const schedule = { peak: 2, warmupSteps: 10, finalShare: 0.1, totalSteps: 110 } as const;

test('it rises in a line to the peak', () => {
  const form = 'linear';
  expect([1, 5, 10].map((step) => learningRateAt(step, { ...schedule, form }))).toEqual([0.2, 1, 2]);
});

test('it falls in a line, or along half a cosine, to its share at the last step', () => {
  expect(learningRateAt(60, { ...schedule, form: 'linear' })).toBeCloseTo(1.1, 12);
  expect(learningRateAt(110, { ...schedule, form: 'linear' })).toBeCloseTo(0.2, 12);
  // A quarter of the way down half a cosine: (1 + cos(π/4)) / 2 of what there is to fall.
  expect(learningRateAt(35, { ...schedule, form: 'cosine' })).toBeCloseTo(2 * (0.1 + 0.9 * 0.8535533906), 9);
  expect(learningRateAt(110, { ...schedule, form: 'cosine' })).toBeCloseTo(0.2, 12);
  expect(learningRateAt(90, { ...schedule, form: 'constant' })).toBe(2);
});

test('without warm-up the first step has the peak but for one step of the fall', () => {
  const sooner = { ...schedule, warmupSteps: 0, totalSteps: 4, finalShare: 0, form: 'linear' } as const;
  expect([1, 2, 3, 4].map((step) => learningRateAt(step, sooner))).toEqual([1.5, 1, 0.5, 0]);
});
