import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NgramNumbers } from './ngram-numbers.ts';

test('equal n-grams have one number, others have others, in the order in which they come', () => {
  const tokens = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(tokens, { minLength: 1, maxLength: 400 }), (ngrams) => {
      const numbers = new NgramNumbers();
      const known = new Map<string, number>();
      for (const ngram of ngrams) {
        let number = 0;
        for (const [at, token] of ngram.entries()) {
          number = numbers.extended(number, token);
          const key = ngram.slice(0, at + 1).join(' ');
          if (!known.has(key)) known.set(key, known.size + 1);
          expect(number).toBe(known.get(key));
        }
      }
      expect(numbers.count).toBe(known.size + 1);
    }),
  );
});

test('it grows', () => {
  const numbers = new NgramNumbers();
  const found = Array.from({ length: 20_000 }, (_, at) => numbers.extended(at % 7, at));
  expect(new Set(found).size).toBe(20_000);
  expect(found.every((number, at) => numbers.extended(at % 7, at) === number)).toBe(true);
});
