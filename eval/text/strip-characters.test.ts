import { expect, test } from 'vitest';
import { stripCharacters } from './strip-characters.ts';

test('any of the characters goes from both ends, so a word may lose its own letters', () => {
  expect(stripCharacters('Pred:did you see red', 'Pred:')).toBe('id you see ');
  expect(stripCharacters('Pred: yes ?', 'Pred:')).toBe(' yes ?');
  expect(stripCharacters('Pred:', 'Pred:')).toBe('');
});
