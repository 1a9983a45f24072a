import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lcsLength, lcsPlaces, unionLcsPlaces } from './longest-common-subsequence.ts';

const list = fc
  .array(fc.integer({ min: 0, max: 3 }), { maxLength: 15 })
  .map((values) => Int32Array.from(values));

function isSubsequence(part: readonly number[], whole: Int32Array): boolean {
  let at = 0;
  for (const value of whole) if (at < part.length && value === part[at]) at++;
  return at === part.length;
}

test('the places found are a common subsequence of the length given', () => {
  fc.assert(
    fc.property(list, list, (a, b) => {
      const places = lcsPlaces(a, b);
      expect(places).toHaveLength(lcsLength(a, b));
      expect(places).toEqual([...places].sort((x, y) => x - y));
      expect(
        isSubsequence(
          places.map((place) => a[place]!),
          b,
        ),
      ).toBe(true);
      expect(lcsLength(b, a)).toBe(places.length);
    }),
  );
});

test('of w1…w5 and two sentences the union is Lin’s w1 w2 w3 w5', () => {
  const reference = Int32Array.of(1, 2, 3, 4, 5);
  const sentences = [Int32Array.of(1, 2, 6, 7, 8), Int32Array.of(1, 3, 8, 9, 5)];
  expect(unionLcsPlaces(reference, sentences)).toEqual([0, 1, 2, 4]);
});

test('texts whose product is out of reach are refused before any time is spent', () => {
  const long = new Int32Array(100_000);
  expect(() => lcsLength(long, long)).toThrow(RangeError);
  expect(() => lcsPlaces(long, long)).toThrow(RangeError);
});
