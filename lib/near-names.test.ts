import { expect, test } from 'vitest';
import { nearNames } from './near-names.ts';

test('names that differ by a slip or contain the word are near, others are not', () => {
  const names = ['empathy pilot', 'Empathy main', 'fluency', 'pilto'];
  expect(nearNames('pilot', names)).toEqual(['empathy pilot', 'pilto']);
  expect(nearNames('empathy mian', names)).toContain('Empathy main');
  expect(nearNames('zzz', names)).toEqual([]);
});

test('at most so many names are given, the nearest first', () => {
  expect(nearNames('run 1', ['run 13', 'run 2', 'run 1'], 2)).toEqual(['run 1', 'run 13']);
});
