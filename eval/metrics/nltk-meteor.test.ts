import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NltkMeteor } from './nltk-meteor.ts';

const words = (text: string) => text.split(' ').filter((word) => word !== '');
const wordNet = { lemmasOf: (word: string) => (word === 'big' ? ['grand', 'large', 'big', 'very_big'] : []) };
const scoreOf = (hypothesis: string, reference: string, options = {}) =>
  new NltkMeteor(options).score([words(reference)], words(hypothesis));

test('an equal text is one chunk, so all but a small penalty is left', () => {
  expect(scoreOf('a b c', 'A b C')).toBeCloseTo(1 - 0.5 * (1 / 3) ** 3, 12);
});

test('precision, recall and chunks make the score by hand', () => {
  // Three of four words match, of three in the reference, in two chunks.
  const [precision, recall] = [3 / 4, 1];
  const mean = (precision * recall) / (0.9 * precision + 0.1 * recall);
  expect(scoreOf('a x b c', 'a b c')).toBeCloseTo((1 - 0.5 * (2 / 3) ** 3) * mean, 12);
});

test('stems match where words do not, and synonyms where stems do not', () => {
  expect(scoreOf('running', 'runs')).toBeCloseTo(0.5, 12);
  expect(scoreOf('big', 'grand')).toBe(0);
  expect(scoreOf('big', 'grand', { wordNet })).toBeCloseTo(0.5, 12);
  // What is left of "large" is the stem "larg", which is no synonym of anything.
  expect(scoreOf('big', 'large', { wordNet })).toBe(0);
  expect(scoreOf('big', 'very_big', { wordNet })).toBe(0);
});

test('a word that is there twice takes the last place first', () => {
  // "a" at the end takes the last "a": two chunks of two words would be one if it took the first.
  expect(scoreOf('b a', 'a b c a')).toBeCloseTo(
    (1 - 0.5 * (2 / 2) ** 3) * ((1 * 0.5) / (0.9 * 1 + 0.1 * 0.5)),
    12,
  );
});

test('nothing to match scores 0, and the best of several references counts', () => {
  expect(scoreOf('', 'a')).toBe(0);
  expect(scoreOf('a', '')).toBe(0);
  const meteor = new NltkMeteor();
  expect(meteor.score([words('x y'), words('a b')], words('a b'))).toBe(
    meteor.score([words('a b')], words('a b')),
  );
  expect(() => meteor.score([], words('a'))).toThrow(RangeError);
});

test('a long reference is searched by an index, with the same alignment', () => {
  const text = fc.array(fc.constantFrom('big', 'grand', 'a', 'runs', 'run'), { minLength: 1, maxLength: 30 });
  // Words that nothing matches lengthen the reference without touching the alignment; recall is the same in both.
  const padding = (length: number) => new Array<string>(length).fill('zzz');
  fc.assert(
    fc.property(text, text, (hypothesis, reference) => {
      const meteor = new NltkMeteor({ wordNet, alpha: 0 });
      const short = meteor.score([[...padding(30), ...reference]], hypothesis);
      const long = meteor.score([[...padding(90), ...reference]], hypothesis);
      // With α = 0 recall falls out of the mean.
      expect(long).toBeCloseTo(short, 12);
    }),
  );
});
