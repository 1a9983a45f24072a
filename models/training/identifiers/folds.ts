import { createRandom } from '#lib/rng.ts';

/** Whom the identifiers of a set serve: PPO as its reward, or reports as their judge. */
export const folds = ['reward', 'judge'] as const;

export type Fold = (typeof folds)[number];

/** Where a seeker post belongs: to one of the sets, or to the test of both. */
export type Part = Fold | 'test';

/** Seeker posts fall into five parts of about equal size: two for each set, one for the test. */
const parts: readonly Part[] = ['reward', 'reward', 'judge', 'judge', 'test'];

/** The part of a seeker post, by its id alone: the same on every machine and for every set. */
export function partOf(seekerId: string): Part {
  return parts[createRandom('seeker post', seekerId).below(parts.length)] ?? 'test';
}

/** Whether a seeker post of a fold chooses the best weights instead of being learned from. */
export function isHeldForValidation(seekerId: string, share: number): boolean {
  return createRandom('validation', seekerId).next() < share;
}
