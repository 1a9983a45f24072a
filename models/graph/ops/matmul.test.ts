import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { Graph, type Tensor } from '../graph.ts';
import { derivativeError, difference, element, evaluate, sample, tabulate } from '../testing.ts';
import { matmul } from './matmul.ts';

const size = fc.integer({ min: 1, max: 3 });
const leading = fc.constantFrom(
  { a: [], b: [] },
  { a: [2], b: [] },
  { a: [2, 3], b: [] },
  { a: [], b: [2] },
  { a: [2, 1], b: [1, 3] },
  { a: [2], b: [3, 2] },
);

describe('matmul', () => {
  it('is the sum over the inner axis for every broadcast and transposition, and so is its derivative', async () => {
    await fc.assert(
      fc.asyncProperty(
        leading,
        fc.record({ m: size, k: size, n: size, transposeA: fc.boolean(), transposeB: fc.boolean() }),
        fc.integer(),
        async (lead, { m, k, n, transposeA, transposeB }, seed) => {
          const random = createRandom(seed);
          const a = sample(random, [...lead.a, ...(transposeA ? [k, m] : [m, k])]);
          const b = sample(random, [...lead.b, ...(transposeB ? [n, k] : [k, n])]);
          const scale = seed % 2 === 0 ? 1 : 0.5;
          const build = ([x, y]: readonly Tensor[]) => matmul(x!, y!, { transposeA, transposeB, scale });
          const result = await evaluate(build, { samples: [a, b] });
          const expected = tabulate(result.shape, (index) => {
            const [front, i, j] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
            let sum = 0;
            for (let inner = 0; inner < k; inner++)
              sum +=
                element(a, [...front, ...(transposeA ? [inner, i] : [i, inner])]) *
                element(b, [...front, ...(transposeB ? [j, inner] : [inner, j])]);
            return scale * sum;
          });
          expect(difference(result, expected)).toBeLessThan(1e-5);
          expect(await derivativeError(build, { samples: [a, b] }, random)).toBeLessThan(5e-4);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('carries named sizes through, forwards and backwards', async () => {
    const random = createRandom(3);
    const samples = [sample(random, [2, 3, 4]), sample(random, [4, 5])];
    const declared = [
      ['batch', 'time', 4],
      [4, 5],
    ];
    const build = ([x, w]: readonly Tensor[]) => matmul(x!, w!);
    expect((await evaluate(build, { samples, declared })).shape).toEqual([2, 3, 5]);
    expect(await derivativeError(build, { samples, declared }, random)).toBeLessThan(5e-4);
  });

  it('names both shapes where there is no product', () => {
    const graph = new Graph();
    const a = graph.input('a', 'float32', ['batch', 3, 4]);
    const b = graph.input('b', 'float32', [5, 6]);
    expect(() => matmul(a, b)).toThrow('MatMul: shapes [batch, 3, 4] and [5, 6] have no product');
  });
});
