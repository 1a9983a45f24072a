import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flagsIn, likeness } from './reply-flags.ts';

test('a flag counts where its words stand one after another, in any case', () => {
  expect(flagsIn('That is GREAT! I am so happy, for you.', ['great', 'happy for you', 'cool'])).toEqual([
    'great',
    'happy for you',
  ]);
  expect(flagsIn('Greatly so, and you are happy; for him.', ['great', 'happy for you'])).toEqual([]);
});

test('a flag with ^ counts at the start of a reply only', () => {
  expect(flagsIn('Yes, do that.', ['^yes'])).toEqual(['^yes']);
  expect(flagsIn('I would say yes.', ['^yes'])).toEqual([]);
});

test('a negation shortly before turns a flag around', () => {
  expect(flagsIn("That's not so great.", ['great'])).toEqual([]);
  expect(flagsIn("Please don't do it.", ['do it'])).toEqual([]);
  expect(flagsIn('I did not know that you are so great.', ['great'])).toEqual(['great']);
  expect(flagsIn('It is not great. Oh well, it is great.', ['great'])).toEqual(['great']);
});

test('texts are as alike as their words', () => {
  expect(likeness('I am so sorry.', 'i am so sorry')).toBe(1);
  expect(likeness('I am so sorry.', 'I am very sorry!')).toBe(0.75);
  expect(likeness('', 'sorry')).toBe(0);
  expect(likeness('', '')).toBe(1);
});

test('likeness is even-handed, between 0 and 1, and 1 only for the same words', () => {
  const text = fc
    .array(fc.constantFrom('so', 'sorry', 'glad', 'not'), { maxLength: 6 })
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const found = likeness(a, b);
      expect(found).toBe(likeness(b, a));
      expect(found).toBeGreaterThanOrEqual(0);
      expect(found === 1).toBe(a === b);
    }),
  );
});
