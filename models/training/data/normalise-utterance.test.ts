import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normaliseUtterance } from './normalise-utterance.ts';

test('quotes, dashes and dots become those of a keyboard, commas spelled out become commas', () => {
  expect(normaliseUtterance('“I’m fine”_comma_ she said… — really。')).toBe(
    '"I\'m fine", she said... - really.',
  );
  expect(normaliseUtterance('it´s')).toBe("it's");
});

test('white space is one space, and none at the ends; what has no width is gone', () => {
  expect(normaliseUtterance('\ufeff  a\t\n b\u00a0c\u200bd \u0000')).toBe('a b cd');
});

test('letters are composed and keep their case', () => {
  expect(normaliseUtterance('Cafe\u0301')).toBe('Café');
});

test('to normalise twice is to normalise once, whatever the text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('_comma_', '_', '’', '´', ' ', '\u0301', '…', 'a', '\u200b', '"') }),
  );
  fc.assert(
    fc.property(text, (given) => {
      const once = normaliseUtterance(given);
      expect(normaliseUtterance(once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});
