import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowBatches } from './row-batches.ts';

test('every row comes once, in batches of the size asked for', () => {
  const cases = fc.tuple(
    fc.array(fc.nat(60), { minLength: 1, maxLength: 80 }),
    fc.integer({ min: 1, max: 9 }),
  );
  fc.assert(
    fc.property(cases, ([lengths, rows]) => {
      const batches = rowBatches(lengths, { rows, seed: [1] });
      expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
      expect(batches.filter(({ length }) => length !== rows).length).toBeLessThanOrEqual(1);
    }),
  );
});

test('the order follows from the seed', () => {
  const lengths = Array.from({ length: 40 }, (_, index) => (index * 7) % 13);
  const of = (seed: number) => rowBatches(lengths, { rows: 4, seed: [seed] });
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
});
