import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { Graph, type Tensor } from '../graph.ts';
import { derivativeError, difference, element, evaluate, sample, tabulate } from '../testing.ts';
import * as ops from './index.ts';

const ids = (x: Tensor, values: readonly number[], shape: readonly number[]) =>
  x.graph.constant(values, shape, 'int64');

describe('gather', () => {
  it('takes slices along any axis, and its derivative adds what comes back for each', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
        async (axis, places) => {
          const random = createRandom(axis, ...places);
          const x = sample(random, [3, 3, 3]);
          const build = ([t]: readonly Tensor[]) => ops.gather(t!, ids(t!, places, [2, 2]), axis);
          const result = await evaluate(build, { samples: [x] });
          const expected = tabulate(result.shape, (index) => {
            const place = places[index[axis]! * 2 + index[axis + 1]!]!;
            return element(x, [...index.slice(0, axis), place, ...index.slice(axis + 2)]);
          });
          expect(difference(result, expected)).toBe(0);
          expect(await derivativeError(build, { samples: [x] }, random)).toBeLessThan(5e-4);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('refuses indices that are no integers', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [3, 2]);
    expect(() => ops.gather(x, x)).toThrow('Gather: indices are float32, not int64');
  });
});

describe('element-wise gathering and scattering', () => {
  const random = createRandom('scatter');
  const x = sample(random, [2, 4]);
  const places = [3, 0, 3, 1, 1, 1];

  it('gatherElements takes one element per index, and so does its derivative', async () => {
    const build = ([t]: readonly Tensor[]) => ops.gatherElements(t!, ids(t!, places, [2, 3]), 1);
    const expected = tabulate([2, 3], ([i, j]) => element(x, [i!, places[i! * 3 + j!]!]));
    expect(difference(await evaluate(build, { samples: [x] }), expected)).toBe(0);
    expect(await derivativeError(build, { samples: [x] }, random)).toBeLessThan(5e-4);
  });

  it('scatterAdd adds every update, also where an index comes twice, and so does its derivative', async () => {
    const u = sample(random, [2, 3]);
    const build = ([t, v]: readonly Tensor[]) =>
      ops.scatterAdd(t!, ids(t!, places, [2, 3]), { updates: v!, axis: 1 });
    const expected = tabulate([2, 4], ([i, j]) =>
      [0, 1, 2].reduce(
        (sum, k) => sum + (places[i! * 3 + k] === j ? element(u, [i!, k]) : 0),
        element(x, [i!, j!]),
      ),
    );
    expect(difference(await evaluate(build, { samples: [x, u] }), expected)).toBeLessThan(1e-6);
    expect(await derivativeError(build, { samples: [x, u] }, random)).toBeLessThan(5e-4);
  });

  it('topK gives the largest first with their places, and its derivative goes to them', async () => {
    const build = ([t]: readonly Tensor[]) => ops.topK(t!, 2).values;
    const sorted = [0, 1].flatMap((i) =>
      tabulate([4], ([j]) => element(x, [i, j!]))
        .sort((a, b) => b - a)
        .slice(0, 2),
    );
    expect(difference(await evaluate(build, { samples: [x] }), sorted)).toBe(0);
    expect(await derivativeError(build, { samples: [x] }, random)).toBeLessThan(5e-4);
    const { data } = await evaluate(([t]) => ops.topK(t!, 1).indices, { samples: [x] });
    expect(data).toEqual((await evaluate(([t]) => ops.argMax(t!), { samples: [x] })).data);
  });

  it('argMax, oneHot and positions give integers and rows', async () => {
    const values = { shape: [2, 3], data: Float32Array.of(1, 5, 2, 7, 0, 7) };
    const best = await evaluate(([t]) => ops.argMax(t!), { samples: [values] });
    expect([...best.data]).toEqual([1, 0]);
    const hot = await evaluate(([t]) => ops.oneHot(ops.argMax(t!), 3, { on: 2, off: -1 }), {
      samples: [values],
    });
    expect([...hot.data]).toEqual([-1, 2, -1, 2, -1, -1]);
    const order = await evaluate(([t]) => ops.positions(t!, 1), {
      samples: [values],
      declared: [['b', 't']],
    });
    expect([...order.data]).toEqual([0, 1, 2]);
  });
});

describe('cross-entropy', () => {
  const labels = [2, -100, 0, 1];

  it.each(['mean', 'sum'] as const)(
    'is the %s of the labels that count, and so is its derivative',
    async (reduction) => {
      const random = createRandom('loss');
      const logits = sample(random, [2, 2, 3]);
      const build = ([t]: readonly Tensor[]) => ops.crossEntropy(t!, ids(t!, labels, [2, 2]), { reduction });
      const declared = [[2, 2, 3]];
      const losses = labels.map((label, i) => {
        if (label < 0) return 0;
        const row = tabulate([3], ([k]) => element(logits, [i >> 1, i & 1, k!]));
        return Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - row[label]!;
      });
      const total = losses.reduce((a, b) => a + b);
      const result = await evaluate(build, { samples: [logits], declared });
      expect(result.data[0]).toBeCloseTo(reduction === 'mean' ? total / 3 : total, 5);
      expect(await derivativeError(build, { samples: [logits] }, random)).toBeLessThan(1e-3);
    },
  );

  it('gives the log-probability of each label, 0 where ignored, and so does its derivative', async () => {
    const random = createRandom('labels');
    const logits = sample(random, [4, 3]);
    const build = ([t]: readonly Tensor[]) => ops.labelLogProbabilities(t!, ids(t!, labels, [4]));
    const result = await evaluate(build, { samples: [logits] });
    expect(result.data[1]).toBe(0);
    expect(result.data[0]).toBeLessThan(0);
    expect(await derivativeError(build, { samples: [logits] }, random)).toBeLessThan(1e-3);
  });

  it('is 0 where every label is ignored', async () => {
    const logits = sample(createRandom(1), [2, 3]);
    const build = ([t]: readonly Tensor[]) => ops.crossEntropy(t!, ids(t!, [-100, -100], [2]));
    expect((await evaluate(build, { samples: [logits] })).data[0]).toBeCloseTo(0, 12);
  });

  it('names both shapes where labels do not fit', () => {
    const graph = new Graph();
    const logits = graph.input('logits', 'float32', ['b', 't', 5]);
    const short = graph.input('labels', 'int64', ['b']);
    expect(() => ops.crossEntropy(logits, short)).toThrow(
      'CrossEntropy: logits [b, t, 5] and labels [b] do not fit',
    );
  });
});

describe('dropout', () => {
  it('keeps and scales what its mask keeps, and so does its derivative', async () => {
    const random = createRandom('dropout');
    const x = sample(random, [3, 5]);
    const mask = ops.dropoutMask(15, 0.4, ['run', 1]);
    const build = ([t]: readonly Tensor[]) => ops.dropout(t!, 0.4, t!.graph.constant(mask, [3, 5], 'bool'));
    const expected = Array.from(x.data, (value, i) => (mask[i] === 1 ? value / 0.6 : 0));
    expect(difference(await evaluate(build, { samples: [x] }), expected)).toBeLessThan(1e-6);
    expect(await derivativeError(build, { samples: [x] }, random)).toBeLessThan(5e-4);
  });

  it('draws the same mask from the same seed, with about the right share', () => {
    const mask = ops.dropoutMask(10_000, 0.1, [7]);
    expect(ops.dropoutMask(10_000, 0.1, [7])).toEqual(mask);
    expect(ops.dropoutMask(10_000, 0.1, [8])).not.toEqual(mask);
    expect(mask.reduce((sum, kept) => sum + kept, 0) / 10_000).toBeCloseTo(0.9, 1);
  });
});
