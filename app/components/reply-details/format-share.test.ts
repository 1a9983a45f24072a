import { expect, test } from 'vitest';
import { formatShare } from './format-share.ts';

test('a probability is told in whole per cents, a small one with a decimal', () => {
  expect([1, 0.624, 0.1, 0.0996, 0.0342, 0.001, 0.0009, 0].map(formatShare)).toEqual([
    '100%',
    '62%',
    '10%',
    '10%',
    '3.4%',
    '0.1%',
    '<0.1%',
    '0%',
  ]);
});
