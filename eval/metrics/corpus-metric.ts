/** One hypothesis and its references. */
export interface Segment {
  readonly hypothesis: string;
  readonly references: readonly string[];
}

/** What a score is printed from; metrics add what they know besides. */
export interface CorpusScore {
  readonly score: number;
}

/**
 * A metric whose score of any set of segments follows from the sum of their rows of sufficient statistics: corpus
 * score, interval, paired test and slice fold the same rows.
 */
export interface CorpusMetric<Score extends CorpusScore = CorpusScore> {
  readonly name: string;
  /** Numbers in a row. */
  readonly width: number;
  /** Writes the row of a segment to `row`, from `at` on (default 0). */
  statistics(segment: Segment, row: Float64Array, at?: number): void;
  /** The score of the segments whose rows sum to the `width` numbers of `sums` from `at` on (default 0). */
  aggregate(sums: Float64Array, at?: number): Score;
  /** In sacreBLEU's form. @param references how many each segment has */
  signature(references: number | 'var'): string;
}

/** @throws RangeError where a segment has no reference */
export function requireReferences(references: readonly string[]): void {
  if (references.length === 0) throw new RangeError('a segment needs at least one reference');
}

/** Rows of all segments, row-major [segments, width]. */
export interface MetricRows {
  readonly segments: number;
  readonly width: number;
  readonly values: Float64Array;
}

export function rowsOf(metric: CorpusMetric, segments: readonly Segment[]): MetricRows {
  const { width } = metric;
  const values = new Float64Array(segments.length * width);
  segments.forEach((segment, index) => {
    metric.statistics(segment, values, index * width);
  });
  return { segments: segments.length, width, values };
}
