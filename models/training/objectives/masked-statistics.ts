/** Numbers in rows of equal length. */
export type Grid = readonly (readonly number[])[];

/** The elements of a grid where the mask is not 0, row by row. */
function kept(values: Grid, mask: Grid): number[] {
  return values.flatMap((row, at) => row.filter((_, place) => mask[at]?.[place]));
}

/** The grid with `change` made to every element. */
export function mapGrid(
  values: Grid,
  change: (value: number, row: number, place: number) => number,
): number[][] {
  return values.map((row, at) => row.map((value, place) => change(value, at, place)));
}

/** The mean of the elements that the mask (0 or 1) shows; NaN where it shows none. */
export function maskedMean(values: Grid, mask: Grid): number {
  return meanOf(kept(values, mask));
}

/**
 * The variance of the elements that the mask shows, by n - 1 (default) or, with `population`, by n.
 * @throws RangeError for a mask that shows fewer elements than the variance needs
 */
export function maskedVariance(values: Grid, mask: Grid, form: 'sample' | 'population' = 'sample'): number {
  return varianceOf(kept(values, mask), form);
}

export interface Whitening {
  /** false: only the spread becomes 1, the mean stays; true by default */
  readonly shiftMean?: boolean;
}

/**
 * Values with mean 0 and variance 1 over the places that the mask shows; the other places are moved by the same
 * rule. 1e-8 is added to the variance (TRL 0.9.6, `masked_whiten`).
 */
export function maskedWhiten(values: Grid, mask: Grid, { shiftMean = true }: Whitening = {}): number[][] {
  const seen = kept(values, mask);
  const mean = meanOf(seen);
  const scale = 1 / Math.sqrt(varianceOf(seen, 'sample') + 1e-8);
  return mapGrid(values, (value) => (value - mean) * scale + (shiftMean ? 0 : mean));
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @throws RangeError for fewer than one value, or two of a sample */
export function varianceOf(values: readonly number[], form: 'sample' | 'population'): number {
  const divisor = form === 'sample' ? values.length - 1 : values.length;
  if (divisor < 1)
    throw new RangeError(`the ${form} variance of ${values.length} unmasked values is not defined`);
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / divisor;
}
