import type { Random } from '#lib/rng.ts';

/** A standard normal value from two of the generator's, by Box and Muller (1958). */
export function normalDraw(random: Random): number {
  const u = 1 - random.next();
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.next());
}

/** A standard logistic value from one of the generator's. */
export function logisticDraw(random: Random): number {
  // In the middle of the generator's steps of 2^-32, so that neither end is infinite.
  const u = random.next() + 2 ** -33;
  return Math.log(u / (1 - u));
}
