import type { Segment } from '#eval/metrics/corpus-metric.ts';
import type { ClusterDraws } from '#eval/statistics/cluster-bootstrap.ts';
import type { Estimate } from '#eval/statistics/estimate.ts';
import type { WordNet } from '#eval/text/word-net.ts';

/** What pure code cannot load itself. */
export interface MetricResources {
  wordNet(): WordNet;
}

/** Writes the row of a segment; the row comes filled with zeros. RangeError where the segment cannot be scored. */
export type WriteRow = (segment: Segment, row: Float64Array) => void;

/** Sufficient statistics of a response, in numbers that add up over responses; several metrics may follow from them. */
export interface RowKind {
  /** What the numbers depend on beside the text; rows of equal signatures may be added. */
  readonly signature: string;
  readonly width: number;
  readonly needsReference: boolean;
  /** Made once for many segments. */
  open(resources: MetricResources): WriteRow;
}

export interface Described {
  /** As in the line protocol, with the name of a field where one evaluation gives several numbers. */
  readonly name: string;
  /** As tables and plots name it; unlike every other metric's. */
  readonly label: string;
  /** Of `docs/metrics/`, without its ending. */
  readonly page: string;
  /**
   * `percent` from 0 to 100, `fraction` from 0 to 1, `ten` from 0 to 10, `tokens` a number of tokens, `cosine` from -1 to
   * 1, `level` from 0 to 2, `perplexity` from 1 on, `compound` a difference of VADER's scores.
   */
  readonly unit: 'percent' | 'fraction' | 'ten' | 'tokens' | 'cosine' | 'level' | 'perplexity' | 'compound';
  readonly better: 'higher' | 'lower' | 'neither';
  /** Among those that are computed where none are named. */
  readonly isDefault: boolean;
  readonly needsReference: boolean;
  /** Two scores may be compared where theirs are equal. */
  readonly signature: string;
}

/** A metric whose score of any set of responses follows from the sum of their rows. */
export interface RowMetric extends Described {
  readonly rows: RowKind;
  aggregate(sums: Float64Array): Estimate;
  /** The value of one response from its row. */
  item(row: Float64Array): Estimate;
}

/** The score of any choice of groups of texts, by how often each is taken. */
export interface WeightedScore {
  (weights: ArrayLike<number>): number;
  /** The same of many resamples, where that takes less than one after the other. */
  readonly ofDraws?: (draws: ClusterDraws) => Float64Array;
}

/** A metric of a corpus as a whole, computed from the texts each time. */
export interface CorpusTextMetric extends Described {
  /** @param groups the group of each segment, from 0 on: what a resample takes or leaves as one */
  score(segments: readonly Segment[], groups: readonly number[]): WeightedScore;
  /** Whether a resample shifts it, as it does a number of kinds: its interval is then laid about the value. */
  readonly isShifted: boolean;
}

export type TextMetric = RowMetric | CorpusTextMetric;

export function isRowMetric(metric: TextMetric): metric is RowMetric {
  return 'rows' in metric;
}
