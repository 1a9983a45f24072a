import { expect, test } from 'vitest';
import { wilsonInterval } from '#eval/statistics/binomial-test.ts';
import { isotonic } from '#eval/statistics/isotonic.ts';
import type { PlanTest, PowerQuestion } from './power-plan/planned-study.ts';
import { planItems, powerOf } from './power-plan.ts';

/** A scale and spreads with which few items suffice, so that the tests are quick. */
const question: PowerQuestion = {
  systems: 2,
  shares: [0.1, 0.2, 0.4, 0.2, 0.1],
  difference: { points: 0.6 },
  spreads: { item: 0.6, response: 0.8, rater: 0.6, raterSystem: 0 },
  raters: 6,
  ratingsPerItem: 2,
  simulations: 200,
};
const isLong = process.env.LONG_TESTS !== undefined;
const ratingTests = ['item-paired', 'preference-sign'] as const satisfies readonly PlanTest[];

test('where nothing differs, each test finds something as often as alpha says', async () => {
  for (const kind of ratingTests) {
    const { estimates } = await powerOf(
      { ...question, test: kind, difference: { effect: 0 }, simulations: 600, alpha: 0.1 },
      [24],
    );
    const [low, high] = wilsonInterval((estimates[0]?.power.share ?? 0) * 600, 600, { level: 0.999 });
    expect(low).toBeLessThan(0.1);
    // The sign test is exact and discrete: it stays below.
    if (kind === 'item-paired') expect(high).toBeGreaterThan(0.1);
  }
});

test('with many systems the correction keeps false findings rare, and power counts one pair or all', async () => {
  const { estimates } = await powerOf({ ...question, systems: 4, simulations: 300 }, [40]);
  const [found] = estimates;
  expect(found?.falseFinding?.interval[0]).toBeLessThan(0.05);
  expect(found?.all.share).toBeLessThan(found?.power.share ?? 0);
  const uncorrected = await powerOf({ ...question, systems: 4, simulations: 300, correction: 'none' }, [40]);
  expect(uncorrected.estimates[0]?.falseFinding?.share).toBeGreaterThan(found?.falseFinding?.share ?? 1);
  expect(uncorrected.estimates[0]?.power.share).toBeGreaterThan(found?.power.share ?? 1);
});

test('power rises with the items and with the difference', async () => {
  for (const kind of ratingTests) {
    const { estimates } = await powerOf({ ...question, test: kind }, [8, 20, 60]);
    const [few = 0, some = 0, many = 0] = estimates.map(({ power }) => power.share);
    expect(few).toBeLessThan(some);
    expect(some).toBeLessThan(many);
    const larger = await powerOf({ ...question, test: kind, difference: { points: 1 } }, [20]);
    expect(larger.estimates[0]?.power.share).toBeGreaterThan(some);
  }
});

test('a difference in points and the same in logits make the same plan', async () => {
  const points = await powerOf(question, [20]);
  expect(points.plan.points).toBeCloseTo(0.6, 8);
  const logits = await powerOf({ ...question, difference: { effect: points.plan.effect } }, [20]);
  expect(logits.estimates).toEqual(points.estimates);
});

test('the search finds what simulating every number of items finds', async () => {
  for (const [seed, kind] of [
    [1, 'item-paired'],
    [3, 'preference-sign'],
  ] as const) {
    const asked = { ...question, test: kind, seed, simulations: 120 };
    const every = Array.from({ length: 57 }, (_, i) => i + 4);
    const { estimates } = await powerOf(asked, every);
    const smooth = isotonic(estimates.map(({ power }) => power.share));
    const brute = every[smooth.findIndex((power) => power >= 0.8)];
    const plan = await planItems(asked, { power: 0.8, maximum: 60 });
    expect(plan.items).toBe(brute);
    const [from, to] = plan.plausible;
    expect(from).toBeLessThanOrEqual(plan.items ?? 0);
    expect(to).toBeGreaterThanOrEqual(plan.items ?? 0);
    // The normal approximation begins near the answer.
    expect(Math.abs(plan.start / (brute ?? 1) - 1)).toBeLessThan(0.4);
    expect(plan.curve.length).toBeLessThan(every.length);
  }
});

test('the same seed gives the same plan, another seed another', async () => {
  const quick = { ...question, simulations: 60 };
  const plan = await planItems(quick);
  expect(await planItems(quick)).toEqual(plan);
  expect(await planItems({ ...quick, seed: 2 })).not.toEqual(plan);
});

test('a power that no allowed number of items reaches is said to be out of reach', async () => {
  const plan = await planItems(
    { ...question, difference: { points: 0.05 }, simulations: 60 },
    { maximum: 30 },
  );
  expect(plan.items).toBeNull();
  expect(plan.estimate.items).toBe(30);
  expect(plan.plausible[1]).toBeNull();
  expect(plan.smoothed).toBeLessThan(0.8);
});

test('progress is told, and a plan that is stopped says so', async () => {
  const stop = new AbortController();
  const told: number[] = [];
  const plan = planItems(
    question,
    {},
    {
      onProgress: ({ done, total }) => {
        expect(total).toBe(200);
        told.push(done);
        if (done === 5) stop.abort();
      },
      signal: stop.signal,
    },
  );
  await expect(plan).rejects.toMatchObject({ code: 'interrupted' });
  expect(told).toEqual([1, 2, 3, 4, 5]);
});

test('the mixed model finds a great difference', async () => {
  const { estimates } = await powerOf(
    { ...question, test: 'mixed-model', difference: { effect: 4 }, simulations: 10 },
    [16],
  );
  expect(estimates[0]?.power.share).toBe(1);
  expect(estimates[0]?.wrongWay.share).toBe(0);
});

test.skipIf(!isLong)(
  'the mixed model keeps alpha, and needs about the items of the paired test',
  async () => {
    const mixed = { ...question, test: 'mixed-model', simulations: 400 } as const;
    const { estimates } = await powerOf({ ...mixed, difference: { effect: 0 } }, [40]);
    const share = estimates[0]?.power.share ?? 0;
    const [low, high] = wilsonInterval(share * 400, 400, { level: 0.999 });
    expect(low).toBeLessThan(0.05);
    expect(high).toBeGreaterThan(0.05);
    const [paired, model] = [await planItems({ ...question, simulations: 1000 }), await planItems(mixed)];
    expect(Math.abs((model.items ?? 0) / (paired.items ?? 1) - 1)).toBeLessThan(0.25);
  },
  3_600_000,
);

test('a question that is no study’s is refused with a sentence', async () => {
  const refused = (changes: Partial<PowerQuestion>, words: string) =>
    expect(powerOf({ ...question, ...changes }, [10])).rejects.toThrow(words);
  await refused({ systems: 1 }, 'A plan compares 2 to 26 systems.');
  await refused({ ratingsPerItem: 9 }, 'more ratings than there are raters');
  await refused({ shares: [1, 0, 1] }, 'Every value must have a share above 0.');
  await refused({ difference: { points: 7 } }, 'The scale has no room');
  await refused({ difference: { effect: -1 } }, 'at least 0');
  await refused({ alpha: 2 }, 'Alpha lies between 0 and 1.');
  await refused({ tieShare: 1 }, 'share of ties');
  await expect(planItems({ ...question, difference: { effect: 0 } })).rejects.toThrow('above 0');
  await expect(planItems(question, { power: 1 })).rejects.toThrow('between 0 and 1');
  await expect(powerOf(question, [1])).rejects.toThrow('2 to 5,000 items');
});
