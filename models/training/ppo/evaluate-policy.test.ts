import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Level } from '../identifiers/mechanisms.ts';
import { empathyFigures } from './evaluate-policy.ts';
import { packLevels, type TargetLevels, targetLevels, unpackLevels } from './target-levels.ts';

const context = { signal: new AbortController().signal, progress: () => {} };

test('figures of two replies, by hand', () => {
  const levels = [
    { emotionalReaction: [0.5, 0.3, 0.2], interpretation: [0, 1, 0], exploration: [0.9, 0.1, 0] },
    { emotionalReaction: [0.1, 0.1, 0.8], interpretation: [0.6, 0.4, 0], exploration: [0.2, 0.8, 0] },
  ] as const;
  const targets = [
    { emotionalReaction: 0, interpretation: 1, exploration: 0 },
    { emotionalReaction: 2, interpretation: 1, exploration: 0 },
  ] as const;
  const { probabilities, reward, empathyF1 } = empathyFigures(levels, targets);
  expect(probabilities.emotionalReaction).toBeCloseTo((0.5 + 0.8) / 2, 12);
  expect(probabilities.interpretation).toBeCloseTo((1 + 0.4) / 2, 12);
  expect(probabilities.exploration).toBeCloseTo((0.9 + 0.2) / 2, 12);
  expect(reward).toBeCloseTo((0.5 * 1 * 0.9 + 0.8 * 0.4 * 0.2) / 2, 12);
  // Emotional reactions are all found; of the other two one of two each: F1 of the one class that occurs is 2/3.
  expect(empathyF1).toBeCloseTo((1 + 2 / 3 + 2 / 3) / 3, 12);
});

test('the target level is the likeliest one, the lower of equals', async () => {
  const identifiers = {
    levels: async (exchanges: readonly unknown[]) =>
      exchanges.map(
        () =>
          ({
            emotionalReaction: [0.2, 0.5, 0.3],
            interpretation: [0.4, 0.2, 0.4],
            exploration: [0, 0, 1],
          }) as const,
      ),
  };
  const exchanges = Array.from({ length: 300 }, () => ({ context: 'a', response: 'b' }));
  const found = await targetLevels(identifiers, exchanges, context);
  expect(found).toHaveLength(300);
  expect(found[299]).toEqual({ emotionalReaction: 1, interpretation: 0, exploration: 2 });
});

test('a person may stop while levels are found', async () => {
  const controller = new AbortController();
  controller.abort();
  const stopped = { ...context, signal: controller.signal };
  const identifiers = { levels: async () => [] };
  await expect(targetLevels(identifiers, [{ context: 'a', response: 'b' }], stopped)).rejects.toMatchObject({
    code: 'interrupted',
  });
});

test('levels come back from their packed form', () => {
  const level = fc.constantFrom<Level>(0, 1, 2);
  const levels: fc.Arbitrary<TargetLevels[]> = fc.array(
    fc.record({ emotionalReaction: level, interpretation: level, exploration: level }),
  );
  fc.assert(
    fc.property(levels, (given) => {
      expect(unpackLevels(packLevels(given))).toEqual(given);
    }),
  );
});
