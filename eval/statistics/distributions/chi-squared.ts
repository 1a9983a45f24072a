import { incompleteGamma } from './incomplete-gamma.ts';

/** P(X > x) of χ² with `degrees` > 0 of freedom. */
export function chiSquaredTail(x: number, degrees: number): number {
  return incompleteGamma(degrees / 2, x / 2).upper;
}
