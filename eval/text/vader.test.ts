import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseVaderLexicon, vaderCompound } from './vader.ts';

/** Valences made up for these tests. */
const small = parseVaderLexicon(
  'fine\t2.0\t0.5\t[2, 2]\nawful\t-3.0\t0.1\t[]\nno\t-1.2\t0.7\t[]\n:)\t1.5\t1\t[]\nshit\t-2.5\t1\t[]\n',
  '💘\theart that is fine\n',
);
const score = (text: string) => vaderCompound(text, small);
const squashed = (sum: number) => Number((sum / Math.sqrt(sum * sum + 15)).toFixed(4));

test('a word of the lexicon alone gives its valence, squashed; other words and nothing at all give 0', () => {
  expect(score('It was fine')).toBe(squashed(2));
  expect(score('awful.')).toBe(squashed(-3));
  expect(score('It was')).toBe(0);
  expect(score('')).toBe(0);
});

test('words of degree add or take, less from further away', () => {
  expect(score('very fine')).toBe(squashed(2.293));
  expect(score('very awful')).toBe(squashed(-3.293));
  expect(score('hardly fine')).toBe(squashed(1.707));
  expect(score('very much fine')).toBe(squashed(2 + 0.293 * 0.95));
  expect(score('very much indeed fine')).toBe(squashed(2 + 0.293 * 0.9));
  expect(score('the food is kind of fine')).toBe(squashed(2 - 0.293));
});

test('negations up to three words back turn the sign, but for "never so", "without doubt" and "at least"', () => {
  for (const text of ['not fine', "isn't very fine", 'never has been fine', 'least fine'])
    expect(score(text)).toBeLessThan(0);
  expect(score('never so fine')).toBe(squashed((2 + 0.293) * 1.25));
  expect(score('without doubt fine')).toBe(squashed(2));
  expect(score('at least fine')).toBe(squashed(2));
  expect(score('it is the least fine')).toBe(squashed(2 * -0.74));
});

test('"no" negates the next word of the lexicon, and counts itself where there is none', () => {
  expect(score('no awful news')).toBe(squashed(3 * 0.74));
  expect(score('no thanks')).toBe(squashed(-1.2));
});

test('capitals count where not all words are in capitals', () => {
  expect(score('it is FINE')).toBe(squashed(2.733));
  expect(score('IT IS FINE')).toBe(squashed(2));
  expect(score('it is VERY fine')).toBe(squashed(2 + 0.293 + 0.733));
});

test('punctuation adds to what there is', () => {
  expect(score('fine!')).toBe(squashed(2.292));
  expect(score('fine!!!!!!')).toBe(squashed(2 + 4 * 0.292));
  expect(score('fine??')).toBe(squashed(2.36));
  expect(score('awful????')).toBe(squashed(-3.96));
});

test('"but" halves what stands before it and strengthens what follows', () => {
  expect(score('fine but awful')).toBe(squashed(1 - 4.5));
});

test('idioms have a valence of their own', () => {
  expect(score('this here is the shit')).toBe(squashed(3));
});

test('emoticons and emoji are read', () => {
  expect(score('see you :)')).toBe(squashed(1.5));
  expect(score('see you 💘')).toBe(squashed(2));
  expect(score('you💘')).toBe(squashed(2));
});

const words = fc.constantFrom(
  'fine',
  'awful',
  'not',
  'very',
  'so',
  'the',
  'no',
  'BUT',
  'least',
  'never',
  ':)',
  'FINE!',
);
const texts = fc.array(words, { maxLength: 12 }).map((list) => list.join(' '));

test('every text has a score within -1 and 1, and without words of the lexicon it is 0', () => {
  fc.assert(
    fc.property(fc.oneof(texts, fc.string()), (text) => {
      const found = score(text);
      expect(Math.abs(found)).toBeLessThanOrEqual(1);
      expect(Object.is(found, -0)).toBe(false);
    }),
  );
  const nothing = parseVaderLexicon('');
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(vaderCompound(text, nothing)).toBe(0);
    }),
  );
});

test('a further exclamation mark never weakens', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(Math.abs(score(`${text} !`))).toBeGreaterThanOrEqual(Math.abs(score(text)));
    }),
  );
});

const lexiconFile = join(import.meta.dirname, '../../../shared/data/lexicons/vader_lexicon.txt');

describe.skipIf(!existsSync(lexiconFile))('with the published lexicon', () => {
  const published = existsSync(lexiconFile) ? readFileSync(lexiconFile, 'utf8') : '';
  const lexicon = parseVaderLexicon(published);

  /** As the README of vaderSentiment prints them. */
  test.each([
    ['VADER is smart, handsome, and funny.', 0.8316],
    ['VADER is smart, handsome, and funny!', 0.8439],
    ['VADER is very smart, handsome, and funny.', 0.8545],
    ['VADER is VERY SMART, handsome, and FUNNY.', 0.9227],
    ['VADER is VERY SMART, handsome, and FUNNY!!!', 0.9342],
    ['VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!', 0.9469],
    ['VADER is not smart, handsome, nor funny.', -0.7424],
    ['The book was good.', 0.4404],
    ["At least it isn't a horrible book.", 0.431],
    ['The book was only kind of good.', 0.3832],
    ['The plot was good, but the characters are uncompelling and the dialog is not great.', -0.7042],
    ['Today SUX!', -0.5461],
    ["Today only kinda sux! But I'll get by, lol", 0.5249],
    ['Make sure you :) or :D today!', 0.8633],
    ['Not bad at all', 0.431],
  ])('"%s" has the published score %d', (text, expected) => {
    expect(vaderCompound(text, lexicon)).toBe(expected);
  });
});
