import { deviancePart, logGamma, stirlingError } from './log-gamma.ts';
import { normalTail } from './normal.ts';

/** The two sides of a distribution; the smaller one keeps its digits. */
export interface Sides {
  /** P(X ≤ x) */
  readonly lower: number;
  /** P(X > x) */
  readonly upper: number;
}

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x), a > 0, x ≥ 0. By the series below a + 1 and Legendre's
 * continued fraction above (Abramowitz & Stegun 1964, 6.5.29 and 6.5.31; Lentz's algorithm).
 */
export function incompleteGamma(a: number, x: number): Sides {
  if (!(a > 0)) throw new RangeError(`the shape must be above 0, got ${a}`);
  if (Number.isNaN(x)) return { lower: Number.NaN, upper: Number.NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  if (a > 1e10) return wilsonHilferty(a, x);
  if (x < a + 1) {
    const lower = Math.min(1, lowerSeries(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, upperFraction(a, x));
  return { lower: 1 - upper, upper };
}

/** x^a e^−x / Γ(a+1), the Poisson probability of a at mean x, with a real. */
export function poissonDensity(a: number, x: number): number {
  if (a < 1) return Math.exp(a * Math.log(x) - x - logGamma(a + 1));
  return Math.exp(-stirlingError(a) - deviancePart(a, x)) / Math.sqrt(2 * Math.PI * a);
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 1e7; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum * poissonDensity(a, x);
}

function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 1e7; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = numerator * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + numerator / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const factor = d * c;
    h *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  // x^a e^−x / Γ(a) = a × the Poisson density.
  return poissonDensity(a, x) * a * h;
}

/** For shapes so great that nothing but the normal limit is left of the distribution. */
function wilsonHilferty(a: number, x: number): Sides {
  const z = (Math.cbrt(x / a) - 1 + 1 / (9 * a)) * 3 * Math.sqrt(a);
  return { lower: normalTail(-z), upper: normalTail(z) };
}
