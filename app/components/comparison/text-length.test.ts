import { expect, test } from 'vitest';
import { textLength } from './text-length.ts';

test('a system that prints full stops apart has as many words as a person who does not', () => {
  expect(textLength('oh no ! i hope you are okay .').words).toBe(
    textLength('Oh no! I hope you are okay.').words,
  );
  expect(textLength("don't 3 ... –").words).toBe(2);
  expect(textLength('שלום עולם').words).toBe(2);
  expect(textLength('').words).toBe(0);
});

test('characters are code points', () => {
  expect(textLength('a 🙂').characters).toBe(3);
});
