import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planEpochs } from './epochs.ts';
import { tokenBatches } from './token-batches.ts';

const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 300 });

test('each row is in one batch, and no batch of several rows has more places than asked for', () => {
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 400 }), fc.nat(), (given, tokens, seed) => {
      const batches = tokenBatches(given, { tokens, seed: [seed] });
      expect(batches.flat().sort((a, b) => a - b)).toEqual([...given.keys()]);
      for (const batch of batches) {
        const longest = Math.max(...batch.map((row) => given[row]!));
        if (batch.length > 1) expect(longest * batch.length).toBeLessThanOrEqual(tokens);
      }
    }),
  );
});

test('a seed gives one order, another seed another', () => {
  const given = Array.from({ length: 200 }, (_, index) => 5 + (index % 40));
  const draw = (seed: number) => tokenBatches(given, { tokens: 200, seed: [seed] });
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('rows of a batch are of about equal length, so that little is filling', () => {
  const given = Array.from({ length: 5000 }, (_, index) => 10 + ((index * 7919) % 246));
  const batches = tokenBatches(given, { tokens: 2048, seed: [1] });
  const places = batches.reduce(
    (sum, rows) => sum + rows.length * Math.max(...rows.map((row) => given[row]!)),
    0,
  );
  const real = given.reduce((sum, length) => sum + length, 0);
  expect(real / places).toBeGreaterThan(0.97);
});

test('a plan leads from step to rows over all epochs, in any order of asking', () => {
  const epochs = [[[0], [1, 2]], [[2], [0], [1]], [[0, 1, 2]]];
  const plan = planEpochs(3, (epoch) => epochs[epoch]!);
  expect(plan.totalSteps).toBe(6);
  for (const step of [5, 0, 3, 1, 2, 4]) expect(plan.rowsOf(step)).toEqual(epochs.flat()[step]);
  expect(() => plan.rowsOf(6)).toThrow(/not one of 6/);
});
