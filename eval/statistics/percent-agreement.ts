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
  for (const { size, cells } of countsOf(ratings).units) {
    if (size < 2) continue;
    pairable++;
    const agreeing = cells.reduce((pairs, { count }) => pairs + count * (count - 1), 0);
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
  const { domain, units: counted } = countsOf(ratings);
  const pairable = counted.filter(({ size }) => size >= 2);
  if (pairable.length === 0) return noPairs;
  const agreeing = pairable.filter(
    ({ cells }) => domain[cells.at(-1)!.index]! - domain[cells[0]!.index]! <= tolerance,
  );
  return defined(agreeing.length / pairable.length);
}

const noPairs = notDefined('needs at least one unit with two values');
