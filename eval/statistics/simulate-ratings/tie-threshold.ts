import { findRoot } from '../find-root.ts';
import { type LatentLaw, latentLower } from './latent-law.ts';
import type { SimulatedCriterion } from './world-spec.ts';

/**
 * The spread of the lead of one response over another: response and taste of both, as item and kindness cancel.
 * @param spreads of ratings, that preferences share
 */
export function leadLaw(
  { spreads }: Pick<SimulatedCriterion, 'spreads'>,
  { noiseSpread = 0 }: { readonly noiseSpread?: number } = {},
): LatentLaw {
  return { sd: Math.SQRT2 * Math.hypot(spreads.response, spreads.raterSystem), noiseSpread };
}

/**
 * The tie threshold, in logits, at which two equal systems tie in the wished share of comparisons.
 * @param share in [0, 1)
 * @throws RangeError elsewhere
 */
export function tieThresholdFor(share: number, law: LatentLaw): number {
  if (!(share >= 0 && share < 1)) throw new RangeError('a share of ties lies in [0, 1)');
  if (share === 0) return 0;
  let upper = 1;
  const excess = (threshold: number) => 2 * latentLower(threshold, law) - 1 - share;
  while (excess(upper) < 0) upper *= 2;
  return findRoot(excess, { lower: 0, upper, tolerance: 1e-10 });
}

export interface PreferenceChances {
  readonly win: number;
  readonly tie: number;
  readonly loss: number;
}

/** How often a system that leads by so many logits wins, ties and loses, over all items and raters. */
export function preferenceChances(
  lead: number,
  { tieThreshold, law }: { readonly tieThreshold: number; readonly law: LatentLaw },
): PreferenceChances {
  const win = latentLower(lead - tieThreshold, law);
  const loss = latentLower(-lead - tieThreshold, law);
  return { win, tie: 1 - win - loss, loss };
}
