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
  it('is the hash of place, seed and stream against the rate', async () => {
    const [first, second] = await masks(7, [20, 30]);
    for (const [stream, mask] of [first!, second!].entries()) {
      const key = hash(hash(7) ^ hash(stream + 1));
      const expected = Array.from({ length: 600 }, (_, i) => (hash(i ^ key) >= 0.25 * 2 ** 32 ? 1 : 0));
      expect([...mask]).toEqual(expected);
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
