import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binCounts, binOf, valueBins } from './value-bins.ts';

const value = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 100 }),
  fc.double({ min: -2, max: 100, noNaN: true }),
  fc.integer({ min: 0, max: 30 }).map((tenths) => tenths / 10),
);

test('every value falls into exactly one bin, and ranges are of one width without gaps', () => {
  fc.assert(
    fc.property(fc.array(fc.array(value, { minLength: 1, maxLength: 60 }), { minLength: 1 }), (samples) => {
      const bins = valueBins(samples);
      expect(bins.length).toBeLessThan(32);
      for (const sample of samples) {
        const counts = binCounts(sample, bins);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sample.length);
      }
      const ranges = bins.filter(({ kind }) => kind === 'range');
      for (const [at, { low, high }] of ranges.entries()) {
        expect(high - low).toBeCloseTo((ranges[0]?.high ?? 0) - (ranges[0]?.low ?? 0), 6);
        expect(high).toBeGreaterThan(low);
        if (at > 0) expect(low).toBe(ranges[at - 1]?.high);
      }
    }),
    // Whole numbers that lie near each other, but far from 0; fractions that differ by less than can be divided.
    { examples: [[[[15, 62]]], [[[-5e-324, 0]]], [[[0, 5e-324]]], [[[-200, -200 + 1e-13]]]] },
  );
});

test('many exact zeros have a bin of their own, and small values are not mixed with them', () => {
  const bins = valueBins([[0, 0, 0, 0.001, 0.4, 0.9]]);
  expect(bins[0]).toMatchObject({ kind: 'zero', label: 'exactly 0' });
  expect(binCounts([0, 0, 0.001], bins).slice(0, 2)).toEqual([2, 1]);
});

test('a border belongs to the upper bin, also where fractions cannot be written exactly', () => {
  const bins = valueBins([Array.from({ length: 20 }, (_, at) => (at + 1) / 10 + 0.01)]);
  const at = (number: number) => bins[binOf(number, bins)]?.low;
  expect(at(0.3)).toBe(0.3);
  expect(at(0.7)).toBe(0.7);
});

test('a few values far out share an open bin, so that the others can be told apart', () => {
  const bins = valueBins([[...Array.from({ length: 500 }, (_, at) => 1 + (at % 100) / 20), 100, 100]]);
  expect(bins.at(-1)).toMatchObject({ kind: 'tail' });
  expect(bins.at(-1)?.low).toBeLessThan(8);
  expect(binCounts([100, 100, 2], bins).at(-1)).toBe(2);
});

test('whole numbers are counted one by one or in whole steps', () => {
  const tokens = valueBins([[3, 4, 5, 9]]);
  expect(tokens.map(({ label }) => label)).toEqual(['3', '4', '5', '6', '7', '8', '9']);
  const many = valueBins([Array.from({ length: 90 }, (_, at) => at + 1)]);
  expect(many[0]?.label).toBe('0 to 4');
  expect(many.every(({ kind }) => kind === 'range')).toBe(true);
});

test('values that are all the same have a bin', () => {
  for (const same of [0, 7, 0.5, -0.25])
    expect(binCounts([same, same], valueBins([[same, same]]))).toContain(2);
});
