import type { Sides } from './incomplete-gamma.ts';
import { deviancePart, logGamma, stirlingError } from './log-gamma.ts';

/** A point x of (0, 1), and how far it is from 1: given apart, so that a tiny rest keeps its digits. */
export interface UnitPoint {
  readonly x: number;
  /** 1 − x */
  readonly rest: number;
}

/**
 * Regularised incomplete beta function I_x(a, b) and its complement, a, b > 0. By the continued fraction (Abramowitz &
 * Stegun 1964, 26.5.8; Lentz's algorithm) on the side where it converges fast; the factor before it as Loader (2000).
 */
export function incompleteBeta(a: number, b: number, { x, rest }: UnitPoint): Sides {
  if (!(a > 0 && b > 0)) throw new RangeError(`the shapes must be above 0, got ${a} and ${b}`);
  if (Number.isNaN(x)) return { lower: Number.NaN, upper: Number.NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  if (rest <= 0) return { lower: 1, upper: 0 };
  const front = binomialFactor(a, b, { x, rest });
  if (x < (a + 1) / (a + b + 2)) {
    const lower = Math.min(1, (front / a) * fraction(a, b, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, (front / b) * fraction(b, a, rest));
  return { lower: 1 - upper, upper };
}

/** x with I_x(a, b) = p and its distance from 1, to the last digits of the smaller. */
export function betaQuantile(a: number, b: number, p: number): UnitPoint {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability must lie in [0, 1], got ${p}`);
  if (p === 0) return { x: 0, rest: 1 };
  if (p === 1) return { x: 1, rest: 0 };
  // Compares the smaller side, which keeps its digits.
  const isBelow = (point: UnitPoint) => {
    const { lower, upper } = incompleteBeta(a, b, point);
    return p <= 0.5 ? lower < p : upper > 1 - p;
  };
  if (!isBelow({ x: 0.5, rest: 0.5 })) {
    const x = turningPoint((at) => isBelow({ x: at, rest: 1 - at }));
    return { x, rest: 1 - x };
  }
  const rest = turningPoint((at) => !isBelow({ x: 1 - at, rest: at }));
  return { x: 1 - rest, rest };
}

/** Where in (0, ½] a predicate turns from true to false: bisection on ln x, then on x. */
function turningPoint(isBefore: (x: number) => boolean): number {
  let [low, high] = [0.25, 0.5];
  while (low > 1e-300 && !isBefore(low)) {
    high = low;
    low = Math.max(low * low, 1e-301);
  }
  for (let step = 0; step < 300; step++) {
    const middle = high / low > 4 ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (isBefore(middle)) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

/** x^a (1 − x)^b / B(a, b). */
function binomialFactor(a: number, b: number, { x, rest }: UnitPoint): number {
  const n = a + b;
  if (a < 1 || b < 1) {
    const logBeta = logBetaSmall(a, b);
    const logX = x < 0.5 ? Math.log(x) : Math.log1p(-rest);
    const logRest = rest < 0.5 ? Math.log(rest) : Math.log1p(-x);
    return Math.exp(a * logX + b * logRest - logBeta);
  }
  const exponent =
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    deviancePart(a, n * x) -
    deviancePart(b, n * rest);
  return Math.exp(exponent) * Math.sqrt((a / n) * (b / (2 * Math.PI)));
}

/** ln B(a, b) where one of the two is small and the other may be great. */
function logBetaSmall(a: number, b: number): number {
  const [small, great] = a < b ? [a, b] : [b, a];
  if (great < 20) return logGamma(small) + logGamma(great) - logGamma(small + great);
  const n = small + great;
  // ln Γ(great) − ln Γ(n) without taking the difference of two great numbers.
  const difference =
    stirlingError(great) -
    stirlingError(n) -
    (great - 0.5) * Math.log1p(small / great) -
    small * Math.log(n) +
    small;
  return logGamma(small) + difference;
}

function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < tiny) d = tiny;
  d = 1 / d;
  let h = d;
  for (let m = 1; m < 1e6; m++) {
    const twice = 2 * m;
    const even = (m * (b - m) * x) / ((a + twice - 1) * (a + twice));
    d = 1 + even * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + even / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + twice) * (a + twice + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + odd / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const factor = d * c;
    h *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return h;
}
