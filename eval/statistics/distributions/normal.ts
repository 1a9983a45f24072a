const inverseRootTwoPi = 0.3989422804014327;

/** φ(z). */
export function normalDensity(z: number): number {
  return inverseRootTwoPi * expOfMinusHalfSquare(z);
}

/** Φ(z) = P(Z ≤ z), with full relative accuracy in the lower tail. */
export function normalLower(z: number): number {
  return normalTail(-z);
}

/**
 * P(Z > z), with full relative accuracy in the upper tail: erfc(z/√2)/2.
 *
 * Near 0 from the series of Φ(z) − ½ (Marsaglia 2004, Evaluating the Normal Distribution), beyond from the continued
 * fraction of Mills' ratio (Abramowitz & Stegun 1964, 26.2.14), some 1e-15 relative.
 */
export function normalTail(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z < 0) return 1 - normalTail(-z);
  if (z > 40) return 0;
  return z < 2 ? 0.5 - centralArea(z) : normalDensity(z) * millsRatio(z);
}

/** Φ(b) − Φ(a) for a ≤ b, without cancellation in the tails. */
export function normalBetween(a: number, b: number): number {
  if (a > 0) return normalTail(a) - normalTail(b);
  return b < 0 ? normalTail(-b) - normalTail(-a) : 1 - normalTail(-a) - normalTail(b);
}

/** (1 − Φ(z)) / φ(z) for z ≥ 0. */
export function millsRatio(z: number): number {
  if (z < 2) return (0.5 - centralArea(z)) / normalDensity(z);
  // z + 1/(z + 2/(z + 3/(z + …))), from the back; the further out, the fewer terms count.
  const terms = Math.ceil(12 + 400 / (z * z));
  let denominator = z;
  for (let k = terms; k >= 1; k--) denominator = z + k / denominator;
  return 1 / denominator;
}

/** z with Φ(z) = p. Wichura (1988), algorithm AS 241, followed by one step of Halley's method. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability must lie in [0, 1], got ${p}`);
  return p <= 0.5 ? -normalTailQuantile(p) : normalTailQuantile(1 - p);
}

/** z with P(Z > z) = p, exact for tiny p too. */
export function normalTailQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability must lie in [0, 1], got ${p}`);
  if (p === 0) return Number.POSITIVE_INFINITY;
  if (p === 1) return Number.NEGATIVE_INFINITY;
  if (p > 0.5) return -normalTailQuantile(1 - p);
  let z = roughTailQuantile(p);
  for (let step = 0; step < 4; step++) {
    const density = normalDensity(z);
    if (density === 0) break;
    const error = (normalTail(z) - p) / density;
    const change = error / (1 + (error * z) / 2);
    z += change;
    if (Math.abs(change) <= 1e-16 * Math.abs(z)) break;
  }
  return z;
}

/** To 5e-4 (Abramowitz & Stegun 1964, 26.2.23), for p ≤ ½. */
function roughTailQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const top = 2.515517 + t * (0.802853 + t * 0.010328);
  return t - top / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/** Φ(z) − ½ for 0 ≤ z < 5. */
function centralArea(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 3; term > sum * 1e-18; n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return sum * normalDensity(z);
}

/** exp(−z²/2), with the square split so that its rounding error is not magnified in the tails. */
function expOfMinusHalfSquare(z: number): number {
  const high = Math.trunc(z * 16) / 16;
  const low = z - high;
  return Math.exp(-0.5 * high * high) * Math.exp(-0.5 * low * (z + high));
}
