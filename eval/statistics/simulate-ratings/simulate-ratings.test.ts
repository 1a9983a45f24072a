import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { balancedRaters } from './balanced-raters.ts';
import {
  effectFor,
  type LatentLaw,
  latentLower,
  latentQuantile,
  meanDifference,
  sharesAt,
  thresholdsFor,
} from './latent-law.ts';
import { logisticDraw, normalDraw } from './normal-draw.ts';
import { RatingWorld } from './rating-world.ts';
import { simulatePreferences, simulateRatings, truthOf } from './simulate-ratings.ts';
import { leadLaw, preferenceChances, tieThresholdFor } from './tie-threshold.ts';
import { lawOf, type WorldSpec } from './world-spec.ts';

const shares = [0.05, 0.15, 0.3, 0.3, 0.2] as const;
const spreads = { item: 0.6, response: 1, rater: 0.8, raterSystem: 0.3 } as const;

function specOf(changes: Partial<WorldSpec> = {}): WorldSpec {
  const criterion = { name: 'empathy', minimum: 1, effects: [0, 0.7], spreads };
  const law = lawOf(criterion, changes);
  return {
    systems: ['plain', 'warm'],
    criteria: [{ ...criterion, thresholds: thresholdsFor(shares, law) }],
    ...changes,
  };
}

/** Every item and rater occurs once, so that all judgements are independent. */
function independentRaters(items: number): Int32Array[] {
  return Array.from({ length: items }, (_, item) => Int32Array.of(item));
}

function shareOf<T>(values: readonly T[], is: (value: T) => boolean): number {
  return values.filter(is).length / values.length;
}

test('thresholds without random effects are the logits of the cumulative shares', () => {
  const thresholds = thresholdsFor([0.2, 0.3, 0.5], { sd: 0 });
  expect(thresholds[0]).toBeCloseTo(Math.log(0.2 / 0.8), 9);
  expect(thresholds[1]).toBeCloseTo(0, 9);
});

test('the latent law agrees with a fine sum over its density', () => {
  const law: LatentLaw = { sd: 1.7, noiseSpread: 0.5 };
  const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  let sum = 0;
  const step = 0.05;
  for (let z = -8; z <= 8; z += step)
    for (let w = -8; w <= 8; w += step)
      sum += (density(z) * density(w) * step * step) / (1 + Math.exp(-(1.3 - 1.7 * z) / Math.exp(0.5 * w)));
  expect(latentLower(1.3, law)).toBeCloseTo(sum, 8);
  expect(latentLower(latentQuantile(0.03, law), law)).toBeCloseTo(0.03, 9);
});

test('any shares come back from their thresholds, whatever the spreads', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 7 }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.constantFrom(0, 0.4),
      (weights, sd, noiseSpread) => {
        const law = { sd, noiseSpread };
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const found = sharesAt({ thresholds: thresholdsFor(weights, law), location: 0, law });
        found.forEach((share, k) => {
          expect(share).toBeCloseTo((weights[k] ?? 0) / total, 7);
        });
      },
    ),
    { numRuns: 25, seed: 1 },
  );
});

test('shares of 0, and a scale of one value, are refused', () => {
  expect(() => thresholdsFor([0, 1], { sd: 1 })).toThrow('above 0');
  expect(() => thresholdsFor([1], { sd: 1 })).toThrow('at least two values');
});

test('a difference in points turns into logits and back', () => {
  const law = { sd: 1.3 };
  const scale = { thresholds: thresholdsFor(shares, law), law };
  for (const points of [-0.5, 0, 0.1, 1]) {
    const effect = effectFor(points, scale);
    expect(meanDifference(effect, scale)).toBeCloseTo(points, 8);
    expect(Math.sign(effect)).toBe(Math.sign(points));
  }
  expect(() => effectFor(2, scale)).toThrow('no room');
});

test('simulated ratings have the wished shares, and the better system its true mean', () => {
  const world = new RatingWorld(specOf({ raters: { noiseSpread: 0.4 } }), [1]);
  const rows = simulateRatings(world, independentRaters(20_000));
  const truth = truthOf(world, 1).criteria.empathy?.systems;
  const of = (system: string) => rows.filter((row) => row.system === system).map(({ value }) => value);
  shares.forEach((share, k) => {
    const error = Math.sqrt((share * (1 - share)) / 20_000);
    expect(Math.abs(shareOf(of('plain'), (value) => value === k + 1) - share)).toBeLessThan(4 * error);
    expect(truth?.plain?.shares[k]).toBeCloseTo(share, 7);
  });
  const mean = of('warm').reduce((sum, value) => sum + value, 0) / 20_000;
  expect(Math.abs(mean - (truth?.warm?.mean ?? 0))).toBeLessThan((4 * 1.2) / Math.sqrt(20_000));
});

test('kindness of raters, quality of items and the spread of each come back', () => {
  const world = new RatingWorld(specOf(), [2]);
  const spreadOf = (values: readonly number[]) =>
    Math.sqrt(values.reduce((s, v) => s + v * v, 0) / values.length);
  const kindness = Array.from({ length: 4000 }, (_, rater) => world.rater(rater).kindness[0] ?? 0);
  expect(spreadOf(kindness)).toBeCloseTo(spreads.rater, 1);
  const both = Array.from({ length: 4000 }, (_, item) => world.item(item).effects[0] ?? []);
  const gaps = both.map(([a = 0, b = 0]) => (a - b) / Math.SQRT2);
  expect(spreadOf(gaps)).toBeCloseTo(spreads.response, 1);
  expect(spreadOf(both.map(([a = 0]) => a))).toBeCloseTo(Math.hypot(spreads.item, spreads.response), 1);
});

test('halo makes an item that is high on one criterion high on another', () => {
  const base = specOf().criteria[0];
  if (!base) throw new Error('no criterion');
  const gapAt = (halo: number) => {
    const world = new RatingWorld(specOf({ criteria: [base, { ...base, name: 'fluency' }], halo }), [3]);
    return Array.from({ length: 200 }, (_, item) => {
      const [one = [], other = []] = world.item(item).effects;
      return Math.abs((one[0] ?? 0) - (other[0] ?? 0));
    }).reduce((sum, gap) => sum + gap, 0);
  };
  expect(gapAt(1)).toBeCloseTo(0, 9);
  expect(gapAt(0)).toBeGreaterThan(100);
});

test('a rater says the same of an item whenever asked, and of fewer items what of more', () => {
  const [one, other] = [new RatingWorld(specOf(), [4]), new RatingWorld(specOf(), [4])];
  other.judge(7, 1);
  expect(one.judge(3, 2)).toEqual(other.judge(3, 2));
  const allot = { raters: 6, ratingsPerItem: 3, seed: [4] };
  const rows = simulateRatings(one, balancedRaters(10, allot));
  expect(simulateRatings(other, balancedRaters(20, allot)).slice(0, rows.length)).toEqual(rows);
  expect(simulateRatings(new RatingWorld(specOf(), [5]), balancedRaters(10, allot))).not.toEqual(rows);
});

test('raters of an item differ, and their loads by one at most', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(),
      (raters, items, seed) => {
        const ratingsPerItem = 1 + (seed % raters);
        const allotted = balancedRaters(items, { raters, ratingsPerItem, seed: [seed] });
        const loads = new Array<number>(raters).fill(0);
        for (const chosen of allotted) {
          expect(new Set(chosen).size).toBe(ratingsPerItem);
          for (const rater of chosen) loads[rater] = (loads[rater] ?? 0) + 1;
        }
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('careless raters are as many as they should be, and behave as they are named', () => {
  const raters = {
    careless: { uniform: 0.1, fast: 0.2 },
    settled: { 0: 'straight-lining', 1: 'fast', 2: 'uniform', 3: 'attentive' },
  } as const;
  const world = new RatingWorld(specOf({ raters }), [6]);
  const kinds = Array.from({ length: 4000 }, (_, rater) => world.rater(rater + 4).careless);
  expect(shareOf(kinds, (kind) => kind === 'uniform')).toBeCloseTo(0.1, 1);
  expect(shareOf(kinds, (kind) => kind === 'fast')).toBeCloseTo(0.2, 1);
  const by = (rater: number) => Array.from({ length: 400 }, (_, item) => world.judge(item, rater));
  expect(new Set(by(0).flatMap(({ values }) => Array.from(values[0] ?? []))).size).toBe(1);
  const seconds = (rater: number) =>
    by(rater).reduce((sum, one) => sum + one.seconds, 0) / world.rater(rater).pace;
  expect(seconds(1) / seconds(3)).toBeCloseTo(1 / 7, 1);
  const ones = by(2).flatMap(({ values }) => Array.from(values[0] ?? []));
  expect(shareOf(ones, (value) => value === 1)).toBeCloseTo(0.2, 1);
});

test('longer responses are rated higher where length counts, and words are as long as said', () => {
  const lengths = { words: [10, 20], spread: 0.5 };
  const base = specOf().criteria[0];
  if (!base) throw new Error('no criterion');
  const flat = { item: 0, response: 0, rater: 0, raterSystem: 0 };
  const spec = specOf({ lengths, criteria: [{ ...base, effects: [0, 0], spreads: flat, lengthEffect: 1 }] });
  const world = new RatingWorld(spec, [7]);
  const rows = simulateRatings(world, independentRaters(4000));
  const truth = truthOf(world, 1).criteria.empathy?.systems;
  for (const [s, system] of spec.systems.entries()) {
    const own = rows.filter((row) => row.system === system);
    const logs = own.reduce((sum, { words }) => sum + Math.log2(words ?? 0), 0) / own.length;
    expect(2 ** logs).toBeCloseTo(lengths.words[s] ?? 0, -0.5);
    const mean = own.reduce((sum, { value }) => sum + value, 0) / own.length;
    expect(mean).toBeCloseTo(truth?.[system]?.mean ?? 0, 1);
  }
  expect((truth?.warm?.location ?? 0) - (truth?.plain?.location ?? 0)).toBeCloseTo(1, 9);
  expect(truth?.warm?.effect).toBe(0);
});

test('equal systems tie as often as wished, and a better one wins as often as it should', () => {
  const law = leadLaw({ spreads });
  const tieThreshold = tieThresholdFor(0.25, law);
  expect(preferenceChances(0, { tieThreshold, law }).tie).toBeCloseTo(0.25, 8);
  const world = new RatingWorld(specOf(), [8]);
  const rows = simulatePreferences(world, independentRaters(8000), { tieThreshold });
  const chances = preferenceChances(0.7, { tieThreshold, law });
  const won = rows.map(({ first, second, preferred }) =>
    preferred === 'tie' ? 'tie' : preferred === 'first' ? first : second,
  );
  expect(Math.abs(shareOf(won, (one) => one === 'warm') - chances.win)).toBeLessThan(0.025);
  expect(Math.abs(shareOf(won, (one) => one === 'tie') - chances.tie)).toBeLessThan(0.025);
  expect(shareOf(rows, ({ first }) => first === 'warm')).toBeCloseTo(0.5, 1);
});

test('a preference turns with the order shown, but for what being first is worth', () => {
  const world = new RatingWorld(specOf(), [9]);
  const asked = { item: 1, rater: 1, criterion: 0, first: 0, second: 1 };
  const turned = { ...asked, first: 1, second: 0 };
  const mirror = { first: 'second', second: 'first', tie: 'tie' } as const;
  for (let item = 0; item < 50; item++) {
    const law = { tieThreshold: 0.4 };
    expect(world.prefer({ ...turned, item }, law)).toBe(mirror[world.prefer({ ...asked, item }, law)]);
    expect(world.prefer({ ...asked, item }, { tieThreshold: 0.4, firstAdvantage: 99 })).toBe('first');
  }
});

test('a world that does not fit together is refused', () => {
  const base = specOf().criteria[0];
  if (!base) throw new Error('no criterion');
  const refused = (changes: Partial<WorldSpec>, words: string) =>
    expect(() => new RatingWorld(specOf(changes), [1])).toThrow(words);
  refused({ criteria: [{ ...base, effects: [1] }] }, 'an effect for every system');
  refused({ criteria: [{ ...base, thresholds: [1, 0] }] }, 'must ascend');
  refused({ criteria: [{ ...base, spreads: { ...spreads, item: -1 } }] }, 'must not be negative');
  refused({ raters: { careless: { uniform: 0.7, fast: 0.7 } } }, 'at most 1');
  refused({ lengths: { words: [1], spread: 0 } }, 'length for every system');
  refused({ halo: 2 }, '[0, 1]');
});

test('normal and logistic draws have the variances they should', () => {
  const random = createRandom(1);
  const variance = (draw: () => number) =>
    Array.from({ length: 20_000 }, draw).reduce((sum, value) => sum + value * value, 0) / 20_000;
  expect(variance(() => normalDraw(random))).toBeCloseTo(1, 1);
  expect(Math.abs(variance(() => logisticDraw(random)) - Math.PI ** 2 / 3)).toBeLessThan(0.2);
});
