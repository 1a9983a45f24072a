import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairHeap } from './pair-heap.ts';

test('entries come out by falling count, equal ones by rising pair', () => {
  const entry = fc.record({
    count: fc.integer({ min: 0, max: 5 }),
    pair: fc.integer({ min: 0, max: 2 ** 48 }),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
      const heap = new PairHeap();
      for (const { count, pair } of entries) heap.push(count, pair);
      const sorted = [...entries].sort((a, b) => b.count - a.count || a.pair - b.pair);
      expect(heap.size).toBe(entries.length);
      expect(entries.map(() => heap.pop())).toEqual(sorted);
      expect(heap.pop()).toBeUndefined();
    }),
  );
});
