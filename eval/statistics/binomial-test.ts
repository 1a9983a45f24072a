import { binomialDensity, binomialLower, binomialUpper } from './distributions/binomial.ts';
import { betaQuantile } from './distributions/incomplete-beta.ts';
import { normalTailQuantile } from './distributions/normal.ts';
import type { Alternative } from './pearson.ts';

export interface BinomialTestOptions {
  /** The share under the null. Default ½. */
  readonly probability?: number;
  readonly alternative?: Alternative;
}

/**
 * Exact test of a share. Two-sided: all outcomes that are no likelier than the one observed, as R `binom.test` and
 * scipy `binomtest` do (with a relative slack of 1e-7).
 */
export function binomialTest(
  successes: number,
  trials: number,
  { probability = 0.5, alternative = 'two-sided' }: BinomialTestOptions = {},
): number {
  const law = { trials, probability };
  const lower = binomialLower(successes, law);
  const upper = binomialUpper(successes, law);
  if (alternative === 'less') return lower;
  if (alternative === 'greater') return upper;
  const centre = probability * trials;
  if (successes === centre) return 1;
  const limit = binomialDensity(successes, law) * (1 + 1e-7);
  const isAtLimit = (k: number) => binomialDensity(k, law) <= limit;
  if (successes < centre) {
    const first = firstWhere(Math.ceil(centre), trials + 1, isAtLimit);
    return Math.min(1, lower + binomialUpper(first, law));
  }
  const last = -firstWhere(-Math.floor(centre), 1, (negative) => isAtLimit(-negative));
  return Math.min(1, upper + binomialLower(last, law));
}

/** The first whole number of [from, to) at which a predicate that turns true holds; `to` where it never does. */
function firstWhere(from: number, to: number, holds: (k: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface ShareIntervalOptions {
  readonly level?: number;
  readonly alternative?: Alternative;
}

/** Clopper and Pearson's (1934) exact interval of a share, one-sided where the alternative is. */
export function clopperPearson(
  successes: number,
  trials: number,
  { level = 0.95, alternative = 'two-sided' }: ShareIntervalOptions = {},
): readonly [number, number] {
  const tail = alternative === 'two-sided' ? (1 - level) / 2 : 1 - level;
  const isOpenBelow = alternative === 'less' || successes === 0;
  const isOpenAbove = alternative === 'greater' || successes === trials;
  return [
    isOpenBelow ? 0 : betaQuantile(successes, trials - successes + 1, tail).x,
    isOpenAbove ? 1 : 1 - betaQuantile(trials - successes, successes + 1, tail).x,
  ];
}

/** Wilson's (1927) score interval of a share, with Newcombe's (1998) continuity correction where asked for. */
export function wilsonInterval(
  successes: number,
  trials: number,
  options: ShareIntervalOptions & { readonly continuity?: boolean } = {},
): readonly [number, number] {
  const { level = 0.95, alternative = 'two-sided', continuity = false } = options;
  const z = normalTailQuantile(alternative === 'two-sided' ? (1 - level) / 2 : 1 - level);
  const p = successes / trials;
  const q = 1 - p;
  const denominator = 2 * (trials + z * z);
  const centre = (2 * successes + z * z) / denominator;
  const plain = z * Math.sqrt(4 * trials * p * q + z * z);
  const below = continuity ? 1 + z * Math.sqrt(z * z - 2 - 1 / trials + 4 * p * (trials * q + 1)) : plain;
  const above = continuity ? 1 + z * Math.sqrt(z * z + 2 - 1 / trials + 4 * p * (trials * q - 1)) : plain;
  return [
    alternative === 'less' || successes === 0 ? 0 : centre - below / denominator,
    alternative === 'greater' || successes === trials ? 1 : centre + above / denominator,
  ];
}
