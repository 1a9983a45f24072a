import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { estimateInterval } from './estimate-interval.ts';
import { krippendorffAlpha } from './krippendorff-alpha.ts';

const units = Array.from({ length: 60 }, (_, i) => [i % 5, (i % 5) + (i % 7 === 0 ? 1 : 0), i % 5]);
const alpha = (list: readonly (readonly number[])[]) => krippendorffAlpha(list, 'ordinal');
const options = () => ({ random: createRandom(9), resamples: 300, level: 0.95 });

test('An interval of alpha holds it and is the same from the same seed', () => {
  const interval = estimateInterval(units, alpha, options());
  const whole = alpha(units);
  if (interval.status === 'undefined' || whole.status === 'undefined') throw new Error('undefined');
  expect(interval.low).toBeLessThan(whole.value);
  expect(interval.high).toBeGreaterThan(whole.value);
  expect(estimateInterval(units, alpha, options())).toEqual(interval);
});

test('There is no interval where the estimate is undefined, wholly or mostly', () => {
  expect(estimateInterval([[1, 1]], alpha, options())).toMatchObject({ reason: 'needs at least two units' });
  expect(
    estimateInterval(
      [
        [1, 1],
        [1, 1],
      ],
      alpha,
      options(),
    ).status,
  ).toBe('undefined');
  const rare = [
    [1, 1],
    [2, 2],
  ];
  expect(
    estimateInterval(
      rare,
      (list) => (list === rare ? alpha(list) : { status: 'undefined', reason: 'x' }),
      options(),
    ),
  ).toMatchObject({
    reason: 'in most resamples the estimate is undefined',
  });
});
