import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { drawBinomial } from './binomial-draw.ts';

/** P(0), …, P(trials), by the recurrence in logarithms. */
function masses(trials: number, probability: number): number[] {
  let log = trials * Math.log(1 - probability);
  return Array.from({ length: trials + 1 }, (_, k) => {
    if (k > 0) log += Math.log((trials - k + 1) / k) + Math.log(probability / (1 - probability));
    return Math.exp(log);
  });
}

test.each([
  [5, 0.3],
  [30, 0.2],
  [100, 0.08],
  [30, 0.5],
  [60, 0.9],
  [200, 0.37],
  [5000, 0.004],
  [5000, 0.6],
])('%i trials of probability %f come out as often as they should', (trials, probability) => {
  const draws = 40_000;
  const random = createRandom('binomial', trials, probability);
  const counts = new Float64Array(trials + 1);
  for (let draw = 0; draw < draws; draw++) counts[drawBinomial({ trials, probability }, random)]!++;
  // Pearson's statistic over cells of at least 10 expected, the rest taken together.
  let statistic = 0;
  let cells = 0;
  const rest = { observed: 0, expected: 0 };
  for (const [k, mass] of masses(trials, probability).entries()) {
    const expected = mass * draws;
    if (expected >= 10) {
      statistic += (counts[k]! - expected) ** 2 / expected;
      cells++;
    } else {
      rest.observed += counts[k]!;
      rest.expected += expected;
    }
  }
  if (rest.expected >= 1) statistic += (rest.observed - rest.expected) ** 2 / rest.expected;
  // Mean `cells`, standard deviation √(2 cells): five of them is never by chance.
  expect(statistic).toBeLessThan(cells + 5 * Math.sqrt(2 * cells));
});

test('what is certain needs no luck', () => {
  const random = createRandom(1);
  expect(drawBinomial({ trials: 7, probability: 0 }, random)).toBe(0);
  expect(drawBinomial({ trials: 7, probability: 1 }, random)).toBe(7);
  expect(drawBinomial({ trials: 0, probability: 0.4 }, random)).toBe(0);
});
