import { describe, expect, it } from 'vitest';
import { Graph } from '#models/graph/graph.ts';
import { add, cast, gather } from '#models/graph/ops/index.ts';
import { serialise } from '#models/graph/serialise.ts';
import { createSession } from './session.ts';

function lookup(): Uint8Array {
  const graph = new Graph();
  const ids = graph.input('ids', 'int64', ['batch', 'time']);
  const offset = graph.input('offset', 'float32', [2]);
  const table = graph.constant([0, 1, 10, 11, 20, 21], [3, 2]);
  graph.output(add(gather(table, ids), offset), 'rows');
  graph.output(add(ids, -5), 'less');
  graph.output(cast(ids, 'int32'), 'small');
  return serialise(graph, { weights: 'inputs' });
}

describe('a session', () => {
  it('computes named outputs, giving and taking int64 as plain integers', async () => {
    const session = await createSession(lookup(), { threads: 1 });
    expect(session.inputs).toEqual([
      { name: 'ids', dtype: 'int64', shape: ['batch', 'time'] },
      { name: 'offset', dtype: 'float32', shape: [2] },
    ]);
    for (const data of [[2, 0], Int32Array.of(2, 0), BigInt64Array.of(2n, 0n)]) {
      const results = await session.run({ ids: { data, shape: [1, 2] }, offset: Float32Array.of(0.5, 0) });
      expect(results.rows).toEqual({ data: Float32Array.of(20.5, 21, 0.5, 1), shape: [1, 2, 2] });
      expect(results.less).toEqual({ data: Int32Array.of(-3, -5), shape: [1, 2] });
    }
    const only = await session.run({ ids: { data: [1], shape: [1, 1] }, offset: [0, 0] }, ['small']);
    expect(only).toEqual({ small: { data: Int32Array.of(1), shape: [1, 1] } });
    await session.dispose();
  });

  it('takes any stretch of a larger array as it is', async () => {
    const session = await createSession(lookup());
    const buffer = Float32Array.of(9, 9, 1, 2, 9);
    const results = await session.run({ ids: { data: [0], shape: [1, 1] }, offset: buffer.subarray(2, 4) });
    expect([...results.rows!.data]).toEqual([1, 3]);
    await session.dispose();
  });

  it('names what is missing, unknown, of another type or of another shape', async () => {
    const session = await createSession(lookup());
    const ids = { data: [0], shape: [1, 1] };
    await expect(session.run({ ids })).rejects.toThrow('missing its inputs offset');
    await expect(session.run({ ids, offset: [0, 0], extra: [1] })).rejects.toThrow('no input named extra');
    await expect(session.run({ ids, offset: [0, 0, 0] })).rejects.toThrow(
      'input offset takes [2], not 3 values',
    );
    await expect(session.run({ ids: [0], offset: [0, 0] })).rejects.toThrow('give its shape with the data');
    await expect(session.run({ ids, offset: Int32Array.of(1, 2) })).rejects.toThrow(
      'input offset is float32 and was given Int32Array',
    );
    await expect(session.run({ ids, offset: [0, 0] }, ['nothing'])).rejects.toThrow();
    await session.dispose();
  });

  it('refuses a device that has no meaning', async () => {
    await expect(createSession(lookup(), { device: 'tpu' })).rejects.toThrow('name cpu, webgpu or cuda:N');
  });
});
