import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { empathyReward } from './empathy-reward.ts';
import { fullKl, nextKlCoefficient } from './kl-penalty.ts';
import { maskedMean, maskedVariance, maskedWhiten } from './masked-statistics.ts';
import { generalisedAdvantages, tokenRewards } from './ppo-advantages.ts';
import { type PpoBatch, ppoLoss } from './ppo-loss.ts';
import { momentsDeviation, noMoments, scaleScores, updateMoments } from './running-moments.ts';

function randomGrid(
  name: string,
  seed: number,
  [rows, places]: readonly [number, number] = [3, 5],
): number[][] {
  const random = createRandom(seed, name);
  return Array.from({ length: rows }, () => Array.from({ length: places }, () => 2 * random.next() - 1));
}

const mask = [
  [0, 1, 1, 1, 0],
  [0, 1, 0, 0, 0],
  [0, 1, 1, 1, 1],
];

function randomBatch(seed: number): PpoBatch {
  const grid = (name: string) => randomGrid(name, seed);
  return {
    oldLogProbabilities: grid('old'),
    logProbabilities: grid('new'),
    oldValues: grid('old values'),
    values: grid('values'),
    advantages: grid('advantages'),
    returns: grid('returns'),
    mask,
  };
}

const clipping = { policyRange: 0.2, valueRange: 0.2, valueWeight: 0.1, ratioLimit: 10 };
const seeds = fc.integer({ min: 0, max: 1e6 });

describe('PPO arithmetic', () => {
  it('whitens to mean 0 and variance 1, or leaves the mean', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const values = randomGrid('values', seed);
        const white = maskedWhiten(values, mask);
        expect(maskedMean(white, mask)).toBeCloseTo(0, 9);
        expect(maskedVariance(white, mask)).toBeCloseTo(1, 5);
        const kept = maskedWhiten(values, mask, { shiftMean: false });
        expect(maskedMean(kept, mask)).toBeCloseTo(maskedMean(values, mask), 9);
      }),
    );
    expect(() => maskedWhiten([[1, 2]], [[1, 0]])).toThrow(RangeError);
  });

  it('adds the score at the last token that counts, and to none where nothing counts', () => {
    const penalty = randomGrid('kl', 1);
    const { rewards, nonScoreRewards } = tokenRewards([5, 6, 7], { penalty, mask }, 0.5);
    expect(nonScoreRewards[0]?.[0]).toBe(-0.5 * (penalty[0]?.[0] ?? Number.NaN));
    const added = rewards.map((row, at) => row.map((value, place) => value - nonScoreRewards[at]![place]!));
    const expected = [
      [0, 0, 0, 5, 0],
      [0, 6, 0, 0, 0],
      [0, 0, 0, 0, 7],
    ];
    expect(added.flat().map((value) => Math.round(value * 1e9) / 1e9 + 0)).toEqual(expected.flat());
    expect(tokenRewards([9], { penalty: [[1, 1]], mask: [[0, 0]] }, 1).rewards).toEqual([[-1, -1]]);
  });

  it('gives the sum of later rewards as return where λ and γ are 1', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const full = mask.map((row) => row.map(() => 1));
        const [values, rewards] = [randomGrid('values', seed), randomGrid('rewards', seed)];
        const settings = { gamma: 1, lambda: 1, whitenRewards: false };
        const { returns } = generalisedAdvantages({ values, rewards, mask: full }, settings);
        for (const [row, cells] of returns.entries())
          for (const [place, value] of cells.entries())
            expect(value).toBeCloseTo(
              rewards[row]!.slice(place).reduce((sum, reward) => sum + reward, 0),
              9,
            );
      }),
    );
  });

  it('gives slopes that are the finite differences of the loss', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('logProbabilities', 'values'), (seed, key) => {
        const batch = randomBatch(seed);
        const found = ppoLoss(batch, clipping).slopes[key as 'logProbabilities' | 'values'];
        const step = 1e-6;
        for (const [row, cells] of batch[key as 'values'].entries())
          for (const place of cells.keys()) {
            const at = (shift: number) => {
              const moved = batch[key as 'values'].map((r, i) =>
                i === row ? r.with(place, r[place]! + shift) : r,
              );
              return ppoLoss({ ...batch, [key]: moved }, clipping).loss;
            };
            expect(found[row]?.[place]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 5);
          }
      }),
      { numRuns: 20 },
    );
  });

  it('leaves a batch out whose ratio is above the limit', () => {
    const { loss, isLeftOut, slopes } = ppoLoss(randomBatch(3), { ...clipping, ratioLimit: 0 });
    expect([loss, isLeftOut]).toEqual([0, true]);
    expect([...slopes.values.flat(), ...slopes.logProbabilities.flat()].every((slope) => slope === 0)).toBe(
      true,
    );
  });

  it('holds the same moments however scores are cut into batches', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 9 }), (seed, cut) => {
        const scores = randomGrid('scores', seed, [1, 10])[0]!;
        const whole = updateMoments(noMoments, scores);
        const parts = updateMoments(updateMoments(noMoments, scores.slice(0, cut)), scores.slice(cut));
        expect(parts.mean).toBeCloseTo(whole.mean, 10);
        expect(momentsDeviation(parts)).toBeCloseTo(momentsDeviation(whole), 10);
        const scaled = scaleScores(scores, whole, { scale: true, centre: true, limit: null });
        expect(scaled.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 8);
      }),
    );
  });

  it('raises the coefficient above the target, lowers it below, and by no more than a fifth', () => {
    const next = (observed: number) =>
      nextKlCoefficient(1, { observed, rollouts: 10 }, { target: 6, horizon: 100 });
    expect([next(6), next(60), next(0), next(-5)]).toEqual([1, 1.02, 0.98, 0.98]);
  });

  it('gives no divergence to equal distributions and a positive one to others', () => {
    expect(fullKl([1, 2, 3], [2, 3, 4])).toBeCloseTo(0, 12);
    expect(fullKl([1, 2, 3], [3, 2, 1])).toBeGreaterThan(0.1);
  });

  it('multiplies the probabilities of the reference levels', () => {
    const reward = empathyReward(
      { emo: [0.5, 0.25, 0.25], exp: [0.1, 0.9], int: [1, 0, 0] },
      { emo: 1, exp: 1, int: 0 },
    );
    expect(reward).toBeCloseTo(0.225, 12);
    expect(() => empathyReward({ emo: [1], exp: [1], int: [1] }, { emo: 1, exp: 0, int: 0 })).toThrow(
      /levels 0 to 0/,
    );
  });
});
