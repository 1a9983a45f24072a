import fc from 'fast-check';
import { expect, test } from 'vitest';
import { restoreCase } from './restore-case.ts';

test.each([
  ['oh no, i am sorry to hear that.', 'Oh no, I am sorry to hear that.'],
  ["that's great! i'm happy for you.", "That's great! I'm happy for you."],
  ["i've been there. it's hard, isn't it?", "I've been there. It's hard, isn't it?"],
  ['what happened ? did you call him ?', 'What happened? Did you call him?'],
  ["i ca n't wait , it 's fun", "I can't wait, it's fun"],
  ['wow!! you did it', 'Wow!! You did it'],
  ['well... i think so', 'Well... I think so'],
  ['hmm... that is odd', 'Hmm... that is odd'],
  ['see dr. smith at 5 p.m. today', 'See Dr. smith at 5 p.m. today'],
  ['fruit, i.e. apples. good.', 'Fruit, i.e. apples. Good.'],
  ['it is on friday, i guess', 'It is on Friday, I guess'],
  ['you may march in', 'You may march in'],
  ['he said "that is it." then left', 'He said "that is it." Then left'],
  ['oh no. what happened :( i know', 'Oh no. What happened :( I know'],
  ['nice :) i like it', 'Nice :) I like it'],
  ['  two   spaces \n here ', 'Two spaces here'],
  ['école fermée. été.', 'École fermée. Été.'],
  ['1. do this', '1. Do this'],
  ['tab\there,\u0000 and\u001b there', 'Tab here, and there'],
  ['', ''],
])('%j is given out as %j', (raw, text) => {
  expect(restoreCase(raw)).toBe(text);
});

test('text of a model that writes capitals keeps its letters', () => {
  expect(restoreCase('My iPhone broke . i know')).toBe('My iPhone broke. i know');
});

test('doing it twice changes nothing more, and no letter but for its case', () => {
  const words = fc.constantFrom(
    ...[
      'i',
      "i'm",
      'hi',
      'u.s.',
      '...',
      '.',
      '!',
      '?',
      ',',
      ':)',
      ' ',
      '  ',
      'mr.',
      '"',
      "'s",
      "n't",
      'é',
      '(',
      ')',
      'a',
    ],
  );
  const text = fc.oneof(
    fc.array(words, { maxLength: 20 }).map((parts) => parts.join(' ')),
    fc.array(words, { maxLength: 20 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(text, (raw) => {
      const once = restoreCase(raw);
      expect(restoreCase(once)).toBe(once);
      const letters = (all: string) => all.toLowerCase().replace(/\s/gu, '');
      if (/^[\x20-\x7eé]*$/.test(raw)) expect(letters(once)).toBe(letters(raw));
    }),
    { numRuns: 500 },
  );
});
