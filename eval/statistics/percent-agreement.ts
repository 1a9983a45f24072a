import { defined, type Estimate, notDefined } from './estimate.ts';
import { countsOf, type Ratings } from './value-counts.ts';

/**
 * Pairwise observed agreement: of the pairs of raters of a unit, the share that gave the same value, averaged over
 * the units with at least two values. Not corrected for chance: with few points on the scale, or with one that
 * nearly everybody gives, it is high even where raters guess, so report a chance-corrected coefficient beside it.
 *
 * Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., eq. 2.6 (p_a); irrCAC `pa.coeff.raw`.
 * Linear in the number of values.
 *
 * @param options.whole what full agreement is called: 1 for a share, the default, or 100 for a percentage
 * @returns a share in [0, 1], or as much of `whole`; undefined where no unit has two values
 */
export function pairwiseAgreement(
  ratings: Ratings,
  { whole = 1 }: { readonly whole?: number } = {},
): Estimate {
  /** Ordered pairs of raters that agree, over the units with so many values. */
  const agreeing: number[] = [];
  let pairable = 0;
  const { sizes, starts, counts } = countsOf(ratings);
  for (let unit = 0; unit < sizes.length; unit++) {
    const size = sizes[unit]!;
    if (size < 2) continue;
    pairable++;
    let pairs = agreeing[size] ?? 0;
    for (let cell = starts[unit]!; cell < starts[unit + 1]!; cell++)
      pairs += counts[cell]! * (counts[cell]! - 1);
    agreeing[size] = pairs;
  }
  if (pairable === 0) return noPairs;
  const { numerator, denominator } = sumOfShares(agreeing);
  return defined((whole * numerator) / (denominator * pairable));
}

// Above it, sums of so many units might no longer be whole.
const greatestDenominator = 1e6;

/**
 * Σ agreeing[size] / (size·(size − 1)) as one fraction of whole numbers, so that the only rounding is that of the
 * result; with very many different sizes, over 1.
 */
function sumOfShares(agreeing: readonly number[]): { numerator: number; denominator: number } {
  let denominator = 1;
  agreeing.forEach((_, size) => {
    denominator = leastCommonMultiple(denominator, size * (size - 1));
  });
  if (denominator > greatestDenominator) denominator = 1;
  let numerator = 0;
  agreeing.forEach((pairs, size) => {
    numerator += (pairs * denominator) / (size * (size - 1));
  });
  return { numerator, denominator };
}

function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}

/**
 * The share of units on which all raters agree, of the units with at least two values: irr's `agree` where nothing
 * is missing. It falls as raters are added, so compare it only between studies with as many raters.
 *
 * @param options.tolerance greatest difference between two values that still counts as agreement; default 0
 * @param options.whole as of `pairwiseAgreement`
 * @returns a share in [0, 1], or as much of `whole`; undefined where no unit has two values
 */
export function allRatersAgreement(
  ratings: Ratings,
  { tolerance = 0, whole = 1 }: { readonly tolerance?: number; readonly whole?: number } = {},
): Estimate {
  const { domain, sizes, starts, indices } = countsOf(ratings);
  let pairable = 0;
  let agreeing = 0;
  for (let unit = 0; unit < sizes.length; unit++) {
    if (sizes[unit]! < 2) continue;
    pairable++;
    const lowest = domain[indices[starts[unit]!]!]!;
    const highest = domain[indices[starts[unit + 1]! - 1]!]!;
    if (highest - lowest <= tolerance) agreeing++;
  }
  return pairable === 0 ? noPairs : defined((whole * agreeing) / pairable);
}

const noPairs = notDefined('needs at least one unit with two values');
