import { type CorpusMetric, type CorpusScore, rowsOf, type Segment } from './corpus-metric.ts';

/** The score of all segments together. */
export function corpusScore<Score extends CorpusScore>(
  metric: CorpusMetric<Score>,
  segments: readonly Segment[],
): Score {
  const { values, width } = rowsOf(metric, segments);
  const sums = new Float64Array(width);
  for (let i = 0; i < values.length; i++) sums[i % width]! += values[i]!;
  return metric.aggregate(sums);
}

/** How many references the segments have: one number, or `var` where they differ. */
export function referenceCount(segments: readonly Segment[]): number | 'var' {
  const first = segments[0]?.references.length ?? 0;
  return segments.every(({ references }) => references.length === first) ? first : 'var';
}
