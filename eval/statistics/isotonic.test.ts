import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isotonic } from './isotonic.ts';

test('values that fall are pooled at their weighted mean', () => {
  expect([...isotonic([1, 3, 2, 4])]).toEqual([1, 2.5, 2.5, 4]);
  expect([...isotonic([3, 0], [1, 2])]).toEqual([1, 1]);
  expect([...isotonic([])]).toEqual([]);
});

test('the result never falls, keeps the sum, and is the min of max means', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 }), (values) => {
      const fitted = isotonic(values);
      const mean = (from: number, to: number) =>
        values.slice(from, to + 1).reduce((sum, value) => sum + value, 0) / (to - from + 1);
      values.forEach((_, i) => {
        const starts = values
          .slice(0, i + 1)
          .map((_value, from) => Math.min(...values.slice(i).map((_other, after) => mean(from, i + after))));
        expect(fitted[i]).toBeCloseTo(Math.max(...starts), 9);
      });
    }),
  );
});
