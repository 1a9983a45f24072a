import { expect, test } from 'vitest';
import { remembering } from './remembering.ts';

test('the last texts are not computed again, earlier ones are', () => {
  const asked: string[] = [];
  const lengthOf = remembering((text: string) => asked.push(text) && text.length, 2);
  expect(['a', 'bc', 'a', 'bc', 'def', 'bc', 'a'].map(lengthOf)).toEqual([1, 2, 1, 2, 3, 2, 1]);
  expect(asked).toEqual(['a', 'bc', 'def', 'a']);
});
