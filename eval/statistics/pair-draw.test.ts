import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { bradleyTerry } from './bradley-terry.ts';
import type { PairRecord } from './comparisons.ts';
import { pairDraw } from './pair-draw.ts';

type Counts = { -readonly [Field in keyof PairRecord]: PairRecord[Field] };

function allPairs(items: number): Counts[] {
  return Array.from({ length: items }, (_, first) =>
    Array.from({ length: items - first - 1 }, (_, at) => ({
      first,
      second: first + 1 + at,
      firstWins: 0,
      secondWins: 0,
      ties: 0,
    })),
  ).flat();
}

const anyRecords = fc.integer({ min: 2, max: 7 }).chain((items) =>
  fc.record({
    items: fc.constant(items),
    evenShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
    records: fc.tuple(
      ...allPairs(items).map((pair) =>
        fc
          .tuple(fc.nat(500), fc.nat(500), fc.nat(500))
          .map(([firstWins, secondWins, ties]) => ({ ...pair, firstWins, secondWins, ties })),
      ),
    ),
  }),
);

describe('which pair meets next', () => {
  test('every pair keeps its part of the even share, and chances add up to 1', () => {
    fc.assert(
      fc.property(anyRecords, ({ items, evenShare, records }) => {
        const chances = pairDraw(records, { items, evenShare });
        const pairs = (items * (items - 1)) / 2;
        expect(chances).toHaveLength(pairs);
        expect(chances.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 9);
        for (const { chance } of chances)
          expect(chance).toBeGreaterThanOrEqual((evenShare / pairs) * 0.999999);
      }),
      { numRuns: 200 },
    );
  });

  test('chances follow the items, in whatever order these stand', () => {
    fc.assert(
      fc.property(anyRecords, ({ items, records }) => {
        const turned = records.map(({ first, second, firstWins, secondWins, ties }) => ({
          first: items - 1 - second,
          second: items - 1 - first,
          firstWins: secondWins,
          secondWins: firstWins,
          ties,
        }));
        const there = new Map(
          pairDraw(turned, { items }).map(({ first, second, chance }) => [`${first} ${second}`, chance]),
        );
        for (const { first, second, chance } of pairDraw(records, { items }))
          expect(there.get(`${items - 1 - second} ${items - 1 - first}`)).toBeCloseTo(chance, 6);
      }),
      { numRuns: 100 },
    );
  });

  test('all pairs are alike before any comparison', () => {
    for (const { chance } of pairDraw([], { items: 5 })) expect(chance).toBeCloseTo(0.1, 12);
  });

  test('an item that nobody has seen meets others more often than these meet each other', () => {
    const records = allPairs(4).map((pair) =>
      pair.second === 3 ? pair : { ...pair, firstWins: 20, secondWins: 20 },
    );
    const chances = pairDraw(records, { items: 4 });
    const withNew = chances.filter(({ second }) => second === 3).map(({ chance }) => chance);
    const others = chances.filter(({ second }) => second !== 3).map(({ chance }) => chance);
    expect(Math.min(...withNew)).toBeGreaterThan(5 * Math.max(...others));
  });

  test('of items that met equally often the close ones meet next rather than those that are far apart', () => {
    const abilities = [2, 1, 0, -1, -2];
    const records = allPairs(5).map((pair) => {
      const wins = 1 / (1 + Math.exp(abilities[pair.second]! - abilities[pair.first]!));
      return { ...pair, firstWins: 40 * wins, secondWins: 40 * (1 - wins) };
    });
    const chances = pairDraw(records, { items: 5 });
    const of = (a: number, b: number) =>
      chances.find(({ first, second }) => first === a && second === b)?.chance ?? 0;
    expect(of(0, 1)).toBeGreaterThan(1.5 * of(0, 4));
    expect(of(3, 4)).toBeGreaterThan(1.5 * of(0, 4));
  });

  test('there are at least two items, and a share for all', () => {
    expect(() => pairDraw([], { items: 1 })).toThrow(RangeError);
    expect(() => pairDraw([], { items: 3, evenShare: 0 })).toThrow(RangeError);
  });
});

describe('simulated votes', () => {
  /** Mean standard error of abilities after votes on pairs that were drawn with the given chances. */
  function spreadAfter(
    truth: readonly number[],
    { votes, before, draw, seed }: { votes: number; before: number; draw: 'active' | 'even'; seed: number },
  ): number {
    const items = truth.length;
    const random = createRandom(seed);
    const records = allPairs(items);
    for (let vote = 0; vote < before + votes; vote++) {
      const chances =
        vote < before
          ? // The last item joins later.
            records.map(({ second }) => (second === items - 1 ? 0 : 1))
          : draw === 'active'
            ? pairDraw(records, { items }).map(({ chance }) => chance)
            : records.map(() => 1);
      const record = records[drawn(chances, random.next())]!;
      const wins = 1 / (1 + Math.exp(truth[record.second]! - truth[record.first]!));
      if (random.next() < wins) record.firstWins++;
      else record.secondWins++;
    }
    const fit = bradleyTerry(records, { items, penalty: 0.005 });
    if (fit.status === 'undefined') throw new Error(fit.reason);
    return fit.standardErrors.reduce((sum, error) => sum + error, 0) / items;
  }

  function drawn(chances: readonly number[], at: number): number {
    let left = at * chances.reduce((sum, chance) => sum + chance, 0);
    const found = chances.findIndex((chance) => {
      left -= chance;
      return left < 0;
    });
    return found < 0 ? chances.length - 1 : found;
  }

  function meanSpread(
    truth: readonly number[],
    rest: { votes: number; before: number },
    draw: 'active' | 'even',
  ) {
    const simulations = 25;
    let sum = 0;
    for (let seed = 0; seed < simulations; seed++) sum += spreadAfter(truth, { ...rest, draw, seed });
    return sum / simulations;
  }

  test('are narrower than those of evenly drawn pairs, most where an item is new', () => {
    const spreadOut = [-2, -1, 0, 1, 2];
    const alone = { votes: 200, before: 0 };
    expect(meanSpread(spreadOut, alone, 'active')).toBeLessThan(0.985 * meanSpread(spreadOut, alone, 'even'));
    const joined = { votes: 100, before: 300 };
    const later = [-1, -0.5, 0, 0.5, 1, 0.2];
    expect(meanSpread(later, joined, 'active')).toBeLessThan(0.92 * meanSpread(later, joined, 'even'));
  });
});
