import { describe, expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { bradleyTerry } from './bradley-terry.ts';
import { bradleyTerryBootstrap } from './bradley-terry-bootstrap.ts';

const pair = (
  first: number,
  second: number,
  [firstWins, secondWins, ties]: readonly [number, number, number],
) => ({
  first,
  second,
  firstWins,
  secondWins,
  ties,
});

describe('uncertainty of abilities', () => {
  const records = [pair(0, 1, [120, 80, 0]), pair(1, 2, [110, 90, 0]), pair(0, 2, [130, 70, 0])];
  const options = { items: 3, resamples: 800, level: 0.95 };
  const draw = (seed: number) => {
    const result = bradleyTerryBootstrap(records, { ...options, random: createRandom(seed) });
    if (result.status === 'undefined') throw new Error(result.reason);
    return result;
  };

  test('is the same from the same seed, holds the abilities, and ranks the best first', () => {
    const result = draw(3);
    expect(draw(3)).toEqual(result);
    expect(result.used).toBe(800);
    result.intervals.forEach(([low, high], i) => {
      expect(low).toBeLessThan(result.abilities[i]!);
      expect(high).toBeGreaterThan(result.abilities[i]!);
    });
    expect(result.ranks[0]).toEqual([1, 1]);
  });

  test('by the sandwich and by resampling is near that of the information where the model holds', () => {
    const result = draw(5);
    const fit = bradleyTerry(records, { items: 3 });
    if (fit.status === 'undefined') throw new Error(fit.reason);
    fit.standardErrors.forEach((error, i) => {
      expect(Math.abs(result.sandwichErrors[i]! / error - 1)).toBeLessThan(0.05);
      const [low, high] = result.intervals[i]!;
      expect(Math.abs((high - low) / (2 * 1.96 * error) - 1)).toBeLessThan(0.12);
    });
  });

  test('is undefined where an item never lost', () => {
    const lopsided = [pair(0, 1, [4, 0, 0])];
    expect(bradleyTerryBootstrap(lopsided, { ...options, items: 2, random: createRandom(1) }).status).toBe(
      'undefined',
    );
  });

  test('is wider where the votes of a person go together, and the same where everybody has one', () => {
    const votes = records.flatMap(({ first, second, firstWins, secondWins }) => [
      ...Array.from({ length: firstWins }, () => pair(first, second, [1, 0, 0])),
      ...Array.from({ length: secondWins }, () => pair(first, second, [0, 1, 0])),
    ]);
    const width = (clusters: (typeof votes)[]) => {
      const result = bradleyTerryBootstrap(records, { ...options, clusters, random: createRandom(7) });
      if (result.status === 'undefined') throw new Error(result.reason);
      return result.intervals.map(([low, high]) => high - low);
    };
    const alone = width(votes.map((vote) => [vote]));
    // Ten votes of one person agree, so that there is as much to learn from a tenth of the votes.
    const tens = width(
      Array.from({ length: votes.length / 10 }, (_, at) => votes.slice(10 * at, 10 * at + 10)),
    );
    const { intervals } = draw(7);
    intervals.forEach(([low, high], i) => {
      expect(Math.abs(alone[i]! / (high - low) - 1)).toBeLessThan(0.1);
      expect(tens[i]! / alone[i]!).toBeGreaterThan(2);
    });
  });
});
