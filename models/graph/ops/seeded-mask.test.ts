import { describe, expect, it } from 'vitest';
import { createSession } from '#models/runtime/session.ts';
import { Graph } from '../graph.ts';
import { serialise } from '../serialise.ts';
import { seededMask } from './seeded-mask.ts';

/** The same hash in 32-bit arithmetic. */
function hash(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

async function masks(seed: number, shape: readonly [number, number]): Promise<readonly Uint8Array[]> {
  const graph = new Graph();
  graph.input('like', 'float32', ['batch', 'width']);
  const input = graph.input('seed', 'int64', []);
  for (const stream of [0, 1])
    graph.output(seededMask(['batch', 'width'], { seed: input, stream, rate: 0.25 }), `mask${stream}`);
  const session = await createSession(serialise(graph, { weights: 'inputs' }));
  const like = { data: new Float32Array(shape[0] * shape[1]), shape };
  const results = await session.run({ like, seed: [seed] });
  await session.dispose();
  expect(results.mask0!.shape).toEqual(shape);
  return [results.mask0!.data as Uint8Array, results.mask1!.data as Uint8Array];
}

describe('a seeded mask', () => {
  it('mixes the hashes of row and column, of a key of seed and stream', async () => {
    const [first, second] = await masks(7, [20, 30]);
    for (const [stream, mask] of [first!, second!].entries()) {
      const key = hash(hash(7) ^ hash(stream + 1));
      const expected = Array.from({ length: 600 }, (_, i) => {
        const row = hash(Math.floor(i / 30) ^ key);
        const sum = (row - 2 ** 31 + (hash((i % 30) ^ hash(key + 1)) - 2 ** 31)) | 0;
        const mixed = (Math.imul(sum, sum) + (hash(row + 1) - 2 ** 31)) | 0;
        return Math.imul(mixed, mixed) >= -0.25 * 2 ** 32 ? 1 : 0;
      });
      expect([...mask]).toEqual(expected);
    }
  });

  it('has no two rows, two columns or four corners that depend on each other', async () => {
    const [mask] = await masks(3, [128, 128]);
    const centred = (row: number, column: number) => mask![row * 128 + column]! - 0.75;
    const spread = 0.75 * 0.25;
    // Correlations of 128 values, or of 64 x 128 corners: within five standard deviations of 0.
    for (let i = 1; i < 128; i++) {
      let [rows, columns, corners] = [0, 0, 0];
      for (let j = 0; j < 128; j++) {
        rows += centred(0, j) * centred(i, j);
        columns += centred(j, 0) * centred(j, i);
        for (let k = 0; k < 64; k++)
          corners +=
            centred(k, j) * centred(k + 64, j) * centred(k, (i + j) % 128) * centred(k + 64, (i + j) % 128);
      }
      expect(Math.abs(rows / spread)).toBeLessThan(5 * Math.sqrt(128));
      expect(Math.abs(columns / spread)).toBeLessThan(5 * Math.sqrt(128));
      expect(Math.abs(corners / spread ** 2)).toBeLessThan(7 * Math.sqrt(128 * 64));
    }
  });

  it('keeps the right share, and differs between seeds and streams as if by chance', async () => {
    const [a, b] = await masks(1, [100, 100]);
    const [c] = await masks(2, [100, 100]);
    for (const mask of [a!, b!, c!])
      expect(Math.abs(mask.reduce((sum, kept) => sum + kept, 0) / 10_000 - 0.75)).toBeLessThan(0.02);
    for (const other of [b!, c!]) {
      const both = a!.reduce((sum, kept, i) => sum + kept * other[i]!, 0) / 10_000;
      expect(Math.abs(both - 0.75 ** 2)).toBeLessThan(0.02);
    }
  });
});
