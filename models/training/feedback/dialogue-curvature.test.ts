import { expect, test } from 'vitest';
import { dialogueCurvature } from './dialogue-curvature.ts';

const system = { learned: [[1], [2], [3]], replyOf: (item: readonly number[]) => item };
const options = { seed: 1, curvature: { batches: 4, replies: 2, damping: 0.5 }, progress: () => undefined };

test('curvature is the mean square of slopes, over its mean over all weights, plus the damping', async () => {
  const slopes = [
    [1, 0, -2],
    [-3, 0, 2],
    [1, 0, 2],
    [1, 0, -2],
  ];
  const seen: unknown[] = [];
  const found = await dialogueCurvature(
    system,
    {
      gradient: async (items, weights) => {
        seen.push(weights.flat());
        const [a = 0, b = 0, c = 0] = slopes[seen.length - 1] ?? [];
        const gradient = new Map([
          ['v', Float32Array.of(a, b)],
          ['w', Float32Array.of(c)],
        ]);
        return { loss: 0, gradient, tokens: items.length };
      },
    },
    options,
  );
  // Sums of squares 12, 0 and 16, whose mean is 28 / 3.
  expect(found.get('v')?.[0]).toBeCloseTo(12 / (28 / 3) + 0.5, 5);
  expect(found.get('v')?.[1]).toBeCloseTo(0.5, 5);
  expect(found.get('w')?.[0]).toBeCloseTo(16 / (28 / 3) + 0.5, 5);
  // Each token counts the same.
  expect(seen).toEqual([0, 1, 2, 3].map(() => [0.5, 0.5]));
});

test('the same seed draws the same replies', async () => {
  const drawn = async (seed: number) => {
    const items: unknown[] = [];
    const gradient = async (batch: readonly unknown[]) => {
      items.push(...batch);
      return { loss: 0, gradient: new Map([['w', Float32Array.of(1)]]), tokens: 1 };
    };
    await dialogueCurvature(system, { gradient }, { ...options, seed });
    return items;
  };
  expect(await drawn(1)).toEqual(await drawn(1));
  expect(await drawn(1)).not.toEqual(await drawn(2));
});
