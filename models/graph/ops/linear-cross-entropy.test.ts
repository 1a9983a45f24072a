import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import type { Tensor } from '#models/graph/graph.ts';
import { derivativeError, evaluate, sample } from '#models/graph/testing.ts';
import { add } from './elementwise.ts';
import { crossEntropy } from './loss.ts';
import { matmul } from './matmul.ts';

interface Case {
  readonly rows: number;
  readonly labels: readonly number[];
  readonly transposeB: boolean;
  readonly reduction: 'mean' | 'sum';
}

const classes = 5;
const cases = fc
  .record({
    rows: fc.integer({ min: 1, max: 3 }),
    transposeB: fc.boolean(),
    reduction: fc.constantFrom('mean', 'sum'),
    labels: fc.array(fc.constantFrom(-100, 0, 1, 2, 3, 4), { minLength: 6, maxLength: 6 }),
  })
  .map(({ rows, labels, ...rest }): Case => ({ ...rest, rows, labels: labels.slice(0, rows * 2) }));

/** The loss of rows × 2 places; `hidden`: behind an addition, where the product is not seen. */
function loss({ rows, labels, transposeB, reduction }: Case, hidden: boolean) {
  return ([state, weight]: readonly Tensor[]): Tensor => {
    const logits = matmul(state!, weight!, { transposeB, scale: 2 });
    const given = state!.graph.constant(labels, [rows, 2], 'int64');
    return crossEntropy(hidden ? add(logits, 0) : logits, given, { reduction });
  };
}

function operands({ rows, transposeB }: Case, seed: number) {
  const random = createRandom(seed, 'operands');
  const shape = transposeB ? [classes, 3] : [3, classes];
  return { samples: [sample(random, [rows, 2, 3]), sample(random, shape)] };
}

describe('the cross-entropy of a linear head', () => {
  it('is that of its logits, and so is its derivative', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(), async (given, seed) => {
        const values = operands(given, seed);
        const plain = (await evaluate(loss(given, true), values)).data[0]!;
        const found = (await evaluate(loss(given, false), values)).data[0]!;
        expect(Math.abs(found - plain)).toBeLessThan(1e-5 * (1 + plain));
        const error = await derivativeError(loss(given, false), values, createRandom(seed, 'derivative'));
        expect(error).toBeLessThan(2e-3);
      }),
      { numRuns: 25 },
    );
  });

  it('is 0 where no place has a label, and stays finite for logits far apart', async () => {
    const none: Case = { rows: 2, labels: [-100, -100, -100, -100], transposeB: true, reduction: 'mean' };
    expect((await evaluate(loss(none, false), operands(none, 1))).data[0]).toBe(0);
    const wide: Case = { rows: 1, labels: [0, 1], transposeB: false, reduction: 'sum' };
    const samples = [
      { shape: [1, 2, 3], data: Float32Array.of(1000, 0, 0, 1000, 0, 0) },
      { shape: [3, classes], data: new Float32Array(15).fill(0).with(0, 1) },
    ];
    expect((await evaluate(loss(wide, false), { samples })).data[0]).toBe(2000);
  });
});
