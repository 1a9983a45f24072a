import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { adjustP } from './adjust-p.ts';
import { comparedWithBest } from './compared-with-best.ts';
import { pairedDifference } from './paired-replicates.ts';

const random = createRandom('compared-with-best', 1);
const common = Float64Array.from({ length: 500 }, () => random.next());
/** A system that follows the resamples all systems have, with some of its own. */
const system = (score: number, own: number) => ({
  score,
  replicates: common.map((value) => score + value + own * (random.next() - 0.5)),
});
const [strong, near, weak] = [system(30, 0.2), system(29.99, 0.2), system(20, 0.2)] as const;

test('the best is told at either end, and what lies near it from what lies far', () => {
  const [a, b, c] = comparedWithBest([weak, strong, near], 'higher');
  expect(b).toEqual({ isBest: true, p: null });
  expect(a?.p).toBeLessThan(0.01);
  expect(c?.p).toBeGreaterThan(0.05);
  expect(comparedWithBest([weak, strong, near], 'lower').map(({ isBest }) => isBest)).toEqual([
    true,
    false,
    false,
  ]);
});

test('p-values are Holm’s over the pairs with the best', () => {
  const wanted = adjustP(
    [near, weak].map((other) => pairedDifference(strong, other)?.p ?? Number.NaN),
    'holm',
  );
  const found = comparedWithBest([strong, near, weak], 'higher').map(({ p }) => p);
  expect(found).toEqual([null, ...wanted]);
});

test('equals of the best are best too; without replicates nothing is told of a difference', () => {
  expect(comparedWithBest([strong, strong], 'higher').map(({ isBest }) => isBest)).toEqual([true, true]);
  const bare = { score: 1, replicates: null };
  expect(comparedWithBest([strong, bare], 'higher')[1]).toEqual({ isBest: false, p: null });
  const shorter = { score: 1, replicates: new Float64Array(10) };
  expect(comparedWithBest([strong, shorter], 'higher')[1]).toEqual({ isBest: false, p: null });
  expect(comparedWithBest([], 'higher')).toEqual([]);
});
