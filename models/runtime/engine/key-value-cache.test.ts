import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyValueCache, positionStep } from './key-value-cache.ts';

const shape = { layers: 2, heads: 3, headSize: 2 };

/** Keys and values of `length` positions of one row, each number its own. */
function fresh(length: number, first: number) {
  let next = first;
  const make = () => Float32Array.from({ length: shape.heads * length * shape.headSize }, () => next++);
  return { keys: [make(), make()], values: [make(), make()], length };
}

it('keeps every slot through growing, shrinking, moving and packing', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('write'), slot: fc.nat(3), count: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ kind: fc.constant('copy'), slot: fc.nat(3), to: fc.nat(3) }),
    fc.record({ kind: fc.constant('restore'), slot: fc.nat(3), to: fc.nat(3), count: fc.nat(30) }),
    fc.record({ kind: fc.constant('empty'), slot: fc.nat(3) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const cache = new KeyValueCache(shape);
      /** For each slot what `pack` should give, position by position. */
      const known: number[][][] = [[], [], [], []];
      const lengths = () => known.map(({ length }) => length);
      let counter = 1;
      for (const { kind, slot, ...rest } of steps) {
        const { count = 0, to = 0 } = rest as { count?: number; to?: number };
        if (kind === 'write') {
          const at = known[slot]!.length;
          cache.fit(4, Math.max(...lengths(), at + count), lengths());
          const found = fresh(count + 1, counter);
          counter += 10_000;
          cache.write(found, { row: 0, count, slot, at });
          for (let place = 0; place < count; place++)
            known[slot]!.push(
              [0, 1].flatMap((layer) =>
                [found.keys[layer]!, found.values[layer]!].flatMap((data) =>
                  [0, 1, 2].flatMap((head) => [
                    ...data.subarray((head * (count + 1) + place) * 2, (head * (count + 1) + place) * 2 + 2),
                  ]),
                ),
              ),
            );
        } else if (kind === 'copy') {
          cache.copy(slot, to, { end: known[slot]!.length });
          known[to] = [...known[slot]!];
        } else if (kind === 'restore') {
          const { length } = known[slot]!;
          const kept = Math.min(count, length);
          cache.unpack(to, cache.pack(slot, length), { length, count: kept });
          known[to] = known[slot]!.slice(0, kept);
        } else {
          known[slot] = [];
          cache.fit(4, Math.max(...lengths(), 1), lengths());
        }
      }
      known.forEach((positions, slot) => {
        const packed = cache.pack(slot, positions.length);
        positions.forEach((expected, place) => {
          const found = Array.from({ length: 12 }, (_, part) => {
            const at = (part * positions.length + place) * 2;
            return [packed[at], packed[at + 1]];
          }).flat();
          expect(found).toEqual(expected);
        });
      });
    }),
  );
});

it('is as long as its longest row in steps, and gives memory back', () => {
  const cache = new KeyValueCache(shape);
  cache.fit(2, 5, [0, 0]);
  expect(cache.length).toBe(positionStep);
  cache.fit(2, 900, [5, 5]);
  expect(cache.length).toBe(912);
  const large = cache.bytes;
  cache.fit(2, 890, [5, 5]);
  expect(cache.length).toBe(912);
  cache.fit(2, 40, [5, 5]);
  expect(cache.length).toBe(48);
  expect(cache.bytes).toBeLessThan(large / 10);
  expect(cache.keys(1, [1, 1], 48)).toHaveLength(48 * 6);
});

it('zeroes a slot, and that one alone', () => {
  const cache = new KeyValueCache(shape);
  cache.fit(2, 3, [0, 0]);
  for (const slot of [0, 1]) cache.write(fresh(3, 1), { row: 0, count: 3, slot, at: 0 });
  const other = cache.pack(1, 3);
  cache.clear(0);
  expect(cache.pack(0, 3).every((value) => value === 0)).toBe(true);
  expect(cache.pack(1, 3)).toEqual(other);
});
