import { expect, test } from 'vitest';
import { balancedRaters } from '#eval/statistics/simulate-ratings/balanced-raters.ts';
import { RatingWorld } from '#eval/statistics/simulate-ratings/rating-world.ts';
import { simulateRatings } from '#eval/statistics/simulate-ratings/simulate-ratings.ts';
import { estimateSpreads } from './estimate-spreads.ts';

const seed = [11];
const world = new RatingWorld(
  {
    systems: ['a', 'b'],
    criteria: [
      {
        name: 'empathy',
        minimum: 1,
        thresholds: [-2, 0, 1, 3],
        effects: [0, 1],
        spreads: { item: 0.9, response: 1.3, rater: 0.7, raterSystem: 0 },
      },
    ],
  },
  seed,
);

test('the spreads of simulated ratings are found again', () => {
  const rows = simulateRatings(world, balancedRaters(90, { raters: 12, ratingsPerItem: 4, seed }));
  const found = estimateSpreads(rows);
  if (found.status === 'undefined') throw new Error(found.reason);
  expect(Math.abs((found.item ?? 0) - 0.9)).toBeLessThan(0.4);
  expect(Math.abs((found.response ?? 0) - 1.3)).toBeLessThan(0.35);
  expect(Math.abs((found.rater ?? 0) - 0.7)).toBeLessThan(0.35);
  expect(Math.abs((found.effects.b ?? 0) - 1)).toBeLessThan(0.6);
  expect(found).toMatchObject({ ratings: 720, items: 90, responses: 180, raters: 12 });
});

test('what ratings cannot tell is null, not 0', () => {
  const once = simulateRatings(world, balancedRaters(60, { raters: 6, ratingsPerItem: 1, seed }));
  expect(estimateSpreads(once)).toMatchObject({ status: 'defined', response: null });
  const single = once.filter(({ system }) => system === 'a');
  expect(estimateSpreads(single)).toMatchObject({ status: 'defined', item: null, response: null });
  expect(estimateSpreads(single.map((row) => ({ ...row, rater: 'R01' })))).toEqual({
    status: 'undefined',
    reason: 'items, responses and raters have one rating each, or there is one of them',
  });
});
