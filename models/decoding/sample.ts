import { createRandom, type SeedPart } from '#lib/rng.ts';
import type { Candidates } from './k-best.ts';
import { noTokenLeft } from './no-token-left.ts';

/**
 * A uniform number in [0, 1) for one step of one request. It depends on these three alone, so neither the
 * neighbours in a batch nor a restart in the middle of a reply change what is drawn.
 */
export function drawFor({ seed, request, step }: { seed: number; request: SeedPart; step: number }): number {
  return createRandom('decoding', seed, request, step).next();
}

/** The token at `draw` in [0, 1) of the softmax over the candidates, laid out in their order. */
export function sample({ ids, scores }: Candidates, draw: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < scores.length; place++) if (scores[place]! > top) top = scores[place]!;
  const weights = new Float64Array(scores.length);
  let total = 0;
  for (let place = 0; place < scores.length; place++) {
    const weight = Math.exp(scores[place]! - top);
    weights[place] = weight;
    total += weight;
  }
  if (!(total > 0)) throw noTokenLeft();
  const target = draw * total;
  let reached = 0;
  let chosen = -1;
  for (let place = 0; place < weights.length; place++) {
    if (weights[place] === 0) continue;
    reached += weights[place]!;
    chosen = place;
    if (reached > target) break;
  }
  return ids[chosen]!;
}
