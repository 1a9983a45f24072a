import type { BestLogits, RowStep } from '../../decoding/row-state.ts';
import type { GeneratedSequence, Generation } from './request.ts';

/** What a run gave for the last token of a row: all logits, the best of them, or both. */
export type Scores =
  | { readonly logits: Float32Array; readonly best?: undefined }
  | { readonly logits?: Float32Array | undefined; readonly best: BestLogits };

export interface ReplyStep {
  /** For each row that goes on, the place of the row it continues among those of this step. */
  readonly parents: readonly number[];
  /** For each row that goes on, its new token. */
  readonly tokens: readonly number[];
  readonly done: boolean;
}

export type Outcome = Pick<Generation, 'tokens' | 'logProbabilities' | 'finished' | 'text'> & {
  readonly sequences?: readonly GeneratedSequence[];
};

/** How the tokens of one request are chosen. */
export interface Reply {
  /** Most rows it has at once. */
  readonly width: number;
  /** How many of the best logits are enough for the next step; null where it needs all. */
  readonly bestNeeded: number | null;
  readonly needsLogSumExp: boolean;
  /** Where the next step needs the mass at a temperature, and all logits as well: see `RowState`. */
  readonly nucleusTemperature: number | null;
  /** One step from what follows each of its rows, in their order. */
  advance(rows: readonly Scores[]): ReplyStep;
  /** What there is when it is done, or where it was stopped. */
  outcome(isAborted: boolean): Outcome;
}

/** The tokens that carry text: without the end token. */
export function spoken(tokens: readonly number[], finished: RowStep['finished']): readonly number[] {
  return finished === 'eos' ? tokens.slice(0, -1) : tokens;
}
