/** Sufficient statistics of every segment, one row a segment, in row-major order. */
export interface MetricRows {
  readonly segments: number;
  /** Numbers in a row. */
  readonly width: number;
  /** segments × width. */
  readonly values: Float64Array;
}

/**
 * A metric whose score of any set of segments follows from the sum of their rows: corpus score, bootstrap, paired
 * test and slice fold the same rows.
 */
export interface CorpusMetric {
  /**
   * @param references one list a reference stream, each as long as the hypotheses
   */
  rows(hypotheses: readonly string[], references: readonly (readonly string[])[]): MetricRows;
  /** The score of the segments whose rows sum to `sums`, in the metric's own units. */
  score(sums: Float64Array): number;
}

/** Rows of equal width put together. */
export function metricRows(rows: readonly ArrayLike<number>[], width: number): MetricRows {
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, index) => {
    if (row.length !== width) throw new RangeError(`a row has ${row.length} numbers, not ${width}`);
    values.set(row, index * width);
  });
  return { segments: rows.length, width, values };
}

export function sumOfRows({ segments, width, values }: MetricRows): Float64Array {
  const sums = new Float64Array(width);
  for (let segment = 0, at = 0; segment < segments; segment++)
    for (let column = 0; column < width; column++, at++) sums[column]! += values[at]!;
  return sums;
}
