import type { Alternative } from './pearson.ts';

/** P at or below, and at or above, what was observed: both hold the probability of the observation itself. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/** The p-value of the alternative; two-sided is twice the smaller tail, at most 1. */
export function tailP({ lower, upper }: Tails, alternative: Alternative): number {
  switch (alternative) {
    case 'less':
      return Math.min(1, lower);
    case 'greater':
      return Math.min(1, upper);
    default:
      return Math.min(1, 2 * Math.min(lower, upper));
  }
}
