import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { Graph, type Tensor } from '../graph.ts';
import { derivativeError, difference, element, evaluate, type Sample, sample, tabulate } from '../testing.ts';
import * as ops from './index.ts';

const binary: readonly [string, (a: Tensor, b: Tensor) => Tensor, (a: number, b: number) => number][] = [
  ['add', ops.add, (a, b) => a + b],
  ['sub', ops.sub, (a, b) => a - b],
  ['mul', ops.mul, (a, b) => a * b],
  ['div', ops.div, (a, b) => a / b],
  ['maximum', ops.maximum, Math.max],
  ['minimum', ops.minimum, Math.min],
];

/** Two shapes that broadcast: one cut at the front, and sizes of either set to 1. */
const broadcastPair = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }), fc.nat(3), fc.nat(63))
  .map(([full, cut, ones]) => {
    const a = full.map((size, axis) => ((ones >> axis) & 1 ? 1 : size));
    const b = full.slice(cut).map((size, axis) => ((ones >> (axis + 3)) & 1 ? 1 : size));
    return ones % 2 === 0 ? { a, b } : { a: b, b: a };
  });

function resultShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) =>
    Math.max(a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1),
  );
}

/** Values whose distances are all above the step of finite differences, so that no maximum changes sides. */
function apart(values: Sample, offset: number): Sample {
  return {
    ...values,
    data: values.data.map((value) => Math.round(value * 8) / 4 + offset + Math.sign(value)),
  };
}

describe('operators on two operands', () => {
  it.each(binary)(
    '%s broadcasts as its plain form does, and so does its derivative',
    async (_, op, plain) => {
      await fc.assert(
        fc.asyncProperty(broadcastPair, fc.integer(), async ({ a, b }, seed) => {
          const random = createRandom(seed);
          const samples = [apart(sample(random, a), 0.1), apart(sample(random, b), 0.16)];
          const build = ([x, y]: readonly Tensor[]) => op(x!, y!);
          const shape = resultShape(a, b);
          const expected = tabulate(shape, (index) =>
            plain(element(samples[0]!, index), element(samples[1]!, index)),
          );
          const result = await evaluate(build, { samples });
          expect(result.shape).toEqual(shape);
          expect(difference(result, expected)).toBeLessThan(1e-5);
          expect(await derivativeError(build, { samples }, random)).toBeLessThan(
            op === ops.div ? 2e-2 : 5e-4,
          );
        }),
        { numRuns: 12 },
      );
    },
  );

  it('names the operator and both shapes where they do not broadcast', () => {
    const graph = new Graph();
    const a = graph.input('a', 'float32', [2, 3]);
    const b = graph.input('b', 'float32', ['n', 4]);
    expect(() => ops.add(a, b)).toThrow('Add: shapes [2, 3] and [n, 4] do not broadcast');
    expect(() => ops.add(a, graph.input('c', 'int64', [2, 3]))).toThrow(
      'Add: operands are float32 and int64',
    );
  });
});

const positive = (value: number) => Math.abs(value) + 0.5;
const unary: readonly [string, (x: Tensor) => Tensor, (x: number) => number, boolean?][] = [
  ['neg', ops.neg, (x) => -x],
  ['abs', ops.abs, Math.abs],
  ['exp', ops.exp, Math.exp],
  ['tanh', ops.tanh, Math.tanh],
  ['sigmoid', ops.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
  ['erf', ops.erf, erf],
  ['relu', ops.relu, (x) => Math.max(x, 0)],
  ['gelu', ops.gelu, (x) => (x * (1 + erf(x / Math.SQRT2))) / 2],
  [
    'geluTanh',
    ops.geluTanh,
    (x) => (x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))) / 2,
  ],
  ['silu', ops.silu, (x) => x / (1 + Math.exp(-x))],
  ['pow 2', (x) => ops.pow(x, 2), (x) => x ** 2],
  ['pow 3', (x) => ops.pow(x, 3), (x) => x ** 3],
  ['clip', (x) => ops.clip(x, -0.6, 0.7), (x) => Math.min(0.7, Math.max(-0.6, x))],
  ['sqrt', ops.sqrt, Math.sqrt, true],
  ['log', ops.log, Math.log, true],
  ['pow -0.5', (x) => ops.pow(x, -0.5), (x) => x ** -0.5, true],
];

/** The series of the error function (Abramowitz & Stegun 7.1.5), good to 1e-12 for |x| < 3. */
function erf(x: number): number {
  let [sum, term] = [x, x];
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

describe('operators on one operand', () => {
  it.each(unary)('%s is its plain form, and so is its derivative', async (...given) => {
    const [, op, plain, onlyPositive] = given;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
        fc.integer(),
        async (shape, seed) => {
          const random = createRandom(seed);
          const free = sample(random, shape, 0.02);
          // No value within a step of the edges of `clip`.
          const kept = free.data.map((x) => (Math.abs(x + 0.6) < 0.01 || Math.abs(x - 0.7) < 0.01 ? 0.3 : x));
          const x = { shape, data: onlyPositive ? kept.map(positive) : kept };
          const build = ([input]: readonly Tensor[]) => op(input!);
          const result = await evaluate(build, { samples: [x] });
          expect(difference(result, Array.from(x.data, plain))).toBeLessThan(2e-6);
          expect(await derivativeError(build, { samples: [x] }, random)).toBeLessThan(2e-3);
        },
      ),
      { numRuns: 8 },
    );
  });
});
