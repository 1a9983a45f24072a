import { betaQuantile, incompleteBeta } from './incomplete-beta.ts';

export interface FDegrees {
  readonly numerator: number;
  readonly denominator: number;
}

/** P(F > f). Degrees of freedom above 0, not necessarily whole. */
export function fTail(f: number, { numerator, denominator }: FDegrees): number {
  if (Number.isNaN(f)) return Number.NaN;
  if (f <= 0) return 1;
  if (f === Number.POSITIVE_INFINITY) return 0;
  const sum = denominator + numerator * f;
  const point = { x: denominator / sum, rest: (numerator * f) / sum };
  return incompleteBeta(denominator / 2, numerator / 2, point).lower;
}

/** f with P(F > f) = p. */
export function fTailQuantile(p: number, { numerator, denominator }: FDegrees): number {
  const { x, rest } = betaQuantile(denominator / 2, numerator / 2, p);
  return ((rest / x) * denominator) / numerator;
}
