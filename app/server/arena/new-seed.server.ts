import { randomInt } from 'node:crypto';

/** A whole number below 2³¹ that nobody can foresee: who meets follows from it. */
export function newSeed(): number {
  return randomInt(2 ** 31);
}
