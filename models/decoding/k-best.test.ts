import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, shuffled } from '#lib/rng.ts';
import { KBest, kBest } from './k-best.ts';
import { topPOfBest, topPOfRow, topPOfSorted } from './top-p.ts';

// Few different values, so that equal scores are common; some tokens are ruled out.
const score = fc.oneof(
  fc.integer({ min: -6, max: 6 }),
  fc.float({ min: -40, max: 40, noNaN: true }),
  fc.constant(Number.NEGATIVE_INFINITY),
);
const row = fc.array(score, { minLength: 1, maxLength: 60 }).map((values) => Float32Array.from(values));

/** All usable tokens, best first, by sorting. */
function ranked(scores: Float32Array): number[] {
  return [...scores.keys()]
    .filter((id) => scores[id]! > Number.NEGATIVE_INFINITY)
    .sort((a, b) => scores[b]! - scores[a]! || a - b);
}

test('the k best are those of a full sort, the lower id first where scores are equal', () => {
  fc.assert(
    fc.property(row, fc.integer({ min: 1, max: 70 }), (scores, k) => {
      const best = kBest(scores, k);
      expect([...best.ids]).toEqual(ranked(scores).slice(0, k));
      expect([...best.scores]).toEqual([...best.ids].map((id) => scores[id]));
    }),
    { numRuns: 500 },
  );
});

test('the order in which tokens are offered changes nothing', () => {
  fc.assert(
    fc.property(row, fc.integer({ min: 1, max: 20 }), fc.nat(), (scores, k, seed) => {
      const best = new KBest(k);
      for (const id of shuffled([...scores.keys()], createRandom(seed))) best.offer(scores[id]!, id);
      expect([...best.sorted().ids]).toEqual(ranked(scores).slice(0, k));
    }),
    { numRuns: 300 },
  );
});

/** Nucleus filtering with everything sorted; null where rounding could decide. */
function slowTopP(scores: Float32Array, topP: number, rule: { temperature: number; minTokens: number }) {
  const order = ranked(scores);
  const weights = order.map((id) => Math.exp((scores[id]! - scores[order[0]!]!) / rule.temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kept: number[] = [];
  let before = 0;
  for (const [rank, id] of order.entries()) {
    if (Math.abs(before / total - topP) < 1e-12) return null;
    if (before / total < topP || rank < rule.minTokens) kept.push(id);
    before += weights[rank]!;
  }
  return kept;
}

test('top-p keeps what a full sort keeps, from a row and from sorted candidates', () => {
  fc.assert(
    fc.property(
      row,
      fc.double({ min: 0.001, max: 0.9999, noNaN: true }),
      fc.record({ temperature: fc.constantFrom(0.3, 1, 4), minTokens: fc.integer({ min: 1, max: 4 }) }),
      (scores, topP, rule) => {
        const expected = slowTopP(scores, topP, rule);
        fc.pre(expected !== null);
        const fromRow = topPOfRow(scores, { topP, ...rule });
        expect([...fromRow.ids].sort((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
        fromRow.ids.forEach((id, place) => {
          expect(fromRow.scores[place]).toBe(scores[id]! / rule.temperature);
        });
        const best = kBest(scores, scores.length);
        const sorted = { ids: best.ids, scores: best.scores.map((value) => value / rule.temperature) };
        expect([...topPOfSorted(sorted, topP, rule.minTokens).ids]).toEqual(expected);
      },
    ),
    { numRuns: 1000 },
  );
});

test('top-p of the best alone is that of the row or not settled, and is settled where the edge is clear', () => {
  let settled = 0;
  fc.assert(
    fc.property(
      row,
      fc.double({ min: 0.001, max: 0.9999, noNaN: true }),
      fc.record({
        temperature: fc.constantFrom(0.3, 0.7, 1, 4),
        given: fc.integer({ min: 1, max: 60 }),
        banned: fc.array(fc.nat(59), { maxLength: 3 }),
        error: fc.double({ min: -5e-6, max: 5e-6, noNaN: true }),
      }),
      (scores, topP, { temperature, given, banned, error }) => {
        const left = scores.map((each, id) => (banned.includes(id) ? Number.NEGATIVE_INFINITY : each));
        const expected = slowTopP(left, topP, { temperature, minTokens: 1 });
        fc.pre(expected !== null && expected.length > 0);
        const top = Math.max(...scores);
        const weight = (each: number) => Math.exp((each - top) / temperature);
        const mass = scores.reduce((sum, each) => sum + weight(each), 0);
        const excluded = [...new Set(banned)].flatMap((id) => (id < scores.length ? [scores[id]!] : []));
        const rule = { topP, temperature, excluded, terms: scores.length };
        const found = topPOfBest(kBest(left, given), { ...rule, mass: mass * (1 + error) });
        if (found) {
          settled++;
          expect([...found.ids]).toEqual(expected);
          expect([...found.scores]).toEqual(expected.map((id) => scores[id]! / temperature));
          return;
        }
        const total = left.reduce((sum, each) => sum + weight(each), 0);
        const reached = (count: number) =>
          expected.slice(0, count).reduce((sum, id) => sum + weight(scores[id]!), 0) - topP * total;
        const edge = Math.min(-reached(expected.length - 1), reached(expected.length));
        if (given >= expected.length) expect(edge).toBeLessThan(2e-5 * mass);
      },
    ),
    { numRuns: 2000 },
  );
  expect(settled).toBeGreaterThan(200);
});

test('top-p over a large flat row keeps its share of it', () => {
  const flat = new Float32Array(20_000);
  expect(topPOfRow(flat, { topP: 0.25 }).ids).toHaveLength(5_000);
});
