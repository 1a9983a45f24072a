import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repetition } from './repetition.ts';
import { metricValue } from './sum-metric.ts';

test('n-grams that stood before are repeats; a mean of replies, or of all n-grams', () => {
  // Bigrams: "a b", "b a", "a b" (1 of 3 again), and "c d".
  const replies = ['a b a b', 'c d'];
  expect(metricValue(repetition({ n: 2 }), replies)).toMatchObject({ value: 1 / 6 });
  expect(metricValue(repetition({ n: 2, mean: 'of-ngrams' }), replies)).toMatchObject({ value: 1 / 4 });
});

test('replies too short for an n-gram are left out, and alone have no value', () => {
  expect(metricValue(repetition({ n: 2 }), ['a a a', 'b', ''])).toMatchObject({ value: 1 / 2 });
  expect(metricValue(repetition({ n: 2 }), ['b'])).toEqual({
    status: 'undefined',
    reason: 'no reply has 2 words',
  });
});

test('k times the same word repeats k - n of its k - n + 1 n-grams', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 20 }), (n, more) => {
      const reply = 'so '.repeat(n + more);
      expect(metricValue(repetition({ n }), [reply])).toMatchObject({ value: more / (more + 1) });
    }),
  );
});
