import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { changeOf, plainCounts, planProblems, repairProblems, shapes, turns } from '#tests/design-laws.ts';
import { designCertificate } from './design-certificate.ts';
import { planDesign } from './plan-design.ts';
import { repairDesign } from './repair-design.ts';

// DESIGN_SHAPES=1000 npx vitest run annotations/design/plan-design.test.ts --testTimeout 3600000
const numRuns = Number(process.env.DESIGN_SHAPES ?? 30);
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

const small = { systems: 4, items: 12, annotators: 6, ratingsPerItem: 2, quota: 10, shown: 4 };

test('a plan keeps every goal it promises, whatever the shape', () => {
  fc.assert(
    fc.property(shapes, seeds, (shape, seed) => {
      expect(planProblems(planDesign(shape, createRandom(seed)))).toEqual([]);
    }),
    { numRuns },
  );
});

test('a plan stays as good as it can while annotators leave and come', () => {
  fc.assert(
    fc.property(shapes, fc.array(turns, { minLength: 1, maxLength: 3 }), seeds, (shape, happenings, seed) => {
      const random = createRandom(seed);
      let design = planDesign(shape, random);
      for (const turn of happenings) {
        const change = changeOf(design, turn);
        const repaired = repairDesign(design, change, random);
        expect(repairProblems(design, change, repaired)).toEqual([]);
        design = repaired;
      }
    }),
    { numRuns },
  );
});

test('the same seed gives the same plan, and another seed another', () => {
  const plan = (seed: number) => planDesign(small, createRandom(seed)).assignments;
  expect(plan(1)).toEqual(plan(1));
  expect(plan(1)).not.toEqual(plan(2));
});

test('seven annotators with one item each and three of seven systems see a Fano plane', () => {
  const design = planDesign(
    { systems: 7, items: 7, annotators: 7, ratingsPerItem: 1, quota: 1, shown: 3 },
    createRandom(7),
  );
  expect(new Set(plainCounts(design).pairs)).toEqual(new Set([1]));
});

test('an annotator who rates ten items with three of six systems sees the design (6, 3, 2)', () => {
  const design = planDesign(
    { systems: 6, items: 10, annotators: 1, ratingsPerItem: 1, quota: 10, shown: 3 },
    createRandom(6),
  );
  expect(new Set(plainCounts(design).pairs)).toEqual(new Set([2]));
  expect(new Set(plainCounts(design).systems)).toEqual(new Set([5]));
});

test('of pairs, either system stands first equally often where the numbers allow it', () => {
  const design = planDesign(
    { systems: 4, items: 60, annotators: 5, ratingsPerItem: 2, quota: 30, shown: 2 },
    createRandom(4),
  );
  const goal = designCertificate(design).goals.find((entry) => entry.goal === 'pair-order');
  expect(goal).toMatchObject({ smallest: 10, largest: 10, within: true });
});

test('what annotators do first is balanced too: any first items of a complete-block plan are within ±1', () => {
  const design = planDesign({ ...small, systems: 5, shown: 5, items: 30, quota: 20 }, createRandom(9));
  for (const cut of [1, 3, 4, 6, 8]) {
    const started = { ...design, assignments: design.assignments.filter(firstOfTheirs(cut)) };
    for (const counts of plainCounts(started).annotatorPositions)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
});

function firstOfTheirs(cut: number) {
  const met = new Map<number, number>();
  return ({ annotator }: { readonly annotator: number }) => {
    const before = met.get(annotator) ?? 0;
    met.set(annotator, before + 1);
    return before < cut;
  };
}

test.each([
  [{ annotators: 1 }, 'invite 1 more'],
  [{ quota: 3 }, 'raise the quota to 4, invite 2 more annotators'],
  [{ shown: 5 }, 'show at most 4'],
  [{ systems: 0 }, 'at least 1'],
  [{ items: 2.5 }, 'whole number'],
  [{ systems: 27, shown: 2 }, 'at most 26'],
])('a shape nobody can solve is refused with what to change: %o', (change, said) => {
  expect(() => planDesign({ ...small, ...change }, createRandom(1))).toThrow(said);
});

test('where too few are left, what nobody can take is listed as open', () => {
  const design = planDesign({ ...small, annotators: 2, quota: 12 }, createRandom(1));
  const repaired = repairDesign(design, { done: [0, 1], left: [1], joined: 0 }, createRandom(2));
  expect(repaired.open).toHaveLength(12);
  const ratings = designCertificate(repaired).goals.find(({ goal }) => goal === 'ratings');
  expect(ratings).toMatchObject({ smallest: 1, largest: 1, within: false });
  const joined = repairDesign(repaired, { done: [], left: [], joined: 1 }, createRandom(3));
  expect(joined.open).toEqual([]);
});

test('a change that names what is not there is refused', () => {
  const design = planDesign(small, createRandom(1));
  const change = { done: [], left: [], joined: 0 };
  for (const wrong of [{ done: [24] }, { left: [6] }, { joined: -1 }, { joined: 0.5 }])
    expect(() => repairDesign(design, { ...change, ...wrong }, createRandom(1))).toThrow(RangeError);
});
