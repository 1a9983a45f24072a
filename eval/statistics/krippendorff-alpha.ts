import { defined, type Estimate, notDefined } from './estimate.ts';
import { countsOf, type Ratings, type ValueCounts } from './value-counts.ts';

/** What the values are, and so how far apart two of them lie. */
export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval' | 'ratio';

export const measurementLevels: readonly MeasurementLevel[] = ['nominal', 'ordinal', 'interval', 'ratio'];

/**
 * Krippendorff's alpha: 1 − observed ÷ expected disagreement. 1 is perfect agreement, 0 what chance gives, below 0
 * systematic disagreement. Any number of raters, any values missing; units with one value tell nothing and are
 * left out. Take the level for what the scale is: points from 1 to 5 in words are ordinal.
 *
 * Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections C to E; fast-krippendorff. Two
 * `ratio` values that sum to 0 are taken to lie 0 apart, as fast-krippendorff does. The ordinal distance follows the
 * order of the counts' domain.
 * Time: the cells of the counts, never pairs of raters; pairs of values for `ratio` alone.
 *
 * @returns undefined where no unit has two values, or where all pairable values are alike (nothing to explain)
 * @example krippendorffAlpha([[1, 1], [2, 2], [1, 2]], 'nominal') // { status: 'defined', value: 0.4444… }
 */
export function krippendorffAlpha(ratings: Ratings, level: MeasurementLevel): Estimate {
  const counts = countsOf(ratings);
  const { marginals, total } = marginalsOf(counts);
  if (total === 0) return notDefined('needs at least one unit with two values');
  if (marginals.reduce((kinds, count) => kinds + (count > 0 ? 1 : 0), 0) < 2)
    return notDefined('all values that can be paired are the same');
  const { observed, expected } = disagreement(counts, { marginals, total }, level);
  if (expected === 0) return notDefined('all values that can be paired lie at distance zero');
  return defined(1 - ((total - 1) * observed) / expected);
}

interface Marginals {
  /** n_c: how often each value occurs in units with two values or more. */
  readonly marginals: Float64Array;
  readonly total: number;
}

function marginalsOf({ domain, sizes, starts, indices, counts }: ValueCounts): Marginals {
  const marginals = new Float64Array(domain.length);
  let total = 0;
  for (let unit = 0; unit < sizes.length; unit++) {
    if (sizes[unit]! < 2) continue;
    total += sizes[unit]!;
    for (let cell = starts[unit]!; cell < starts[unit + 1]!; cell++)
      marginals[indices[cell]!]! += counts[cell]!;
  }
  return { marginals, total };
}

interface Disagreement {
  /** Σ_u Σ_{c<k} n_uc n_uk δ²_ck ÷ (m_u − 1): the coincidences, which are only ever summed with the distances. */
  readonly observed: number;
  /** Σ_{c<k} n_c n_k δ²_ck */
  readonly expected: number;
}

function disagreement(counts: ValueCounts, of: Marginals, level: MeasurementLevel): Disagreement {
  switch (level) {
    case 'nominal':
      return nominalDisagreement(counts, of);
    case 'ordinal':
      return squareDisagreement(counts, of, meanRanks(of.marginals));
    case 'interval':
      return squareDisagreement(counts, of, Float64Array.from(counts.domain));
    case 'ratio':
      return ratioDisagreement(counts, of);
  }
}

/** Pairs that differ are all pairs less those that are the same. */
function nominalDisagreement(
  { sizes, starts, counts }: ValueCounts,
  { marginals, total }: Marginals,
): Disagreement {
  let observed = 0;
  for (let unit = 0; unit < sizes.length; unit++) {
    const size = sizes[unit]!;
    if (size < 2) continue;
    let squares = 0;
    for (let cell = starts[unit]!; cell < starts[unit + 1]!; cell++) squares += counts[cell]! ** 2;
    observed += (size * size - squares) / (2 * (size - 1));
  }
  const squares = marginals.reduce((sum, count) => sum + count * count, 0);
  return { observed, expected: (total * total - squares) / 2 };
}

/**
 * Where the distance is a squared difference of positions, the sum over pairs is the sum of squares about the mean
 * times the number of values.
 */
function squareDisagreement(
  { sizes, starts, indices, counts }: ValueCounts,
  { marginals, total }: Marginals,
  positions: Float64Array,
): Disagreement {
  let observed = 0;
  for (let unit = 0; unit < sizes.length; unit++) {
    const size = sizes[unit]!;
    if (size < 2 || starts[unit + 1]! - starts[unit]! < 2) continue;
    let sum = 0;
    for (let cell = starts[unit]!; cell < starts[unit + 1]!; cell++)
      sum += counts[cell]! * positions[indices[cell]!]!;
    const mean = sum / size;
    let squares = 0;
    for (let cell = starts[unit]!; cell < starts[unit + 1]!; cell++)
      squares += counts[cell]! * (positions[indices[cell]!]! - mean) ** 2;
    observed += (size * squares) / (size - 1);
  }
  const mean = marginals.reduce((sum, count, index) => sum + count * positions[index]!, 0) / total;
  const squares = marginals.reduce((sum, count, index) => sum + count * (positions[index]! - mean) ** 2, 0);
  return { observed, expected: total * squares };
}

/** The ordinal distance, Σ n_g over the values from c to k less half of either end, is the difference of mean ranks. */
function meanRanks(marginals: Float64Array): Float64Array {
  let below = 0;
  return marginals.map((count) => {
    below += count;
    return below - count / 2;
  });
}

function ratioDisagreement(
  { domain, sizes, starts, indices, counts }: ValueCounts,
  { marginals }: Marginals,
): Disagreement {
  const distance = (one: number, other: number) => {
    const sum = one + other;
    return sum === 0 ? 0 : ((one - other) / sum) ** 2;
  };
  let observed = 0;
  for (let unit = 0; unit < sizes.length; unit++) {
    if (sizes[unit]! < 2) continue;
    let pairs = 0;
    for (let a = starts[unit]!; a < starts[unit + 1]!; a++)
      for (let b = a + 1; b < starts[unit + 1]!; b++)
        pairs += counts[a]! * counts[b]! * distance(domain[indices[a]!]!, domain[indices[b]!]!);
    observed += pairs / (sizes[unit]! - 1);
  }
  let expected = 0;
  for (let c = 0; c < marginals.length; c++)
    for (let k = c + 1; k < marginals.length; k++)
      expected += marginals[c]! * marginals[k]! * distance(domain[c]!, domain[k]!);
  return { observed, expected };
}
