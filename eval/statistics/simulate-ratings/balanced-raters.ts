import { createRandom, type SeedPart, shuffled } from '#lib/rng.ts';

export interface RaterAllotment {
  readonly raters: number;
  /** Raters of each item, all different. */
  readonly ratingsPerItem: number;
  readonly seed: readonly SeedPart[];
}

/**
 * Who rates which item: item after item those with the least to do, the lot deciding between equals, so that loads never
 * differ by more than 1 and the first items do not depend on how many follow.
 *
 * @returns by item, the raters from 0
 * @throws RangeError where there are fewer raters than an item needs
 */
export function balancedRaters(
  items: number,
  { raters, ratingsPerItem, seed }: RaterAllotment,
): Int32Array[] {
  if (!(ratingsPerItem >= 1 && ratingsPerItem <= raters))
    throw new RangeError('an item cannot have more ratings than there are raters');
  const random = createRandom(...seed, 'raters');
  let queue: number[] = [];
  return Array.from({ length: items }, () => {
    const chosen = queue.splice(0, ratingsPerItem);
    if (chosen.length < ratingsPerItem) {
      const round = shuffled(
        Array.from({ length: raters }, (_, rater) => rater),
        random,
      );
      const missing = ratingsPerItem - chosen.length;
      const others = round.filter((rater) => !chosen.includes(rater));
      const next = others.slice(0, missing);
      queue = round.filter((rater) => !next.includes(rater));
      chosen.push(...next);
    }
    return Int32Array.from(chosen);
  });
}
