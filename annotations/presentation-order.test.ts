import fc from 'fast-check';
import { expect, test } from 'vitest';
import { presentationOrder } from './presentation-order.ts';

const requests = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  size: fc.integer({ min: 1, max: 9 }),
  annotator: fc.nat(60),
  sequence: fc.nat(60),
});

/** counts[response][position] over the given orders */
function positionCounts(orders: readonly (readonly number[])[], k: number): number[][] {
  const counts = Array.from({ length: k }, () => Array<number>(k).fill(0));
  for (const order of orders)
    for (const [position, response] of order.entries()) counts[response]![position]!++;
  return counts;
}

test('an order shows every response once', () => {
  fc.assert(
    fc.property(requests, ({ seed: s, size: k, annotator, sequence }) => {
      const order = presentationOrder({ seed: s, annotator, sequence, size: k });
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: k }, (_, index) => index));
      expect(presentationOrder({ seed: s, annotator, sequence, size: k })).toEqual(order);
    }),
  );
});

test('one annotator sees every response at every position equally often over whole blocks, ±1 in between', () => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 40 }), ({ seed: s, size: k, annotator }, n) => {
      const orders = Array.from({ length: n }, (_, sequence) =>
        presentationOrder({ seed: s, annotator, sequence, size: k }),
      );
      const counts = positionCounts(orders, k).flat();
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(n % k === 0 ? 0 : 1);
    }),
  );
});

test('the n-th orders of a group of annotators are balanced too, however early they stop', () => {
  fc.assert(
    fc.property(requests, fc.nat(3), ({ seed: s, size: k, sequence }, group) => {
      const orders = Array.from({ length: k }, (_, member) =>
        presentationOrder({ seed: s, annotator: group * k + member, sequence, size: k }),
      );
      expect(new Set(positionCounts(orders, k).flat())).toEqual(new Set([1]));
    }),
  );
});

test('over seeds every order is about equally likely', () => {
  const seen = new Map<string, number>();
  const draws = 6000;
  for (let s = 0; s < draws; s++) {
    const key = presentationOrder({ seed: s, annotator: 0, sequence: 0, size: 3 }).join('');
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  expect(seen.size).toBe(6);
  // Expected 1000 each, standard deviation 29.
  for (const count of seen.values()) expect(Math.abs(count - draws / 6)).toBeLessThan(150);
});

test('another seed, or a far annotator, gives other orders', () => {
  const orders = (s: number, annotator: number) =>
    Array.from({ length: 8 }, (_, sequence) =>
      presentationOrder({ seed: s, annotator, sequence, size: 4 }),
    ).join();
  expect(orders(1, 0)).not.toBe(orders(2, 0));
  expect(orders(1, 0)).not.toBe(orders(1, 4));
});

test('a number out of range is refused', () => {
  expect(() => presentationOrder({ seed: 1, annotator: -1, sequence: 0, size: 2 })).toThrow(RangeError);
  expect(() => presentationOrder({ seed: 1, annotator: 0, sequence: 0.5, size: 2 })).toThrow(RangeError);
  expect(() => presentationOrder({ seed: 1, annotator: 0, sequence: 0, size: 0 })).toThrow(RangeError);
});
