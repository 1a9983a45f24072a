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
 * @returns a share in [0, 1]; undefined where no unit has two values
 */
export function pairwiseAgreement(ratings: Ratings): Estimate {
  let sum = 0;
  let pairable = 0;
  const { sizes, starts, counts } = countsOf(ratings);
  for (let unit = 0; unit < sizes.length; unit++) {
    const size = sizes[unit]!;
    if (size < 2) continue;
    pairable++;
    let agreeing = 0;
    for (let cell = starts[unit]!; cell < starts[unit + 1]!; cell++)
      agreeing += counts[cell]! * (counts[cell]! - 1);
    sum += agreeing / (size * (size - 1));
  }
  return pairable === 0 ? noPairs : defined(sum / pairable);
}

/**
 * The share of units on which all raters agree, of the units with at least two values: irr's `agree` where nothing
 * is missing. It falls as raters are added, so compare it only between studies with as many raters.
 *
 * @param options.tolerance greatest difference between two values that still counts as agreement; default 0
 * @returns a share in [0, 1]; undefined where no unit has two values
 */
export function allRatersAgreement(
  ratings: Ratings,
  { tolerance = 0 }: { readonly tolerance?: number } = {},
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
  return pairable === 0 ? noPairs : defined(agreeing / pairable);
}

const noPairs = notDefined('needs at least one unit with two values');
