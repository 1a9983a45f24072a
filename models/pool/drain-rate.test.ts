import { expect, test } from 'vitest';
import { DrainRate } from './drain-rate.ts';

test('the rate is of the time in which something waits', () => {
  const rate = new DrainRate();
  rate.waits(true, 0);
  for (let second = 1; second <= 10; second++) rate.ended(30, second * 1000);
  expect(rate.perSecond(10_000)).toBeCloseTo(30, -1);
  rate.waits(false, 10_000);
  const before = rate.perSecond(10_000);
  rate.ended(5000, 400_000);
  expect(rate.perSecond(900_000)).toBe(before);
});

test('after few endings nothing is told', () => {
  const rate = new DrainRate();
  rate.waits(true, 0);
  for (let second = 1; second <= 7; second++) rate.ended(30, second * 1000);
  expect(rate.perSecond(7000)).toBeNull();
  rate.ended(30, 8000);
  expect(rate.perSecond(8000)).not.toBeNull();
});

test('what happens now counts more than what was', () => {
  const rate = new DrainRate();
  rate.waits(true, 0);
  for (let second = 1; second <= 60; second++) rate.ended(100, second * 1000);
  for (let second = 61; second <= 160; second++) rate.ended(10, second * 1000);
  expect(rate.perSecond(160_000)).toBeLessThan(20);
});
