import { betaQuantile, incompleteBeta } from './incomplete-beta.ts';
import { normalTail, normalTailQuantile } from './normal.ts';

/** From here on the normal distribution is the same to the last digit. */
const greatDegrees = 1e17;

/** P(T > t) with `degrees` > 0 of freedom, not necessarily whole. */
export function studentTail(t: number, degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`degrees of freedom must be above 0, got ${degrees}`);
  if (Number.isNaN(t)) return Number.NaN;
  if (degrees > greatDegrees) return normalTail(t);
  if (t < 0) return 1 - studentTail(-t, degrees);
  if (t === Number.POSITIVE_INFINITY) return 0;
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return 0;
  const point = { x: degrees / (degrees + square), rest: square / (degrees + square) };
  return incompleteBeta(degrees / 2, 0.5, point).lower / 2;
}

/** P(|T| > |t|). */
export function studentTwoSided(t: number, degrees: number): number {
  return Math.min(1, 2 * studentTail(Math.abs(t), degrees));
}

/** t with P(T > t) = p. */
export function studentTailQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability must lie in [0, 1], got ${p}`);
  if (degrees > greatDegrees) return normalTailQuantile(p);
  if (p > 0.5) return -studentTailQuantile(1 - p, degrees);
  if (p === 0) return Number.POSITIVE_INFINITY;
  const { x, rest } = betaQuantile(degrees / 2, 0.5, 2 * p);
  return Math.sqrt((degrees * rest) / x);
}
