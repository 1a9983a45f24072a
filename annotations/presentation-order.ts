import { createRandom, type Random, shuffled } from '#lib/rng.ts';

export interface PresentationOrderRequest {
  /** The study's seed. */
  readonly seed: number;
  /** The annotator's ordinal in the study, from 0. */
  readonly annotator: number;
  /** The annotator's n-th assignment, from 0. */
  readonly sequence: number;
  /** How many responses an item shows. */
  readonly size: number;
}

/** Gives, by position shown, the index (0 … size − 1) of the response that stands there. */
export type PresentationOrder = (request: PresentationOrderRequest) => readonly number[];

/**
 * The order in which an annotator sees the responses of their n-th item, balanced over positions.
 *
 * Assignments are dealt in blocks of `size`; a block is a random Latin square whose rows are the orders, so after
 * any whole number of blocks the annotator has seen every response index at every position equally often, and in
 * between the counts differ by at most one. Annotators whose ordinals lie in the same group of `size` share the
 * squares, each starting at another row: their n-th orders together are again a Latin square, so a study that many
 * people leave after a few items stays balanced too.
 *
 * The square is Fisher and Yates's: the cyclic square with its rows, columns and symbols shuffled. A function of
 * the request alone. Throws RangeError where a number is not an integer in its range.
 */
export function presentationOrder(request: PresentationOrderRequest): number[] {
  const { seed, annotator, sequence, size } = request;
  for (const [name, value, least] of [
    ['annotator', annotator, 0],
    ['sequence', sequence, 0],
    ['size', size, 1],
  ] as const)
    if (!Number.isInteger(value) || value < least)
      throw new RangeError(`${name} must be an integer of at least ${least}, got ${value}`);

  const group = Math.floor(annotator / size);
  const block = Math.floor(sequence / size);
  const square = latinSquare(size, createRandom(seed, 'presentation-order', size, group, block));
  return square[(sequence + annotator) % size] ?? [];
}

/** A size × size Latin square over 0 … size − 1: rows, columns and symbols of the cyclic one, shuffled. */
function latinSquare(size: number, random: Random): number[][] {
  const line = Array.from({ length: size }, (_, index) => index);
  const [rows, columns, symbols] = [shuffled(line, random), shuffled(line, random), shuffled(line, random)];
  return rows.map((row) => columns.map((column) => symbols[(row + column) % size] ?? 0));
}
