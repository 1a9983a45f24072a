import { normalDensity } from '../distributions/normal.ts';
import { findRoot } from '../find-root.ts';
import { ordinalLinks } from '../ordinal-link.ts';

/**
 * What stands behind a rating over all items and raters: location + N(0, sd²) + scale · logistic, on the logit scale.
 * The scale is a rater's own, exp(N(0, noiseSpread²)), so that the middle rater's is 1, which fixes the unit.
 */
export interface LatentLaw {
  /** Of all random effects together: the root of the sum of their squares. In logits, not negative. */
  readonly sd: number;
  /** Standard deviation of the logarithm of raters' residual scales. Default 0: all are 1. */
  readonly noiseSpread?: number;
}

const { quantile, between } = ordinalLinks.logit;
const effects = standardNormal(0.125);
const scales = standardNormal(0.25);

/** P(latent value ≤ x) at location 0, to some 1e-8 where no effect is more than ten times a rater's scale. */
export function latentLower(x: number, { sd, noiseSpread = 0 }: LatentLaw): number {
  if (noiseSpread === 0) return normalLogistic(x, { sd, scale: 1 });
  return scales.reduce(
    (sum, { at, weight }) => sum + weight * normalLogistic(x, { sd, scale: Math.exp(noiseSpread * at) }),
    0,
  );
}

function normalLogistic(x: number, { sd, scale }: { readonly sd: number; readonly scale: number }): number {
  if (sd === 0) return between(Number.NEGATIVE_INFINITY, x / scale);
  let sum = 0;
  for (const { at, weight } of effects)
    sum += weight * between(Number.NEGATIVE_INFINITY, (x - sd * at) / scale);
  return sum;
}

/**
 * Evenly spaced nodes of a standard normal variable, and how likely each is. For functions as smooth as these the
 * trapezoidal rule errs less than any power of its step (Trefethen & Weideman 2014, SIAM Review 56, 385-458).
 */
function standardNormal(step: number): readonly { readonly at: number; readonly weight: number }[] {
  const reach = Math.ceil(8.5 / step);
  return Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const at = (i - reach) * step;
    return { at, weight: step * normalDensity(at) };
  });
}

/**
 * Thresholds, on the logit scale, at which the values of a system without effect have the wished shares over all items
 * and raters. Without random effects they are the logits of the cumulative shares; with them they lie further apart,
 * as the same shares must come out of latent values that vary more.
 *
 * @param shares of the values, lowest first, each above 0; scaled to the sum 1
 * @throws RangeError for fewer than two shares, or one that is not above 0
 */
export function thresholdsFor(shares: readonly number[], law: LatentLaw): number[] {
  if (shares.length < 2) throw new RangeError('a scale has at least two values');
  if (!shares.every((share) => share > 0 && Number.isFinite(share)))
    throw new RangeError('every value must have a share above 0');
  const total = shares.reduce((sum, share) => sum + share, 0);
  let below = 0;
  return shares.slice(0, -1).map((share) => {
    below += share / total;
    return latentQuantile(below, law);
  });
}

/** x with P(latent value ≤ x) = p. */
export function latentQuantile(p: number, law: LatentLaw): number {
  if (law.sd === 0 && (law.noiseSpread ?? 0) === 0) return quantile(p);
  // Far enough out on either side for any p: scales beyond exp(4 spreads) and effects beyond 8 sd do not count.
  const reach = (Math.abs(quantile(p)) + 2) * Math.exp(4 * (law.noiseSpread ?? 0)) + 8 * law.sd;
  return findRoot((x) => latentLower(x, law) - p, { lower: -reach, upper: reach, tolerance: 1e-10 });
}

/** Where a system stands on a scale. */
export interface Located {
  readonly thresholds: readonly number[];
  /** The system's effect, in logits; a greater one moves its ratings up. */
  readonly location: number;
  readonly law: LatentLaw;
}

/** Share of each value over all items and raters, lowest first. */
export function sharesAt({ thresholds, location, law }: Located): number[] {
  const lower = [...thresholds.map((threshold) => latentLower(threshold - location, law)), 1];
  return lower.map((value, k) => value - (lower[k - 1] ?? 0));
}

/** Mean over all items and raters, where the lowest value counts 0 and each further one 1 more. */
export function meanAt({ thresholds, location, law }: Located): number {
  return thresholds.reduce((sum, threshold) => sum + 1 - latentLower(threshold - location, law), 0);
}

export interface ScaleLaw {
  readonly thresholds: readonly number[];
  readonly law: LatentLaw;
}

/** Points of the scale that a system with this effect, in logits, gains over one without. */
export function meanDifference(effect: number, scale: ScaleLaw): number {
  return meanAt({ ...scale, location: effect }) - meanAt({ ...scale, location: 0 });
}

/**
 * The effect, in logits, of a system that is rated this many points higher than one without effect.
 * @throws RangeError where the scale has no room for it
 */
export function effectFor(difference: number, scale: ScaleLaw): number {
  if (difference === 0) return 0;
  let reach = Math.sign(difference);
  while (Math.abs(meanDifference(reach, scale)) < Math.abs(difference)) {
    reach *= 2;
    if (Math.abs(reach) > 100) throw new RangeError('the scale has no room for so great a difference');
  }
  return findRoot((effect) => meanDifference(effect, scale) - difference, {
    lower: Math.min(0, reach),
    upper: Math.max(0, reach),
    tolerance: 1e-10,
  });
}
