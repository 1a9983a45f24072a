import type { Random } from '#lib/rng.ts';
import type { Fetched } from '#models/runtime/session.ts';
import { createSession } from '#models/runtime/session.ts';
import { gradients } from './gradients.ts';
import { Graph, type Tensor } from './graph.ts';
import { mul } from './ops/elementwise.ts';
import { reduceSum } from './ops/reduction.ts';
import { serialise } from './serialise.ts';

/** Values of a shape, row-major; how tests give operators their operands. */
export interface Sample {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Operands {
  readonly samples: readonly Sample[];
  /** sizes in the graph where they differ from the samples' (named ones); by default the samples' */
  readonly declared?: readonly (readonly (number | string)[])[];
}

export type Build = (operands: readonly Tensor[]) => Tensor;

/** Normal-looking values away from 0 by at least `gap`, so that kinks there are not stepped over. */
export function sample(random: Random, shape: readonly number[], gap = 0): Sample {
  const length = shape.reduce((total, size) => total * size, 1);
  const data = Float32Array.from({ length }, () => {
    const value = random.next() + random.next() + random.next() - 1.5;
    return value + Math.sign(value) * gap;
  });
  return { shape, data };
}

/** Computes an operator on samples. */
export async function evaluate(build: Build, operands: Operands): Promise<Fetched> {
  const graph = new Graph();
  const inputs = declare(graph, operands);
  graph.output(build(inputs), 'y');
  return run(graph, operands, 'y');
}

async function run(graph: Graph, { samples }: Operands, name: string): Promise<Fetched> {
  const session = await createSession(serialise(graph, { weights: 'inputs' }), { threads: 1 });
  const results = await session.run(Object.fromEntries(samples.map((value, i) => [`x${i}`, value])));
  await session.dispose();
  return named(results, name);
}

function declare(graph: Graph, { samples, declared }: Operands): Tensor[] {
  return samples.map(({ shape }, i) => graph.input(`x${i}`, 'float32', declared?.[i] ?? shape));
}

/**
 * The largest difference between the derivative of Σ weight · y by every operand's element and its central
 * finite difference, relative to 1 + |derivative|.
 */
export async function derivativeError(build: Build, operands: Operands, random: Random): Promise<number> {
  const { samples } = operands;
  const graph = new Graph();
  const inputs = declare(graph, operands);
  const y = build(inputs);
  const shape = (await evaluate(build, operands)).shape;
  const weight = sample(random, shape);
  graph.output(y, 'y');
  const loss = reduceSum(mul(y, graph.input('weight', 'float32', y.shape)));
  gradients(loss, inputs).forEach((gradient, i) => {
    graph.output(gradient, `g${i}`);
  });
  const session = await createSession(serialise(graph, { weights: 'inputs' }), { threads: 1 });
  const feeds = { ...Object.fromEntries(samples.map((value, i) => [`x${i}`, value])), weight };
  const analytic = await session.run(feeds);
  let worst = 0;
  const step = 2 ** -7;
  for (const [i, { data, shape: own }] of samples.entries()) {
    const gradient = named(analytic, `g${i}`);
    if (gradient.shape.join() !== own.join()) throw new Error(`gradient ${i} has shape ${gradient.shape}`);
    for (let j = 0; j < data.length; j++) {
      const value = async (shift: number) => {
        const shifted = { shape: own, data: data.with(j, at(data, j) + shift) };
        return named(await session.run({ ...feeds, [`x${i}`]: shifted }, ['y']), 'y').data;
      };
      const [above, below] = [await value(step), await value(-step)];
      // Differences of elements before their sum: the sum itself would lose digits.
      const numeric =
        weight.data.reduce((sum, w, k) => sum + w * (at(above, k) - at(below, k)), 0) / (2 * step);
      worst = Math.max(worst, Math.abs(numeric - at(gradient.data, j)) / (1 + Math.abs(numeric)));
    }
  }
  await session.dispose();
  return worst;
}

function named(results: Readonly<Record<string, Fetched>>, name: string): Fetched {
  const result = results[name];
  if (result === undefined) throw new Error(`there is no result ${name}`);
  return result;
}

function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`there is no element ${index}`);
  return value;
}

/** The elements of a reference result: `f` at every index of a shape, row-major. */
export function tabulate(shape: readonly number[], f: (index: readonly number[]) => number): number[] {
  const [first, ...rest] = shape;
  if (first === undefined) return [f([])];
  return Array.from({ length: first }, (_, i) => tabulate(rest, (index) => f([i, ...index]))).flat();
}

/** The element at an index, of which leading axes are dropped and axes of size 1 repeated as in broadcasting. */
export function element({ shape, data }: Sample, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  return at(
    data,
    shape.reduce((flat, size, axis) => flat * size + (size === 1 ? 0 : at(own, axis)), 0),
  );
}

/** The largest difference between a result and its reference, relative to 1 + |reference|. */
export function difference(result: Fetched, expected: readonly number[]): number {
  if (result.data.length !== expected.length)
    throw new Error(`${result.data.length} values where ${expected.length} were expected`);
  return expected.reduce(
    (worst, value, i) => Math.max(worst, Math.abs(value - at(result.data, i)) / (1 + Math.abs(value))),
    0,
  );
}
