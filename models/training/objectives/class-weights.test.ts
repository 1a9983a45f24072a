import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classWeights } from './class-weights.ts';

test('at power 1 every class weighs the same in all, at power 0 every row does', () => {
  expect(classWeights([8, 1, 1], 0)).toEqual([1, 1, 1]);
  const [often, rare] = classWeights([8, 1, 1], 1) as [number, number, number];
  expect(8 * often).toBeCloseTo(rare, 12);
});

test('the mean over rows is 1, and a class without rows has no weight', () => {
  const counts = fc.array(fc.nat(500), { minLength: 1 }).filter((list) => list.some((count) => count > 0));
  fc.assert(
    fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), (list, power) => {
      const weights = classWeights(list, power);
      const rows = list.reduce((sum, count) => sum + count, 0);
      const total = weights.reduce((sum, weight, index) => sum + weight * (list[index] ?? 0), 0);
      expect(total / rows).toBeCloseTo(1, 9);
      for (const [index, count] of list.entries()) if (count === 0) expect(weights[index]).toBe(0);
    }),
  );
});
