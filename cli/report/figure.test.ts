import { expect, test } from 'vitest';
import { drawClusters } from '#eval/statistics/cluster-bootstrap.ts';
import { createRandom } from '#lib/rng.ts';
import { difference, estimate, figure, ratio, verdict } from './figure.ts';
import { direction } from './page/difference-sentence.ts';
import { allOf, anyOf } from './page/format.ts';

const draws = drawClusters(30, { random: createRandom(1), resamples: 400 });
const clusterOf = Array.from({ length: 60 }, (_, at) => at % 30);
const random = createRandom(2);
const values = clusterOf.map((cluster) => cluster + random.next());
const mean = (sums: ArrayLike<number>) => sums[0]! / sums[1]!;
const rowsOf = (list: readonly number[]) => list.map((value) => [value, 1]);

test('two systems that differ by the same amount everywhere differ by it in every resample', () => {
  const one = estimate(rowsOf(values), mean, { draws, clusterOf });
  const other = estimate(rowsOf(values.map((value) => value - 0.5)), mean, { draws, clusterOf });
  const found = figure(difference(one, other), { n: 60, signature: 's' });
  expect(found.value).toBeCloseTo(0.5, 9);
  expect(found.low).toBeCloseTo(0.5, 9);
  expect(found.high).toBeCloseTo(0.5, 9);
  expect(direction(found)).toBe('higher');
  const alone = figure(one, { n: 60, signature: 's' });
  expect(alone.high - alone.low).toBeGreaterThan(3);
  expect(figure(ratio(one, one), { n: 60, signature: 's' })).toMatchObject({ value: 1, low: 1, high: 1 });
});

test.each([
  [{ value: 3, low: 2.8, high: 3.2 }, { atLeast: 2.76 }, 'yes'],
  [{ value: 3, low: 2.5, high: 3.2 }, { atLeast: 2.76 }, 'yes, but not surely'],
  [{ value: 2.7, low: 2.5, high: 2.9 }, { atLeast: 2.76 }, 'no, but not surely'],
  [{ value: 2.6, low: 2.5, high: 2.7 }, { atLeast: 2.76 }, 'no'],
  [{ value: 36, low: 35, high: 37 }, { atMost: 37.3 }, 'yes'],
  [{ value: 38, low: 37, high: 39 }, { atMost: 37.3 }, 'no, but not surely'],
] as const)('%j against %j: %s', (found, wanted, expected) => {
  expect(verdict(found, wanted)).toBe(expected);
});

test('all of several is as good as the worst, any as good as the best', () => {
  expect(allOf(['yes', 'no, but not surely', 'yes, but not surely'])).toBe('no, but not surely');
  expect(anyOf(['no', 'yes, but not surely'])).toBe('yes, but not surely');
});

test('an interval that holds 0 shows no difference', () => {
  expect(direction({ low: -0.1, high: 0.2 })).toBe('undecided');
  expect(direction({ low: -0.3, high: -0.2 })).toBe('lower');
});
