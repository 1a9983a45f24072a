import { createRandom, type SeedPart } from '#lib/rng.ts';
import type { Tensor } from '../graph.ts';
import { ShapeError } from '../shapes.ts';
import { cast } from './comparison.ts';
import { mul } from './elementwise.ts';

/**
 * `x` where the bool mask holds, scaled by 1 / (1 - rate) so that the expectation stays, and 0 elsewhere. The
 * mask comes from a seed (`seededMask` in the graph, or `dropoutMask` through an input), so that a training step
 * can be repeated exactly.
 */
export function dropout(x: Tensor, rate: number, mask: Tensor): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new ShapeError('Dropout', `a rate of ${rate} is not in [0, 1)`);
  return rate === 0 ? x : mul(x, mul(cast(mask, x.dtype), 1 / (1 - rate)));
}

/** A mask of 0 and 1 for `dropout`: each element is kept with probability 1 - rate. */
export function dropoutMask(length: number, rate: number, seed: readonly SeedPart[]): Uint8Array {
  const random = createRandom(...seed);
  return Uint8Array.from({ length }, () => (random.next() >= rate ? 1 : 0));
}
