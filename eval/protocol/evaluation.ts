import type { Estimate } from '#eval/statistics/estimate.ts';
import type { WordNet } from '#eval/text/word-net.ts';
import { EvaluationError } from './evaluation-error.ts';
import type { Fields } from './fields.ts';

/** What pure code cannot load itself; whoever evaluates lines brings it. */
export interface Resources {
  /** Throws an `unavailable` EvaluationError where it is not installed. Loaded on the first call. */
  wordNet(): WordNet;
}

/**
 * A metric of the protocol. It reads every field it knows, whether this case needs it or not, for a field that
 * nobody reads is refused. Typed arrays may be returned as they are, non-finite numbers too; an undefined
 * `Estimate` anywhere in the result makes the line an `undefined` error.
 */
export type Evaluation = (params: Fields, inputs: Fields, resources: Resources) => unknown;

export type EvaluationTable = Readonly<Record<string, Evaluation>>;

/** The number of an estimate; where there is none the line ends as an `undefined` error with the reason. */
export function estimated(estimate: Estimate): number {
  if (estimate.status === 'defined') return estimate.value;
  throw new EvaluationError('undefined', `undefined: ${estimate.reason}`);
}
