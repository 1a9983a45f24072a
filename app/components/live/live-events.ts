import type { ShownEmotion } from '../reply-details/emotion-list.tsx';
import type { ShownExemplar } from '../reply-details/exemplar-list.tsx';
import type { ShownLevels } from '../reply-details/level-list.tsx';
import type { ShownToken } from '../reply-details/log-probabilities.tsx';

/** A whole reply and what its system knows of it. */
export interface LiveReply {
  readonly text: string;
  /** As the model wrote it, where that differs. */
  readonly raw?: string;
  /** See `GeneratedResponse`; `whole` for what was not generated. */
  readonly finished: 'eos' | 'length' | 'stop' | 'whole';
  /** The end token included. */
  readonly tokenCount: number;
  /** Null where no probabilities are known: controls, beam search. */
  readonly tokens: readonly ShownToken[] | null;
  readonly emotion?: readonly ShownEmotion[];
  readonly exemplars?: readonly ShownExemplar[];
  readonly levels?: ShownLevels;
  readonly unseenTokens?: number;
  readonly isLimitedByContext?: boolean;
}

/** What the server tells while systems answer; `system` is a name. */
export type LiveEvent =
  /** The reply so far is its first `keep` characters as told before, then `add`. */
  | { readonly kind: 'text'; readonly system: string; readonly keep: number; readonly add: string }
  | {
      readonly kind: 'done';
      readonly system: string;
      readonly reply: LiveReply;
      /** From the request on, a model's loading included. */
      readonly milliseconds: number;
    }
  | { readonly kind: 'failed'; readonly system: string; readonly message: string }
  /** All have answered or failed. A stream that ends without it broke off. */
  | { readonly kind: 'end' };
