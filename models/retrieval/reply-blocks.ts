import { createRandom, shuffled } from '#lib/rng.ts';

/** A question's own reply and 99 of others: the custom of retrieval on dialogues. */
const candidates = 100;

/**
 * Pairs in blocks of 100, always the same: each question is asked for its reply among those of its block. What is left
 * over is not asked; fewer than 100 pairs make one block.
 */
export function replyBlocks(pairs: number): number[][] {
  const order = shuffled([...Array(pairs).keys()], createRandom('reply blocks'));
  if (pairs <= candidates) return pairs === 0 ? [] : [order];
  return Array.from({ length: Math.floor(pairs / candidates) }, (_, block) =>
    order.slice(block * candidates, (block + 1) * candidates),
  );
}
