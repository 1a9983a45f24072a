import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leastPrefix, PrefixStore } from './prefix-store.ts';

const key = (tokens: readonly number[], types: readonly number[] | null = null) => ({ tokens, types });
const upTo = (length: number, first = 0) => Array.from({ length }, (_, at) => first + at);
const pack = (length: number) => () => new Float32Array(length * 2);

it('finds the longest beginning in common, of tokens and types, and no more than asked for', () => {
  const store = new PrefixStore(1e6);
  store.add(key(upTo(20)), 8, pack(20));
  store.add(key([...upTo(12), 99, 98, 97]), 8, pack(15));
  expect(store.find(key([...upTo(12), 99, 98, 1]), 100)).toMatchObject({ length: 15, count: 14 });
  expect(store.find(key(upTo(20)), 19)).toMatchObject({ length: 20, count: 19 });
  expect(store.find(key(upTo(leastPrefix - 1)), 100)).toBeNull();
  expect(store.find(key(upTo(20), upTo(20)), 100)).toBeNull();
  store.add(key(upTo(20), upTo(20)), 8, pack(20));
  expect(store.find(key(upTo(20), [...upTo(9), 0, 0, 0]), 100)).toMatchObject({ count: 9 });
});

it('replaces an entry by its continuation, and packs nothing that it has', () => {
  const store = new PrefixStore(1e6);
  store.add(key(upTo(10)), 8, pack(10));
  store.add(key(upTo(14)), 8, pack(14));
  expect(store.size).toBe(1);
  store.add(key(upTo(12)), 8, () => {
    throw new Error('packed again');
  });
  expect(store.find(key(upTo(30)), 100)).toMatchObject({ length: 14, count: 14 });
});

it('never holds more than its budget, and drops what was used least recently', () => {
  const store = new PrefixStore(3 * 10 * 12);
  for (const first of [0, 100, 200]) store.add(key(upTo(10, first)), 8, pack(10));
  store.find(key(upTo(10, 0)), 100);
  store.add(key(upTo(10, 300)), 8, pack(10));
  expect([0, 100, 200, 300].map((first) => store.find(key(upTo(10, first)), 100) !== null)).toEqual([
    true,
    false,
    true,
    true,
  ]);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(40))), fc.nat(2000), (rows, budget) => {
      const small = new PrefixStore(budget);
      for (const [first, length] of rows) {
        small.add(key(upTo(length, first * 100)), 8, pack(length));
        expect(small.bytes).toBeLessThanOrEqual(budget);
      }
    }),
  );
});
