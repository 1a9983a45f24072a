import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { createSession, type Fetched } from '#models/runtime/session.ts';
import { adamW } from './adamw.ts';
import { gradients } from './gradients.ts';
import { Graph } from './graph.ts';
import * as ops from './ops/index.ts';
import { serialise } from './serialise.ts';
import { sample } from './testing.ts';

async function compute(
  graph: Graph,
  feeds: Record<string, number[]>,
): Promise<Readonly<Record<string, Fetched>>> {
  const session = await createSession(serialise(graph, { weights: 'inputs' }), { threads: 1 });
  const results = await session.run(feeds);
  await session.dispose();
  return results;
}

describe('gradients', () => {
  it('adds what several users of a value send back', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const square = ops.mul(x, x);
    const [g] = gradients(ops.reduceSum(ops.add(ops.mul(square, x), square)), [x]);
    graph.output(g!, 'g');
    expect([...(await compute(graph, { x: [1, 2] })).g!.data]).toEqual([5, 16]);
  });

  it('gives zeros for what the loss does not depend on, and for what only stopped paths reach', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const other = graph.input('other', 'float32', ['n']);
    const loss = ops.reduceSum(ops.mul(ops.stopGradient(x), ops.cast(ops.greater(x, 0), 'float32')));
    const [a, b] = gradients(loss, [x, other]);
    graph.output(a!, 'a');
    graph.output(b!, 'b');
    const results = await compute(graph, { x: [1, 2], other: [1, 2, 3] });
    expect([...results.a!.data]).toEqual([0, 0]);
    expect([...results.b!.data]).toEqual([0, 0, 0]);
  });

  it('gives the gradient of a value inside the graph', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const hidden = ops.exp(x);
    const [g] = gradients(ops.reduceSum(ops.mul(hidden, 3)), [hidden]);
    graph.output(g!, 'g');
    expect([...(await compute(graph, { x: [1, 2] })).g!.data]).toEqual([3, 3]);
  });

  it('refuses a loss that is no scalar, and second derivatives', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    expect(() => gradients(x, [x])).toThrow('a loss is a float scalar');
    const [g] = gradients(ops.reduceSum(ops.mul(x, x)), [x]);
    expect(() => gradients(ops.reduceSum(g!), [x])).toThrow('second derivatives are not offered');
  });
});

describe('training in one graph', () => {
  it('lowers the loss of a two-layer model step by step', async () => {
    const graph = new Graph();
    const random = createRandom('training');
    const ids = graph.input('ids', 'int64', ['batch', 'time']);
    const labels = graph.input('labels', 'int64', ['batch', 'time']);
    const table = graph.parameter('table', [12, 8]);
    const w1 = graph.parameter('w1', [8, 16]);
    const b1 = graph.parameter('b1', [16]);
    const w2 = graph.parameter('w2', [16, 8]);
    const scale = graph.parameter('scale', [8]);
    const shift = graph.parameter('shift', [8]);
    const embedded = ops.gather(table, ids);
    const hidden = ops.geluTanh(ops.add(ops.matmul(embedded, w1), b1));
    const residual = ops.add(embedded, ops.matmul(hidden, w2));
    const normal = ops.layerNorm(residual, { scale, bias: shift, epsilon: 1e-5 });
    const loss = ops.crossEntropy(ops.matmul(normal, table, { transposeB: true }), labels);
    graph.output(loss, 'loss');
    const parameters = graph.parameters.slice();
    const found = gradients(loss, parameters);
    adamW(
      graph,
      parameters.map((parameter, i) => ({ parameter, gradient: found[i]!, weightDecay: 0.01 })),
      { maxNorm: 1 },
    );
    const session = await createSession(serialise(graph, { weights: 'inputs' }), { threads: 1 });
    let state: Record<string, Float32Array> = {};
    for (const parameter of parameters) {
      const shape = parameter.shape.map(Number);
      const start = sample(random, shape);
      const ones = new Float32Array(start.data.length).fill(1);
      state[parameter.name] = parameter.name === 'scale' ? ones : start.data.map((value) => value * 0.3);
      for (const moment of ['m', 'v'])
        state[`${moment}:${parameter.name}`] = new Float32Array(start.data.length);
    }
    // Every token is followed by the next one, but one label in six is left out.
    const sequence = Array.from({ length: 24 }, (_, i) => (i * 5) % 12);
    const batch = {
      ids: { data: sequence, shape: [4, 6] },
      labels: { data: sequence.map((id, i) => (i % 6 === 0 ? -100 : (id + 1) % 12)), shape: [4, 6] },
    };
    const losses: number[] = [];
    for (let t = 1; t <= 40; t++) {
      const results = await session.run({ ...state, ...batch, learning_rate: [0.03], step: [t] });
      losses.push(results.loss!.data[0]!);
      state = Object.fromEntries(
        Object.keys(state).map((name) => [name, results[`next:${name}`]!.data as Float32Array]),
      );
    }
    await session.dispose();
    expect(losses[0]).toBeGreaterThan(2);
    expect(losses.at(-1)).toBeLessThan(0.1);
  });
});
