import { expect, test } from 'vitest';
import { formatAge, formatRate, formatSeconds } from './format-seconds.ts';

test('numbers have as many digits as they are worth', () => {
  expect([0, 0.0123, 0.9, 1.234, 9.5, 75.4].map(formatSeconds)).toEqual([
    '0 ms',
    '12 ms',
    '900 ms',
    '1.23 s',
    '9.50 s',
    '75 s',
  ]);
  expect([0, 0.05, 1, 12.34, 345.6].map(formatRate)).toEqual(['0', '0.05', '1.0', '12.3', '346']);
  expect([-5, 40_000, 720_000, 3 * 3_600_000, 5 * 86_400_000].map(formatAge)).toEqual([
    '0 s',
    '40 s',
    '12 min',
    '3 h',
    '5 days',
  ]);
});
