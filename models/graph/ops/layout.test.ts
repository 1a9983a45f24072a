import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { Graph, type Tensor } from '../graph.ts';
import { derivativeError, difference, element, evaluate, type Sample, sample, tabulate } from '../testing.ts';
import * as ops from './index.ts';

const random = createRandom('layout');

interface Case {
  readonly title: string;
  readonly shapes: readonly (readonly number[])[];
  readonly declared?: readonly (readonly (number | string)[])[];
  readonly build: (x: readonly Tensor[]) => Tensor;
  readonly shape: readonly number[];
  readonly plain: (x: readonly Sample[], index: readonly number[]) => number;
}

/** The index of the same element in another shape. */
function reindex(index: readonly number[], from: readonly number[], to: readonly number[]): number[] {
  let flat = from.reduce((sum, size, axis) => sum * size + index[axis]!, 0);
  return to
    .toReversed()
    .map((size) => {
      const at = flat % size;
      flat = (flat - at) / size;
      return at;
    })
    .reverse();
}

const cases: readonly Case[] = [
  {
    title: 'transpose exchanges the last two axes',
    shapes: [[2, 3, 4]],
    build: ([x]) => ops.transpose(x!),
    shape: [2, 4, 3],
    plain: ([x], [i, j, k]) => element(x!, [i!, k!, j!]),
  },
  {
    title: 'transpose takes any order, with named sizes',
    shapes: [[2, 3, 4]],
    declared: [['b', 't', 4]],
    build: ([x]) => ops.transpose(x!, [2, 0, 1]),
    shape: [4, 2, 3],
    plain: ([x], [i, j, k]) => element(x!, [j!, k!, i!]),
  },
  {
    title: 'reshape copies 0 and infers -1',
    shapes: [[2, 3, 4]],
    build: ([x]) => ops.reshape(x!, [0, -1, 2]),
    shape: [2, 6, 2],
    plain: ([x], index) => element(x!, reindex(index, [2, 6, 2], [2, 3, 4])),
  },
  {
    title: 'reshape carries named sizes',
    shapes: [[2, 3, 4]],
    declared: [['b', 't', 4]],
    build: ([x]) => ops.reshape(ops.reshape(x!, ['b', 't', 2, 2]), [-1, 4]),
    shape: [6, 4],
    plain: ([x], index) => element(x!, reindex(index, [6, 4], [2, 3, 4])),
  },
  {
    title: 'reshape splits what a product of named sizes joined',
    shapes: [[2, 3, 4]],
    declared: [['b', 't', 4]],
    build: ([x]) => ops.mul(ops.reshape(ops.reshape(x!, [-1, 4]), ['b', 't', 4]), x!),
    shape: [2, 3, 4],
    plain: ([x], index) => element(x!, index) ** 2,
  },
  {
    title: 'unsqueeze and squeeze add and take axes of 1',
    shapes: [[2, 1, 3]],
    build: ([x]) => ops.squeeze(ops.unsqueeze(x!, [0, -1]), 2),
    shape: [1, 2, 3, 1],
    plain: ([x], [, i, j]) => element(x!, [i!, 0, j!]),
  },
  {
    title: 'expand repeats',
    shapes: [[2, 1]],
    build: ([x]) => ops.expand(x!, [3, 2, 4]),
    shape: [3, 2, 4],
    plain: ([x], index) => element(x!, index),
  },
  {
    title: 'concat joins, also along axes of named sizes',
    shapes: [
      [2, 2],
      [2, 3],
    ],
    declared: [
      ['b', 'past'],
      ['b', 'time'],
    ],
    build: ([x, y]) => ops.concat([x!, y!], -1),
    shape: [2, 5],
    plain: ([x, y], [i, j]) => (j! < 2 ? element(x!, [i!, j!]) : element(y!, [i!, j! - 2])),
  },
  {
    title: 'split parts what concat joined',
    shapes: [
      [2, 2],
      [2, 3],
    ],
    declared: [
      ['b', 'past'],
      ['b', 'time'],
    ],
    build: ([x, y]) => ops.mul(ops.split(ops.concat([x!, y!], 1), 1, ['past', 'time'])[1]!, 2),
    shape: [2, 3],
    plain: ([, y], index) => 2 * element(y!, index),
  },
  {
    title: 'split uses every part',
    shapes: [[3, 6]],
    build: ([x]) => {
      const [a, b, c] = ops.split(x!, -1, [2, 2, 2]);
      return ops.add(ops.mul(a!, c!), b!);
    },
    shape: [3, 2],
    plain: ([x], [i, j]) => element(x!, [i!, j!]) * element(x!, [i!, j! + 4]) + element(x!, [i!, j! + 2]),
  },
  {
    title: 'slice takes a stretch',
    shapes: [[2, 5]],
    build: ([x]) => ops.slice(x!, { axis: 1, start: 1, end: -1 }),
    shape: [2, 3],
    plain: ([x], [i, j]) => element(x!, [i!, j! + 1]),
  },
  {
    title: 'slice takes the end of an axis of a named size',
    shapes: [[2, 5]],
    declared: [['b', 't']],
    build: ([x]) => ops.slice(x!, { axis: 1, start: -2 }),
    shape: [2, 2],
    plain: ([x], [i, j]) => element(x!, [i!, j! + 3]),
  },
  {
    title: 'slice drops the first and the last of an axis of a named size',
    shapes: [[2, 5]],
    declared: [['b', 't']],
    build: ([x]) =>
      ops.mul(
        ops.slice(x!, { axis: 1, start: 1, size: 'less' }),
        ops.slice(x!, { axis: 1, end: -1, size: 'less' }),
      ),
    shape: [2, 4],
    plain: ([x], [i, j]) => element(x!, [i!, j! + 1]) * element(x!, [i!, j!]),
  },
  {
    title: 'reduceSum adds over axes',
    shapes: [[2, 3, 4]],
    declared: [['b', 't', 4]],
    build: ([x]) => ops.reduceSum(x!, { axes: [0, -1] }),
    shape: [3],
    plain: ([x], [j]) => tabulate([2, 4], ([i, k]) => element(x!, [i!, j!, k!])).reduce((a, b) => a + b),
  },
  {
    title: 'reduceMean divides by a size known at run time only',
    shapes: [[2, 3]],
    declared: [['b', 't']],
    build: ([x]) => ops.reduceMean(x!, { axes: 1, keepDims: true }),
    shape: [2, 1],
    plain: ([x], [i]) => tabulate([3], ([k]) => element(x!, [i!, k!])).reduce((a, b) => a + b) / 3,
  },
  {
    title: 'reduceMax takes the largest',
    shapes: [[3, 4]],
    build: ([x]) => ops.reduceMax(x!, { axes: -1 }),
    shape: [3],
    plain: ([x], [i]) => Math.max(...tabulate([4], ([k]) => element(x!, [i!, k!]))),
  },
  {
    title: 'where chooses, broadcasting',
    shapes: [[2, 3], [3]],
    build: ([x, y]) => ops.where(ops.greater(x!, 0), ops.mul(x!, 3), y!),
    shape: [2, 3],
    plain: ([x, y], index) => (element(x!, index) > 0 ? 3 * element(x!, index) : element(y!, index)),
  },
];

describe('layout, reductions and choices', () => {
  it.each(cases)('$title, and so does its derivative', async ({ shapes, declared, build, shape, plain }) => {
    const samples = shapes.map((own) => sample(random, own, 0.05));
    const operands = declared === undefined ? { samples } : { samples, declared };
    const result = await evaluate(build, operands);
    expect(result.shape).toEqual(shape);
    expect(
      difference(
        result,
        tabulate(shape, (index) => plain(samples, index)),
      ),
    ).toBeLessThan(1e-5);
    expect(await derivativeError(build, operands, random)).toBeLessThan(1e-3);
  });

  it('names the operator and the shapes that do not fit', () => {
    const graph = new Graph();
    const a = graph.input('a', 'float32', ['b', 3, 4]);
    const b = graph.input('b', 'float32', ['b', 2, 5]);
    expect(() => ops.reshape(a, [0, 5, -1])).toThrow('Reshape: [b, 3, 4] cannot take shape [0, 5, -1]');
    expect(() => ops.concat([a, b], 1)).toThrow(
      'Concat: shapes [b, 3, 4] and [b, 2, 5] do not join along axis 1',
    );
    expect(() => ops.expand(a, ['b', 6, 4])).toThrow(
      'Expand: shapes [b, 3, 4] and [b, 6, 4] do not broadcast',
    );
    expect(() => ops.split(a, 1, [1, 1])).toThrow('Split: sizes [1, 1] do not make up axis 1 of [b, 3, 4]');
    expect(() => ops.squeeze(a, 1)).toThrow('Squeeze');
    expect(() => ops.transpose(a, [0, 1])).toThrow('Transpose');
    expect(() => ops.slice(a, { axis: 1, start: 3, end: 1 })).toThrow('Slice');
    expect(() => ops.reduceSum(a, { axes: 3 })).toThrow('ReduceSum: axis 3 is outside shape [b, 3, 4]');
  });
});
