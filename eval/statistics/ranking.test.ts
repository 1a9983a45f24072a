import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bradleyTerry } from './bradley-terry.ts';
import { type Comparison, isConnected, pairRecords, withTiesAsHalves } from './comparisons.ts';
import { davidson } from './davidson.ts';
import { elo } from './elo.ts';
import { newmanRanking } from './newman-ranking.ts';
import { raoKupper } from './rao-kupper.ts';
import { trueSkill, trueSkillDefaults, trueSkillQuality } from './trueskill.ts';
import { averageWinRates, winCounts } from './win-rates.ts';

const pair = (firstWins: number, secondWins: number, ties = 0) => [
  { first: 0, second: 1, firstWins, secondWins, ties },
];

function defined<T extends { readonly status: string }>(
  result: T,
): Extract<T, { readonly status: 'defined' }> {
  if (result.status !== 'defined') throw new Error(JSON.stringify(result));
  return result as Extract<T, { readonly status: 'defined' }>;
}

const votes = fc.array(
  fc.record({
    left: fc.integer({ min: 0, max: 3 }),
    right: fc.integer({ min: 0, max: 3 }),
    winner: fc.constantFrom('left' as const, 'right' as const, 'tie' as const),
  }),
  { minLength: 20, maxLength: 60 },
);
const ofFour = votes.map((list) => list.filter(({ left, right }) => left !== right));

describe('Bradley–Terry', () => {
  test('of two items is the log odds, with their standard error', () => {
    const fit = defined(bradleyTerry(pair(30, 10), { items: 2 }));
    expect(fit.abilities[0]! - fit.abilities[1]!).toBeCloseTo(Math.log(3), 10);
    expect(fit.referenceErrors[1]).toBeCloseTo(Math.sqrt(1 / 30 + 1 / 10), 10);
    expect(fit.standardErrors[0]).toBeCloseTo(fit.referenceErrors[1]! / 2, 10);
    expect(fit.deviance).toBeCloseTo(0, 10);
  });

  test('meets its likelihood equations: expected wins are the wins', () => {
    fc.assert(
      fc.property(ofFour, (comparisons) => {
        const records = withTiesAsHalves(pairRecords(comparisons));
        fc.pre(isConnected(records, 4));
        const { abilities } = defined(bradleyTerry(records, { items: 4 }));
        const rest = new Float64Array(4);
        for (const { first, second, firstWins, secondWins } of records) {
          const expected = (firstWins + secondWins) / (1 + Math.exp(abilities[second]! - abilities[first]!));
          rest[first]! += firstWins - expected;
          rest[second]! -= firstWins - expected;
        }
        for (const value of rest) expect(value).toBeCloseTo(0, 7);
      }),
    );
  });

  test('has no abilities where an item never lost, unless a penalty holds them', () => {
    expect(bradleyTerry(pair(5, 0), { items: 2 }).status).toBe('undefined');
    const weak = defined(bradleyTerry(pair(5, 0), { items: 2, penalty: 0.1 }));
    const strong = defined(bradleyTerry(pair(5, 0), { items: 2, penalty: 1 }));
    expect(weak.abilities[0]!).toBeGreaterThan(strong.abilities[0]!);
    expect(strong.abilities[0]!).toBeGreaterThan(0);
  });

  test('tells playing at home from being better', () => {
    const records = [
      { first: 0, second: 1, firstWins: 15, secondWins: 5, ties: 0 },
      { first: 1, second: 0, firstWins: 15, secondWins: 5, ties: 0 },
    ];
    const fit = defined(bradleyTerry(records, { items: 2, homeAdvantage: true }));
    expect(fit.abilities[0]).toBeCloseTo(0, 10);
    expect(fit.home?.advantage).toBeCloseTo(Math.log(3), 10);
  });
});

describe('models with ties', () => {
  test('of two equal items follow from the share of ties', () => {
    const share = 20 / 60;
    // Davidson: ν ÷ (2 + ν); Rao and Kupper: (θ − 1) ÷ (θ + 1).
    expect(Math.exp(defined(davidson(pair(20, 20, 20), { items: 2 })).logTie)).toBeCloseTo(
      (2 * share) / (1 - share),
      9,
    );
    expect(Math.exp(defined(raoKupper(pair(20, 20, 20), { items: 2 })).logTie)).toBeCloseTo(
      (1 + share) / (1 - share),
      9,
    );
  });

  test('by Newman’s iteration are Davidson’s', () => {
    fc.assert(
      fc.property(ofFour, (comparisons) => {
        const records = pairRecords(comparisons);
        const winsOnly = records.map((record) => ({ ...record, ties: 0 }));
        fc.pre(isConnected(winsOnly, 4) && records.some(({ ties }) => ties > 0));
        const fit = defined(davidson(records, { items: 4 }));
        const iterated = defined(newmanRanking(records, { items: 4 }));
        expect(iterated.v * 2).toBeCloseTo(Math.exp(fit.logTie), 7);
        for (let i = 1; i < 4; i++)
          expect(Math.log(iterated.scores[i]! / iterated.scores[0]!)).toBeCloseTo(
            fit.abilities[i]! - fit.abilities[0]!,
            6,
          );
      }),
      { numRuns: 30 },
    );
  });

  test('need ties and wins', () => {
    expect(davidson(pair(2, 2, 0), { items: 2 }).status).toBe('undefined');
    expect(raoKupper(pair(0, 0, 3), { items: 2 }).status).toBe('undefined');
    expect(newmanRanking(pair(0, 0, 3), { items: 2 }).status).toBe('undefined');
  });
});

describe('ratings in order', () => {
  test('Elo’s points are only exchanged', () => {
    fc.assert(
      fc.property(ofFour, (comparisons) => {
        expect(elo(comparisons, { items: 4 }).reduce((a, b) => a + b, 0)).toBeCloseTo(4000, 8);
      }),
    );
    expect(Array.from(elo([{ left: 0, right: 1, winner: 'left' }], { items: 2, k: 30 }))).toEqual([
      1015, 985,
    ]);
  });

  test('TrueSkill moves winner and loser apart by as much, and teams in any order alike', () => {
    const start = { mu: 25, sigma: 25 / 3 };
    const [[winner], [loser]] = trueSkill({ teams: [[start], [start]], ranks: [0, 1] }) as never as [
      [typeof start],
      [typeof start],
    ];
    expect(winner.mu - 25).toBeCloseTo(25 - loser.mu, 10);
    expect(winner.sigma).toBeLessThan(start.sigma);
    const forwards = trueSkill({ teams: [[start], [start], [start]], ranks: [0, 1, 2] });
    const backwards = trueSkill({ teams: [[start], [start], [start]], ranks: [2, 1, 0] });
    for (const [i, [rating]] of forwards.entries()) {
      expect(backwards[2 - i]![0]!.mu).toBeCloseTo(rating!.mu, 8);
      expect(backwards[2 - i]![0]!.sigma).toBeCloseTo(rating!.sigma, 8);
    }
    expect(trueSkillQuality({ teams: [[start], [start]] }, trueSkillDefaults)).toBeCloseTo(
      Math.sqrt(0.2),
      12,
    );
  });

  test('win rates count ties as halves and opponents alike', () => {
    const list: Comparison[] = [
      { left: 0, right: 1, winner: 'left' },
      { left: 1, right: 0, winner: 'tie' },
      { left: 2, right: 0, winner: 'left' },
    ];
    expect(Array.from(winCounts(list, { items: 3 }))).toEqual([1.5, 0.5, 1]);
    expect(Array.from(averageWinRates(list, { items: 3 }))).toEqual([0.375, 0.25, 1]);
  });
});
