import { defined, type Estimate, notDefined } from './estimate.ts';
import { countsOf, type Ratings } from './value-counts.ts';

/** What the values are, and so how far apart two of them lie. */
export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval' | 'ratio';

export const measurementLevels: readonly MeasurementLevel[] = ['nominal', 'ordinal', 'interval', 'ratio'];

/**
 * Krippendorff's alpha: 1 − observed ÷ expected disagreement. 1 is perfect agreement, 0 what chance gives, below 0
 * systematic disagreement. Any number of raters, any values missing; units with one value tell nothing and are
 * left out. Take the level for what the scale is: points from 1 to 5 in words are ordinal.
 *
 * Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections C to E. Two `ratio` values that
 * sum to 0 are taken to lie 0 apart, as fast-krippendorff does.
 * Time: the pairs of distinct values in each unit, and those of the domain; never pairs of raters.
 *
 * @returns undefined where no unit has two values, or where all pairable values are alike (nothing to explain)
 * @example krippendorffAlpha([[1, 1], [2, 2], [1, 2]], 'nominal') // { status: 'defined', value: 0.4444… }
 */
export function krippendorffAlpha(ratings: Ratings, level: MeasurementLevel): Estimate {
  const counts = countsOf(ratings);
  const pairable = counts.units.filter(({ size }) => size >= 2);
  if (pairable.length === 0) return notDefined('needs at least one unit with two values');

  // Marginals n_c of the coincidence matrix. The matrix itself, o_ck = Σ_u n_uc n_uk / (m_u − 1), is only ever
  // summed with the distances, so it is not stored.
  const marginals = new Float64Array(counts.domain.length);
  for (const { cells } of pairable) for (const { index, count } of cells) marginals[index]! += count;
  const total = marginals.reduce((sum, count) => sum + count, 0);
  if (marginals.filter((count) => count > 0).length < 2)
    return notDefined('all values that can be paired are the same');

  const distance = squaredDistance(level, { domain: counts.domain, marginals });
  let observed = 0;
  for (const { size, cells } of pairable)
    for (let a = 0; a < cells.length; a++)
      for (let b = a + 1; b < cells.length; b++) {
        const [one, other] = [cells[a]!, cells[b]!];
        observed += (one.count * other.count * distance(one.index, other.index)) / (size - 1);
      }
  let expected = 0;
  for (let c = 0; c < marginals.length; c++)
    for (let k = c + 1; k < marginals.length; k++)
      if (marginals[c]! > 0 && marginals[k]! > 0) expected += marginals[c]! * marginals[k]! * distance(c, k);
  if (expected === 0) return notDefined('all values that can be paired lie at distance zero');
  return defined(1 - ((total - 1) * observed) / expected);
}

interface Scale {
  readonly domain: readonly number[];
  readonly marginals: Float64Array;
}

/** δ² between two values, by their indices in the domain. */
function squaredDistance(level: MeasurementLevel, scale: Scale): (c: number, k: number) => number {
  const { domain, marginals } = scale;
  switch (level) {
    case 'nominal':
      return (c, k) => (c === k ? 0 : 1);
    case 'interval':
      return (c, k) => (domain[c]! - domain[k]!) ** 2;
    case 'ratio':
      return (c, k) => {
        const sum = domain[c]! + domain[k]!;
        return sum === 0 ? 0 : ((domain[c]! - domain[k]!) / sum) ** 2;
      };
    case 'ordinal': {
      // Σ n_g over the values from c to k, less half of either end: the difference of the two mean ranks.
      let below = 0;
      const meanRank = Array.from(marginals, (count) => {
        below += count;
        return below - count / 2;
      });
      return (c, k) => (meanRank[c]! - meanRank[k]!) ** 2;
    }
  }
}
