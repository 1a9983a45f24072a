import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSession } from '#models/runtime/session.ts';
import { Graph } from '../graph.ts';
import { serialise } from '../serialise.ts';
import { quantisedProduct, quantiseRows } from './row-wise-int8.ts';

/** onnxruntime's product of codes for a weight given at each run. */
async function productSession(from: number, to: number) {
  const graph = new Graph();
  const rows = {
    codes: graph.input('codes', 'uint8', ['rows', from]),
    largest: graph.input('largest', 'float32', ['rows', 1]),
  };
  const weight = {
    codes: graph.parameter('weight', [from, to], 'int8'),
    scales: graph.parameter('scales', [to]),
  };
  graph.output(quantisedProduct(rows, weight), 'product');
  return (data: { weight: Int8Array; scales: Float32Array }) =>
    createSession(
      serialise(graph, { weights: 'embedded', data: ({ name }) => data[name as keyof typeof data] }),
      { threads: 1 },
    );
}

/** The sums of (code - 128) · weight, which integers hold exactly. */
function exactProduct(codes: Uint8Array, weight: Int8Array, [from, to]: readonly [number, number]): number[] {
  return Array.from({ length: (codes.length / from) * to }, (_, i) => {
    const [row, column] = [Math.floor(i / to), i % to];
    let sum = 0;
    for (let k = 0; k < from; k++) sum += (codes[row * from + k]! - 128) * weight[k * to + column]!;
    return sum;
  });
}

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 20 }),
  from: fc.integer({ min: 1, max: 130 }),
  to: fc.integer({ min: 1, max: 70 }),
});

describe('quantised products', () => {
  it('are exact in integers, for the largest codes as well', async () => {
    const extreme = fc.constantFrom<readonly number[]>([1, 255], [1], [255], [1, 128, 255]);
    const weights = fc.constantFrom<readonly number[]>([-127, 127], [127], [-127], [-127, -1, 0, 3, 127]);
    const property = fc.asyncProperty(sizes, extreme, weights, async ({ rows, from, to }, high, ends) => {
      const codes = Uint8Array.from({ length: rows * from }, (_, i) => high[(i * 7) % high.length]!);
      const weight = Int8Array.from({ length: from * to }, (_, i) => ends[(i * 5) % ends.length]!);
      const session = await (await productSession(from, to))({
        weight,
        scales: new Float32Array(to).fill(1),
      });
      const { product } = await session.run({
        codes: { data: codes, shape: [rows, from] },
        largest: { data: new Float32Array(rows).fill(1), shape: [rows, 1] },
      });
      // Adding 0 makes 0 of -0.
      expect([...product!.data].map((value) => value + 0)).toEqual(
        exactProduct(codes, weight, [from, to]).map((value) => value + 0),
      );
      await session.dispose();
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('are exact over the widest rows of a model', async () => {
    const [rows, from, to] = [3, 3072, 40];
    for (const sign of [1, -1]) {
      const codes = new Uint8Array(rows * from).fill(sign === 1 ? 255 : 1);
      const weight = Int8Array.from({ length: from * to }, (_, i) => (i % 3 === 0 ? -127 : 127));
      const session = await (await productSession(from, to))({
        weight,
        scales: new Float32Array(to).fill(1),
      });
      const { product } = await session.run({
        codes: { data: codes, shape: [rows, from] },
        largest: { data: new Float32Array(rows).fill(1), shape: [rows, 1] },
      });
      expect([...product!.data]).toEqual(exactProduct(codes, weight, [from, to]));
      await session.dispose();
    }
  });
});

describe('quantised rows', () => {
  it('are codes of at most half a step off, by the largest of each row alone', async () => {
    const graph = new Graph();
    const { codes, largest } = quantiseRows(graph.input('x', 'float32', ['rows', 8]));
    graph.output(codes, 'codes');
    graph.output(largest, 'largest');
    const session = await createSession(serialise(graph, { weights: 'inputs' }), { threads: 1 });
    const row = fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { minLength: 8, maxLength: 8 });
    const property = fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
      const found = await session.run({ x: { data: rows.flat(), shape: [rows.length, 8] } });
      for (const [r, values] of rows.entries()) {
        const top = found.largest!.data[r]!;
        expect(top).toBe(Math.max(Math.fround(1e-20), ...values.map(Math.abs)));
        for (const [i, value] of values.entries()) {
          const code = found.codes!.data[r * 8 + i]!;
          expect(Math.abs(((code - 128) / 127) * top - value)).toBeLessThanOrEqual((0.5001 / 127) * top);
        }
      }
    });
    await fc.assert(property);
    await session.dispose();
  });

  it('of zeros give zeros', async () => {
    const graph = new Graph();
    const weight = { codes: graph.constant(Int8Array.of(127, -127), [2, 1]), scales: graph.constant([1]) };
    graph.output(quantisedProduct(quantiseRows(graph.input('x', 'float32', [1, 2])), weight), 'y');
    const session = await createSession(serialise(graph, { weights: 'inputs' }), { threads: 1 });
    const { y } = await session.run({ x: [0, 0] });
    expect([...y!.data]).toEqual([0]);
    await session.dispose();
  });
});
