import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { drawTwoWay, twoWayMeanInterval, twoWayReplicates } from './two-way-bootstrap.ts';

/** Every rater rated every dialogue. */
function complete(dialogues: number, raters: number) {
  const cells = Array.from({ length: dialogues * raters }, (_, i) => i);
  return {
    dialogueOf: cells.map((cell) => Math.floor(cell / raters)),
    raterOf: cells.map((cell) => cell % raters),
  };
}

const weightedMean = (values: readonly number[]) => (weights: ArrayLike<number>) => {
  let [sum, count] = [0, 0];
  values.forEach((value, i) => {
    sum += weights[i]! * value;
    count += weights[i]!;
  });
  return sum / count;
};

const sides = fc.record({
  dialogues: fc.integer({ min: 1, max: 8 }),
  raters: fc.integer({ min: 1, max: 8 }),
  seed: fc.nat(),
});

test('every resample of a complete table holds as many observations as there are', () => {
  fc.assert(
    fc.property(sides, ({ dialogues, raters, seed }) => {
      const draws = drawTwoWay({ dialogues, raters }, { random: createRandom(seed), resamples: 5 });
      const total = (weights: Float64Array) => weights.reduce((sum, weight) => sum + weight, 0);
      for (const count of twoWayReplicates(draws, complete(dialogues, raters), total))
        expect(count).toBe(dialogues * raters);
    }),
  );
});

test('of values that are a dialogue’s part plus a rater’s, the replicate is the sum of both factors’ own', () => {
  fc.assert(
    fc.property(sides, ({ dialogues, raters, seed }) => {
      const random = createRandom(seed);
      const crossing = complete(dialogues, raters);
      const byDialogue = Array.from({ length: dialogues }, () => random.below(100));
      const byRater = Array.from({ length: raters }, () => random.below(100));
      const values = crossing.dialogueOf.map((d, i) => byDialogue[d]! + byRater[crossing.raterOf[i]!]!);
      const draws = drawTwoWay({ dialogues, raters }, { random, resamples: 4 });
      twoWayReplicates(draws, crossing, weightedMean(values)).forEach((value, resample) => {
        const ofDialogues = weightedMean(byDialogue)(draws.dialogues.weights[resample]!);
        const ofRaters = weightedMean(byRater)(draws.raters.weights[resample]!);
        expect(value).toBeCloseTo(ofDialogues + ofRaters, 9);
      });
    }),
  );
});

test('the variance of the replicates is that of rows, of columns and of what is left of the cells', () => {
  const [n, m] = [7, 5];
  const random = createRandom(4);
  const crossing = complete(n, m);
  const values = crossing.dialogueOf.map((d, i) => d + 2 * crossing.raterOf[i]! + 12 * random.next());
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length;
  const grand = mean(values);
  const rows = Array.from({ length: n }, (_, d) => mean(values.slice(d * m, d * m + m)) - grand);
  const columns = Array.from({ length: m }, (_, r) => mean(values.filter((_v, i) => i % m === r)) - grand);
  const rest = values.map((value, i) => value - grand - rows[Math.floor(i / m)]! - columns[i % m]!);
  const squares = (of: readonly number[]) => of.reduce((sum, value) => sum + value ** 2, 0);
  const variance = squares(rows) / n ** 2 + squares(columns) / m ** 2 + squares(rest) / (n * m) ** 2;
  const result = twoWayMeanInterval(values, crossing, {
    dialogues: n,
    raters: m,
    random,
    resamples: 20_000,
    level: 0.95,
  });
  if (result.status === 'undefined') throw new Error(result.reason);
  // The standard error of a variance of B draws is about √(2/B) of it: 1 %.
  expect(result.standardError ** 2 / variance).toBeGreaterThan(0.95);
  expect(result.standardError ** 2 / variance).toBeLessThan(1.05);
  expect(result.mean).toBeCloseTo(grand, 9);
  expect(result.low).toBeLessThan(grand);
  expect(result.high).toBeGreaterThan(grand);
});

test('the order of the observations does not matter', () => {
  const crossing = { dialogueOf: [0, 0, 1, 2, 2], raterOf: [0, 1, 1, 0, 2] };
  const values = [1, 5, 2, 4, 3];
  const options = { dialogues: 3, raters: 3, resamples: 200, level: 0.9 };
  const order = [3, 0, 4, 2, 1];
  const moved = {
    dialogueOf: order.map((i) => crossing.dialogueOf[i]!),
    raterOf: order.map((i) => crossing.raterOf[i]!),
  };
  const one = twoWayMeanInterval(values, crossing, { ...options, random: createRandom(9) });
  const other = twoWayMeanInterval(
    order.map((i) => values[i]!),
    moved,
    { ...options, random: createRandom(9) },
  );
  expect(other).toEqual(one);
  expect(one).toMatchObject({ status: 'defined' });
});

test('resamples without an observation are left out, and counted', () => {
  const diagonal = { dialogueOf: [0, 1, 2], raterOf: [0, 1, 2] };
  const result = twoWayMeanInterval([1, 2, 3], diagonal, {
    dialogues: 3,
    raters: 3,
    random: createRandom(1),
    resamples: 500,
    level: 0.95,
  });
  if (result.status === 'undefined') throw new Error(result.reason);
  expect(result.used).toBeLessThan(500);
  expect(result.used).toBeGreaterThan(250);
});

test('one dialogue or one rater has no interval, and places out of range are refused', () => {
  const options = { dialogues: 2, raters: 2, random: createRandom(1), resamples: 10, level: 0.95 };
  expect(twoWayMeanInterval([1, 2], { dialogueOf: [0, 0], raterOf: [0, 1] }, options)).toEqual({
    status: 'undefined',
    reason: 'needs observations of at least two dialogues',
  });
  expect(twoWayMeanInterval([1, 2], { dialogueOf: [0, 1], raterOf: [0, 0] }, options)).toEqual({
    status: 'undefined',
    reason: 'needs observations of at least two raters',
  });
  expect(() => twoWayMeanInterval([1, 2], { dialogueOf: [0, 2], raterOf: [0, 1] }, options)).toThrow(
    RangeError,
  );
  expect(() => twoWayMeanInterval([1], { dialogueOf: [0, 1], raterOf: [0, 1] }, options)).toThrow(RangeError);
});
