import type { Comparison } from './comparisons.ts';

export interface EloOptions {
  readonly items: number;
  /** Most points that a comparison moves. Default 30. */
  readonly k?: number;
  /** A difference of `scale` makes the odds `base` to one. Defaults 10 and 400. */
  readonly base?: number;
  readonly scale?: number;
  /** Default 1000. */
  readonly initial?: number;
  /** What a tie counts for either side. Default ½. */
  readonly tie?: number;
}

/** Elo ratings after comparisons in the order given, on which they depend. FastChat `compute_elo`, evalica `elo`. */
export function elo(comparisons: readonly Comparison[], options: EloOptions): Float64Array {
  const { items, k = 30, base = 10, scale = 400, initial = 1000, tie = 0.5 } = options;
  const ratings = new Float64Array(items).fill(initial);
  const rate = Math.log(base) / scale;
  for (const { left, right, winner } of comparisons) {
    const expected = 1 / (1 + Math.exp((ratings[right]! - ratings[left]!) * rate));
    const [forLeft, forRight] = winner === 'tie' ? [tie, tie] : winner === 'left' ? [1, 0] : [0, 1];
    ratings[left]! += k * (forLeft - expected);
    ratings[right]! += k * (forRight - (1 - expected));
  }
  return ratings;
}
