import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { Graph, type Tensor } from '../graph.ts';
import { derivativeError, difference, element, evaluate, type Sample, sample, tabulate } from '../testing.ts';
import * as ops from './index.ts';

const anyShape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });

function row(x: Sample, index: readonly number[]): number[] {
  return tabulate([x.shape.at(-1)!], ([i]) => element(x, [...index.slice(0, -1), i!]));
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

interface Case {
  readonly title: string;
  readonly build: (x: readonly Tensor[]) => Tensor;
  readonly plain: (x: readonly Sample[], index: readonly number[]) => number;
}

const cases: readonly Case[] = [
  {
    title: 'layerNorm',
    build: ([x, scale, bias]) => ops.layerNorm(x!, { scale: scale!, bias: bias!, epsilon: 0.1 }),
    plain: ([x, scale, bias], index) => {
      const values = row(x!, index);
      const centre = mean(values);
      const deviation = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) + 0.1);
      return ((element(x!, index) - centre) / deviation) * element(scale!, index) + element(bias!, index);
    },
  },
  {
    title: 'rmsNorm',
    build: ([x, scale, bias]) => ops.add(ops.rmsNorm(x!, { scale: scale!, epsilon: 0.1 }), bias!),
    plain: ([x, scale, bias], index) => {
      const root = Math.sqrt(mean(row(x!, index).map((value) => value ** 2)) + 0.1);
      return (element(x!, index) / root) * element(scale!, index) + element(bias!, index);
    },
  },
  {
    title: 'softmax',
    build: ([x, scale, bias]) => ops.add(ops.mul(ops.softmax(x!), scale!), bias!),
    plain: ([x, scale, bias], index) => {
      const total = row(x!, index).reduce((sum, value) => sum + Math.exp(value), 0);
      return (Math.exp(element(x!, index)) / total) * element(scale!, index) + element(bias!, index);
    },
  },
  {
    title: 'logSoftmax',
    build: ([x, scale, bias]) => ops.add(ops.mul(ops.logSoftmax(x!, -1), scale!), bias!),
    plain: ([x, scale, bias], index) => {
      const total = row(x!, index).reduce((sum, value) => sum + Math.exp(value), 0);
      return (element(x!, index) - Math.log(total)) * element(scale!, index) + element(bias!, index);
    },
  },
];

describe('normalisation over the last axis', () => {
  it.each(cases)('$title is its formula, and so is its derivative', async ({ build, plain }) => {
    await fc.assert(
      fc.asyncProperty(anyShape, fc.integer(), async (shape, seed) => {
        const random = createRandom(seed);
        const width = [shape.at(-1)!];
        const samples = [sample(random, shape), sample(random, width), sample(random, width)];
        const declared = [
          shape.map((size, axis) => (axis === shape.length - 1 ? size : `d${axis}`)),
          width,
          width,
        ];
        const result = await evaluate(build, { samples, declared });
        expect(
          difference(
            result,
            tabulate(shape, (index) => plain(samples, index)),
          ),
        ).toBeLessThan(1e-5);
        expect(await derivativeError(build, { samples, declared }, random)).toBeLessThan(3e-3);
      }),
      { numRuns: 12 },
    );
  });

  it('softmax and logSoftmax take any axis', async () => {
    const random = createRandom('axis');
    const x = sample(random, [3, 2]);
    const total = ([, j]: readonly number[]) =>
      tabulate([3], ([i]) => Math.exp(element(x, [i!, j!]))).reduce((a, b) => a + b);
    for (const [build, plain] of [
      [
        ([t]: readonly Tensor[]) => ops.softmax(t!, 0),
        (i: readonly number[]) => Math.exp(element(x, i)) / total(i),
      ],
      [
        ([t]: readonly Tensor[]) => ops.logSoftmax(t!, 0),
        (i: readonly number[]) => element(x, i) - Math.log(total(i)),
      ],
    ] as const) {
      expect(difference(await evaluate(build, { samples: [x] }), tabulate([3, 2], plain))).toBeLessThan(1e-5);
      expect(await derivativeError(build, { samples: [x] }, random)).toBeLessThan(1e-3);
    }
  });

  it('names the operator and both shapes where the scale does not fit', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', ['batch', 4]);
    const vector = graph.parameter('scale', [3]);
    expect(() => ops.layerNorm(x, { scale: vector, bias: vector, epsilon: 1e-5 })).toThrow(
      'LayerNormalization: a vector of shape [3] does not fit the last axis of [batch, 4]',
    );
    expect(() => ops.rmsNorm(x, { scale: vector, epsilon: 1e-5 })).toThrow('RMS norm');
  });
});
