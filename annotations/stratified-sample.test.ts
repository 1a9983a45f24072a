import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { type Candidate, stratifiedSample } from './stratified-sample.ts';

const pools = fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 }).chain((ids) =>
  fc.record({
    candidates: fc.tuple(
      ...ids.map((id) => fc.constantFrom('a', 'b', 'c', null).map((stratum) => ({ id, stratum }))),
    ),
    size: fc.integer({ min: 0, max: ids.length }),
    seed: fc.nat(),
  }),
);

const draw = (candidates: readonly Candidate[], size: number, seed: number) =>
  stratifiedSample({ candidates, size, random: createRandom(seed) });

test('so many different candidates are drawn as were asked for', () => {
  fc.assert(
    fc.property(pools, ({ candidates, size, seed }) => {
      const ids = draw(candidates, size, seed);
      expect(new Set(ids).size).toBe(size);
      expect(candidates.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    }),
  );
});

test('every stratum gets its proportional share, rounded down or up', () => {
  fc.assert(
    fc.property(pools, ({ candidates, size, seed }) => {
      const ids = new Set(draw(candidates, size, seed));
      for (const stratum of ['a', 'b', 'c', null]) {
        const members = candidates.filter((candidate) => candidate.stratum === stratum);
        const share = (size * members.length) / candidates.length;
        const drawn = members.filter(({ id }) => ids.has(id)).length;
        expect(drawn).toBeGreaterThanOrEqual(Math.floor(share));
        expect(drawn).toBeLessThanOrEqual(Math.ceil(share));
      }
    }),
  );
});

test('the order of the candidates does not matter, the seed does', () => {
  fc.assert(
    fc.property(pools, ({ candidates, size, seed }) => {
      expect(draw(candidates.toReversed(), size, seed)).toEqual(draw(candidates, size, seed));
    }),
  );
  const many = Array.from({ length: 100 }, (_, id) => ({ id, stratum: null }));
  expect(draw(many, 10, 1)).not.toEqual(draw(many, 10, 2));
});

test('places that remain go to the largest remainders', () => {
  // Shares of 7 among 50, 30 and 20 of 100: 3.5, 2.1 and 1.4.
  const candidates = Array.from({ length: 100 }, (_, id) => ({
    id,
    stratum: id < 50 ? 'x' : id < 80 ? 'y' : 'z',
  }));
  const ids = draw(candidates, 7, 3);
  expect(ids.filter((id) => id < 50)).toHaveLength(4);
  expect(ids.filter((id) => id >= 50 && id < 80)).toHaveLength(2);
  expect(ids.filter((id) => id >= 80)).toHaveLength(1);
});

test('equal strata that are too many for the places are chosen by lot, each about equally often', () => {
  const candidates = Array.from({ length: 4 }, (_, id) => ({ id, stratum: `stratum ${id}` }));
  const counts = [0, 0, 0, 0];
  for (let seed = 0; seed < 2000; seed++) for (const id of draw(candidates, 1, seed)) counts[id]!++;
  // Expected 500 each, standard deviation 19.
  for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(100);
});

test('more than there are cannot be drawn', () => {
  expect(() => draw([{ id: 1, stratum: null }], 2, 1)).toThrow(RangeError);
});
