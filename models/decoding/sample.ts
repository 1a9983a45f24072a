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

/**
 * The token at `draw` in [0, 1) of the softmax over the candidates, laid out by id whatever their order: two that are
 * all but equally good may swap ranks when a model's numbers differ in their last digits (a row run in other pieces),
 * and must not swap places here.
 */
export function sample(candidates: Candidates, draw: number): number {
  const { ids, scores } = byId(candidates);
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

function byId(candidates: Candidates): Candidates {
  const { ids, scores } = candidates;
  let place = 1;
  while (place < ids.length && ids[place - 1]! < ids[place]!) place++;
  if (place >= ids.length) return candidates;
  const order = Array.from(ids, (_, at) => at).sort((a, b) => ids[a]! - ids[b]!);
  return {
    ids: Int32Array.from(order, (at) => ids[at]!),
    scores: Float64Array.from(order, (at) => scores[at]!),
  };
}
