import type { Utterance } from '../generators/generator.ts';

/** A context with a reply whose likelihood is wanted. */
export interface ScoredExchange {
  readonly context: readonly Utterance[];
  /** As a person writes it; it is normalised as training text is, and scored whole. */
  readonly reply: string;
  /** What LEMPEx was shown for this context; others do not look at it. */
  readonly exemplars?: readonly string[] | undefined;
}

export interface ReplyScore {
  /** Of all tokens of the reply and of its end; natural log. */
  readonly negativeLogLikelihood: number;
  /** The end included. */
  readonly tokens: number;
}

/** How likely a model finds replies, without sampling settings: its own distribution. */
export interface ReplyScorer {
  /** In the order given; alike lengths beside each other make full batches. */
  score(exchanges: readonly ScoredExchange[]): Promise<ReplyScore[]>;
  dispose(): Promise<void>;
}

/** Places of a batch without gradients. */
const batchPlaces = 4096;

/** Neighbours that fill a batch together, by the places that the longest of them takes. */
export function* neighbours<T>(rows: readonly T[], placesOf: (row: T) => number): Generator<readonly T[]> {
  let batch: T[] = [];
  let longest = 0;
  for (const row of rows) {
    const places = Math.max(longest, placesOf(row));
    if (batch.length > 0 && places * (batch.length + 1) > batchPlaces) {
      yield batch;
      batch = [];
      longest = placesOf(row);
    } else longest = places;
    batch.push(row);
  }
  if (batch.length > 0) yield batch;
}

/** The sum of some log-probabilities in float64, turned round. */
export function negativeSum(values: ArrayLike<number>, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at++) sum -= values[at] ?? Number.NaN;
  return sum;
}
