import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodePoints } from './code-points.ts';
import { TokenIds } from './token-ids.ts';

test('equal tokens get one number, others others, in order of appearance', () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀') }), { maxLength: 60 });
  fc.assert(
    fc.property(words, (tokens) => {
      const ids = new TokenIds();
      const codePoints = new CodePoints();
      const numbers = tokens.map((token) => {
        codePoints.load(`x${token}y`);
        return ids.of(codePoints.values, 1, codePoints.length - 1);
      });
      const kinds = [...new Set(tokens)];
      expect(numbers).toEqual(tokens.map((token) => kinds.indexOf(token)));
      expect(ids.count).toBe(kinds.length);
    }),
  );
});

test('ten thousand tokens keep their numbers while the tables grow', () => {
  const ids = new TokenIds();
  const codePoints = new CodePoints();
  const numberOf = (i: number) => {
    codePoints.load(`token ${i}`);
    return ids.of(codePoints.values, 0, codePoints.length);
  };
  for (let i = 0; i < 10_000; i++) expect(numberOf(i)).toBe(i);
  for (let i = 0; i < 10_000; i += 997) expect(numberOf(i)).toBe(i);
});

test('code points of a text come back as the text, lone surrogates too', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '漢', '😀', '\u{10ffff}') }), (text) => {
      const codePoints = new CodePoints();
      codePoints.load(text);
      expect(codePoints.length).toBe([...text].length);
      expect(codePoints.toString()).toBe(text);
    }),
  );
  const codePoints = new CodePoints();
  codePoints.load('a\ud83d');
  expect([...codePoints.values.subarray(0, codePoints.length)]).toEqual([0x61, 0xd83d]);
});
