import { expect, test } from 'vitest';
import { durationInWords, remainingInWords, runInWords } from './run-in-words.ts';

const request = { system: 's', dataset: 'd', split: null, limit: null, seed: 0 };

test('a run is named by what it is over', () => {
  expect(runInWords(request)).toBe('all contexts, seed 0');
  expect(runInWords({ ...request, split: 'test', limit: 1500, seed: 7 })).toBe(
    'test, the first 1,500, seed 7',
  );
});

test('the time left is told once a rate is known, and not when all is done', () => {
  expect(remainingInWords({ done: 10, total: 130, perSecond: 2, message: '' })).toBe('about 1 minute left');
  expect(remainingInWords({ done: 10, total: null, perSecond: 2, message: '' })).toBe('');
  expect(remainingInWords({ done: 10, total: 130, message: '' })).toBe('');
  expect(remainingInWords({ done: 130, total: 130, perSecond: 2, message: '' })).toBe('');
});

test.each([
  [0.2, 'a few seconds'],
  [42, 'about 40 seconds'],
  [56, 'about 1 minute'],
  [600, 'about 10 minutes'],
  [5400, 'about 1.5 hours'],
])('%d seconds are %s', (seconds, words) => {
  expect(durationInWords(seconds)).toBe(words);
});
