import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NgramTrie } from './ngram-trie.ts';

const tokens = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 });

function countsOf(sequence: readonly number[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= sequence.length; i++) {
    const ngram = sequence.slice(i, i + n).join(' ');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

test('matches are those of counting n-grams as strings, clipped by the reference that has most of them', () => {
  const trie = new NgramTrie();
  fc.assert(
    fc.property(tokens, fc.array(tokens, { minLength: 1, maxLength: 3 }), (hypothesis, references) => {
      trie.clear();
      for (const reference of references) trie.addReference(Int32Array.from(reference), reference.length, 5);
      const matches = new Float64Array(11);
      const places = { matches, maxOrder: 5, from: 1, stride: 2 };
      trie.countMatches(Int32Array.from(hypothesis), hypothesis.length, places);
      const expected = [1, 2, 3, 4, 5].map((n) => {
        const known = references.map((reference) => countsOf(reference, n));
        let sum = 0;
        for (const [ngram, count] of countsOf(hypothesis, n))
          sum += Math.min(count, Math.max(...known.map((counts) => counts.get(ngram) ?? 0)));
        return sum;
      });
      expect([1, 3, 5, 7, 9].map((at) => matches[at])).toEqual(expected);
    }),
  );
});

test('a long segment after a short one, and a short one again, are counted each by itself', () => {
  const trie = new NgramTrie();
  const matchesOf = (sequence: Int32Array) => {
    trie.clear();
    trie.addReference(sequence, sequence.length, 4);
    const matches = new Float64Array(4);
    trie.countMatches(sequence, sequence.length, { matches, maxOrder: 4, from: 0, stride: 1 });
    return [...matches];
  };
  const long = Int32Array.from({ length: 5000 }, (_, i) => (i * i) % 1009);
  expect(matchesOf(Int32Array.of(1, 2, 1))).toEqual([3, 2, 1, 0]);
  expect(matchesOf(long)).toEqual([5000, 4999, 4998, 4997]);
  expect(matchesOf(Int32Array.of(7))).toEqual([1, 0, 0, 0]);
});
