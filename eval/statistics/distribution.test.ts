import { expect, test } from 'vitest';
import { distribution } from './distribution.ts';

test('every value is counted once, in ascending order', () => {
  expect(distribution([5, 1, 5, 4.5])).toEqual([
    { value: 1, count: 1, share: 0.25 },
    { value: 4.5, count: 1, share: 0.25 },
    { value: 5, count: 2, share: 0.5 },
  ]);
});

test('points of the scale that nobody chose are listed with none', () => {
  expect(distribution([2], [1, 2, 3]).map(({ count }) => count)).toEqual([0, 1, 0]);
  expect(distribution([], [1, 2])).toEqual([
    { value: 1, count: 0, share: 0 },
    { value: 2, count: 0, share: 0 },
  ]);
});
