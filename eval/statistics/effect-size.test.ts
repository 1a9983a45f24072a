import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cliffDelta, cohenD, hedgesG, matchedRankBiserial, pairedD } from './effect-size.ts';

const numberOf = (estimate: { readonly status: string; readonly value?: number }) =>
  estimate.value ?? estimate.status;

test('Effect sizes by hand', () => {
  expect(numberOf(cohenD([2, 4, 6], [1, 3, 5]))).toBeCloseTo(0.5, 12);
  // The factor is Γ(2) ÷ (Γ(1.5) √2).
  expect(numberOf(hedgesG([2, 4, 6], [1, 3, 5]))).toBeCloseTo(
    0.5 / ((Math.sqrt(Math.PI) / 2) * Math.SQRT2),
    12,
  );
  expect(numberOf(pairedD([1, 2, 3]))).toBeCloseTo(2, 12);
  expect(numberOf(cliffDelta([3, 4], [1, 3]))).toBeCloseTo(0.75, 12);
  expect(numberOf(matchedRankBiserial([0, 1, 2, -3]))).toBeCloseTo(0, 12);
});

test('Cliff’s delta is the plain count over pairs', () => {
  const list = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(list, list, (x, y) => {
      const signs = x.flatMap((a) => y.map((b) => Math.sign(a - b)));
      expect(numberOf(cliffDelta(x, y))).toBeCloseTo(
        signs.reduce<number>((sum, sign) => sum + sign, 0) / signs.length,
        10,
      );
    }),
  );
});

test('Effect sizes of what does not vary are undefined', () => {
  expect(cohenD([1, 1], [1, 1]).status).toBe('undefined');
  expect(pairedD([0.1, 0.1]).status).toBe('undefined');
  expect(matchedRankBiserial([0, 0]).status).toBe('undefined');
  expect(cliffDelta([], [1]).status).toBe('undefined');
});
