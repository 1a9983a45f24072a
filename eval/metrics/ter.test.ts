import fc from 'fast-check';
import { expect, test } from 'vitest';
import { corpusScore } from './corpus-score.ts';
import { ter, translationEdits } from './ter.ts';

const edits = (hypothesis: string, reference: string) =>
  translationEdits(hypothesis.split(' '), reference.split(' '));

test.each([
  ['a b c d', 'a b c d', 0],
  ['a b c', 'a b c d', 1],
  ['a x c d', 'a b c d', 1],
  // Three words that moved are one shift.
  ['d e f g h a b c', 'a b c d e f g h', 1],
  ['wi wi wi', 'wi wi', 1],
])('%j becomes %j in %d edits', (hypothesis, reference, count) => {
  expect(edits(hypothesis, reference)).toBe(count);
});

test('there are never more edits than words to replace, and none between equal texts', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (hypothesis, reference) => {
      const count = translationEdits(hypothesis, reference);
      expect(count).toBeLessThanOrEqual(Math.max(hypothesis.length, reference.length));
      expect(count).toBeGreaterThanOrEqual(Math.abs(hypothesis.length - reference.length));
      expect(translationEdits(reference, reference)).toBe(0);
    }),
  );
});

test('the rate divides the least edits by the mean length of the references', () => {
  const segments = [{ hypothesis: 'a b c', references: ['a b', 'a b c d'] }];
  expect(corpusScore(ter(), segments)).toEqual({
    score: expect.closeTo(100 / 3, 10),
    numEdits: 1,
    refLength: 3,
  });
});

test('without references to divide by it is all or nothing', () => {
  const of = (hypothesis: string) => corpusScore(ter(), [{ hypothesis, references: [''] }]).score;
  expect(of('a b')).toBe(100);
  expect(of('')).toBe(0);
});

test('capitals are equal, unless they are to count', () => {
  const segments = [{ hypothesis: 'A', references: ['a'] }];
  expect(corpusScore(ter(), segments).score).toBe(0);
  expect(corpusScore(ter({ caseSensitive: true }), segments).score).toBe(100);
});

test('texts too long for a search are refused at once', () => {
  const long = new Array<string>(10_000).fill('a');
  expect(() => translationEdits(long, long)).toThrow(/too long/);
});

test('a signature names the tokeniser’s options', () => {
  expect(ter({ noPunct: true }).signature(1)).toBe(
    'nrefs:1|case:lc|tok:tercom|norm:no|punct:no|asian:no|version:2.6.0',
  );
});
