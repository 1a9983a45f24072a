import { expect, test } from 'vitest';
import { splitOnWhitespace, trimWhitespace, trimWhitespaceEnd } from './whitespace.ts';

test('words stand between what Python takes for white space, which is not what JavaScript takes', () => {
  expect(splitOnWhitespace(' a\tb\n c\u00a0d\u3000e ')).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(splitOnWhitespace('a\u0085b\u001cc\ufeffd')).toEqual(['a', 'b', 'c\ufeffd']);
  expect(splitOnWhitespace(' \n')).toEqual([]);
});

test('trimming takes white space off both ends, or off the end alone', () => {
  expect(trimWhitespace('\u0085 a b \u001f')).toBe('a b');
  expect(trimWhitespaceEnd(' a b \n')).toBe(' a b');
  expect(trimWhitespace(' ')).toBe('');
});
