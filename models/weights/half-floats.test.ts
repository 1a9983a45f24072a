import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberToHalf } from './half-floats.ts';
import { halfToNumber } from './stored-dtypes.ts';

test('every half that is a number goes to itself', () => {
  const all = Array.from({ length: 65_536 }, (_, bits) => bits);
  const changed = all.filter((bits) => {
    const value = halfToNumber(bits);
    return Number.isNaN(value) ? numberToHalf(value) <= 0x7c00 : numberToHalf(value) !== bits;
  });
  expect(changed).toEqual([]);
});

test('no half is nearer than the one it gives, and between two the even one is taken', () => {
  fc.assert(
    fc.property(fc.float({ min: -65_504, max: 65_504, noNaN: true }), (value) => {
      const bits = numberToHalf(value);
      const distance = Math.abs(halfToNumber(bits) - value);
      for (const near of [bits - 1, bits + 1]) {
        const other = halfToNumber(near & 0xffff);
        if (Number.isFinite(other)) expect(distance).toBeLessThanOrEqual(Math.abs(other - value));
      }
    }),
  );
  expect(numberToHalf(1 + 1 / 2048)).toBe(0x3c00);
  expect(numberToHalf(1 + 3 / 2048)).toBe(0x3c02);
  expect(numberToHalf(2 ** -25)).toBe(0);
  expect(numberToHalf(3 * 2 ** -25)).toBe(2);
  expect(numberToHalf(65_519)).toBe(0x7bff);
  expect(numberToHalf(65_520)).toBe(0x7c00);
  expect(numberToHalf(-1e9)).toBe(0xfc00);
});
