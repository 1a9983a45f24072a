import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, shuffled } from './rng.ts';

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (...seed: (string | number)[]) => {
    const random = createRandom(...seed);
    return Array.from({ length: 8 }, () => random.next());
  };
  expect(draw(7, 'a')).toEqual(draw(7, 'a'));
  expect(draw(7, 'a')).not.toEqual(draw(7, 'b'));
  expect(draw(7)).not.toEqual(draw('7'));
  expect(draw('ab', 'c')).not.toEqual(draw('a', 'bc'));
});

test('numbers are uniform: every one of 16 bins gets its share, by chi-squared at the 0.1 % level', () => {
  const random = createRandom(20261120);
  const counts = new Array<number>(16).fill(0);
  for (let i = 0; i < 160_000; i++) {
    const bin = Math.floor(random.next() * 16);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chiSquared).toBeLessThan(37.7);
});

test('below(n) stays below n and reaches every value', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer(), (bound, seed) => {
      const random = createRandom(seed);
      const seen = new Set(Array.from({ length: bound * 40 }, () => random.below(bound)));
      expect([...seen].every((value) => value >= 0 && value < bound)).toBe(true);
      expect(seen.size).toBeGreaterThan(bound / 2);
    }),
  );
  expect(() => createRandom(1).below(0)).toThrow(RangeError);
});

test('a shuffle keeps every element and leaves its input alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (values, seed) => {
      const input = Object.freeze(values.slice());
      expect(shuffled(input, createRandom(seed)).sort()).toEqual(values.slice().sort());
    }),
  );
});

test('every order of three comes equally often, by chi-squared at the 0.1 % level', () => {
  const random = createRandom(3);
  const counts = new Map<string, number>();
  for (let i = 0; i < 60_000; i++) {
    const order = shuffled(['a', 'b', 'c'], random).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chiSquared).toBeLessThan(20.5);
});
