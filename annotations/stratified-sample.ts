import { type Random, shuffled } from '#lib/rng.ts';

export interface Candidate {
  readonly id: number;
  /** Null is a stratum of its own. */
  readonly stratum: string | null;
}

export interface SampleRequest {
  readonly candidates: readonly Candidate[];
  readonly size: number;
  readonly random: Random;
}

/** Draws ids; see `stratifiedSample`. */
export type Sampler = (request: SampleRequest) => readonly number[];

/**
 * Draws `size` candidates without replacement, every stratum in proportion to its share (largest remainder, i.e.
 * Hamilton's method; equal remainders are settled by lot), and gives their ids in random order.
 *
 * The sample depends on the set of candidates and the generator, not on the order they come in. A stratum whose
 * proportional share is below one may get no place. Throws RangeError where `size` exceeds the candidates.
 */
export function stratifiedSample({ candidates, size, random }: SampleRequest): number[] {
  if (!Number.isInteger(size) || size < 0 || size > candidates.length)
    throw new RangeError(`size must be an integer in [0, ${candidates.length}], got ${size}`);
  const strata = groupByStratum(candidates);
  const places = largestRemainder(
    strata.map((ids) => ids.length),
    { seats: size, random },
  );
  const drawn = strata.flatMap((ids, index) => shuffled(ids, random).slice(0, places[index]));
  return shuffled(drawn, random);
}

/** Strata in order of name (null first), each a list of ids in ascending order. */
function groupByStratum(candidates: readonly Candidate[]): number[][] {
  const groups = new Map<string | null, number[]>();
  for (const { id, stratum } of candidates) {
    const group = groups.get(stratum);
    if (group) group.push(id);
    else groups.set(stratum, [id]);
  }
  const byName = ([a]: readonly [string | null, unknown], [b]: readonly [string | null, unknown]) =>
    a === b ? 0 : a === null || (b !== null && a < b) ? -1 : 1;
  return [...groups].sort(byName).map(([, ids]) => ids.sort((a, b) => a - b));
}

/** Shares `seats` among groups in proportion to their sizes. In integers, so that equal remainders are found equal. */
function largestRemainder(
  sizes: readonly number[],
  { seats, random }: { readonly seats: number; readonly random: Random },
): number[] {
  const total = sizes.reduce((sum, count) => sum + count, 0);
  if (total === 0) return sizes.map(() => 0);
  const places = sizes.map((count) => Math.floor((seats * count) / total));
  const open = seats - places.reduce((sum, count) => sum + count, 0);
  const lot = shuffled([...sizes.keys()], random);
  const remainder = (index: number) => (seats * (sizes[index] ?? 0)) % total;
  const winners = lot.sort((a, b) => remainder(b) - remainder(a)).slice(0, open);
  for (const index of winners) places[index] = (places[index] ?? 0) + 1;
  return places;
}
