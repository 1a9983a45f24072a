import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSession } from '#models/runtime/session.ts';
import { Graph } from './graph.ts';
import * as ops from './ops/index.ts';
import { serialise } from './serialise.ts';

function linear(): Graph {
  const graph = new Graph();
  const x = graph.input('x', 'float32', ['n', 2]);
  const w = graph.parameter('w', [2, 3]);
  const b = graph.parameter('b', [3]);
  graph.output(ops.add(ops.matmul(x, w), b), 'y');
  return graph;
}

const weights: Readonly<Record<string, Float32Array>> = {
  w: Float32Array.of(1, 2, 3, 4, 5, 6),
  b: Float32Array.of(10, 20, 30),
};
const expected = [15, 27, 39];

describe('serialise', () => {
  it('puts weights inside the model', async () => {
    const bytes = serialise(linear(), { weights: 'embedded', data: ({ name }) => weights[name]! });
    const session = await createSession(bytes);
    expect([...(await session.run({ x: [1, 1] })).y!.data]).toEqual(expected);
    await session.dispose();
  });

  it('takes weights as inputs', async () => {
    const session = await createSession(serialise(linear(), { weights: 'inputs' }));
    expect(session.inputs.map(({ name }) => name)).toEqual(['x', 'w', 'b']);
    expect([...(await session.run({ x: [1, 1], ...weights })).y!.data]).toEqual(expected);
    await session.dispose();
  });

  it('writes a part of a graph with what that part needs, and for evaluation without what is of training', async () => {
    const graph = linear();
    const y = graph.outputs[0]!.tensor;
    const extra = graph.input('extra', 'float32', []);
    const half = graph.inTraining(ops.mul(y, extra), y);
    const outputs = { z: ops.add(half, 1), same: half };
    const training = await createSession(serialise(graph, { weights: 'inputs', part: { outputs } }));
    const fed = await training.run({ x: [1, 1], ...weights, extra: [0.5] });
    expect([...fed.z!.data]).toEqual([8.5, 14.5, 20.5]);
    const part = { outputs, evaluating: true };
    const evaluation = await createSession(serialise(graph, { weights: 'inputs', part }));
    expect(evaluation.inputs.map(({ name }) => name)).toEqual(['x', 'w', 'b']);
    const plain = await evaluation.run({ x: [1, 1], ...weights });
    expect([[...plain.z!.data], [...plain.same!.data]]).toEqual([[16, 28, 40], expected]);
    await training.dispose();
    await evaluation.dispose();
  });

  it('points at weights in a file beside the model', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'external-'));
    try {
      const file = new Uint8Array(4096 + 12);
      file.set(new Uint8Array(weights.w!.buffer), 0);
      file.set(new Uint8Array(weights.b!.buffer), 4096);
      writeFileSync(join(directory, 'weights.bin'), file);
      const places = { w: { offset: 0, length: 24 }, b: { offset: 4096, length: 12 } };
      const bytes = serialise(linear(), {
        weights: 'external',
        location: ({ name }) => ({ location: 'weights.bin', ...places[name as 'w' | 'b'] }),
      });
      writeFileSync(join(directory, 'model.onnx'), bytes);
      const session = await createSession(join(directory, 'model.onnx'));
      expect([...(await session.run({ x: [1, 1] })).y!.data]).toEqual(expected);
      await session.dispose();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('refuses weights of another size and places that cannot be mapped, by name', () => {
    const place = { location: 'weights.bin', offset: 100, length: 24 };
    expect(() => serialise(linear(), { weights: 'external', location: () => place })).toThrow(
      'w starts at byte 100, not at a multiple of 4096',
    );
    expect(() => serialise(linear(), { weights: 'embedded', data: () => new Float32Array(5) })).toThrow(
      'w of shape [2, 3] takes 24 bytes, not 20',
    );
    expect(() => serialise(new Graph(), { weights: 'inputs' })).toThrow('without outputs');
  });

  it('leaves out what no output needs, and keeps names of outputs that are given twice', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const y = ops.mul(x, 2);
    graph.parameter('unused', [1000]);
    ops.add(y, graph.constant(new Float32Array(1000)).shape.length);
    graph.output(y, 'a');
    graph.output(y, 'b');
    graph.output(x, 'c');
    const bytes = serialise(graph, { weights: 'embedded', data: () => new Float32Array(1000) });
    expect(bytes.length).toBeLessThan(1000);
    const session = await createSession(bytes);
    const results = await session.run({ x: [1, 2] });
    expect([...results.a!.data, ...results.b!.data, ...results.c!.data]).toEqual([2, 4, 2, 4, 1, 2]);
    await session.dispose();
  });
});

describe('a graph', () => {
  it('refuses a name twice, values of another graph and constants of another length', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    expect(() => graph.input('x', 'float32', [2])).toThrow('already has a value named "x"');
    expect(() => ops.add(x, new Graph().input('x', 'float32', [2]))).toThrow('belongs to another graph');
    expect(() => graph.constant([1, 2, 3], [2])).toThrow('a constant of shape [2] was given 3 values');
  });

  it('keeps one copy of a small constant', () => {
    const graph = new Graph();
    expect(graph.constant(1)).toBe(graph.constant(1));
    expect(graph.constant(1)).not.toBe(graph.constant(1, [], 'int64'));
  });

  it('lets named sizes be called otherwise, and fixed ones not', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', ['a', 2]);
    expect(graph.rename(x, ['b', 2])).toMatchObject({ name: 'x', shape: ['b', 2] });
    expect(() => graph.rename(x, ['b', 3])).toThrow('[a, 2] cannot be [b, 3]');
  });
});
