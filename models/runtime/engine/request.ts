import type { SeedPart } from '#lib/rng.ts';
import type { DecodingSettings } from '../../decoding/decoding-settings.ts';
import type { FinishReason } from '../../decoding/row-state.ts';

/** States of an encoder in place of its input: [length, width], row-major. */
export interface EncoderState {
  readonly data: Float32Array;
  readonly length: number;
}

export interface TokenEvent {
  readonly token: number;
  /** Natural log; null unless the settings ask for it, and in beam search. */
  readonly logProbability: number | null;
  readonly finished: FinishReason | null;
  /** The whole text so far; null where the request has no `decode`. */
  readonly text: string | null;
}

export interface GenerationRequest {
  /** GPT and GPT-2: the tokens to continue. T5: the encoder's input, not looked at where `encoderState` is given. */
  readonly prompt: readonly number[];
  /** The prompt's token types, for an engine opened with `tokenTypes`; such an engine needs them. */
  readonly tokenTypes?: readonly number[] | undefined;
  /** The type of every token of the reply. */
  readonly replyTokenType?: number | undefined;
  /** T5: what the decoder is to see in place of the encoded prompt. */
  readonly encoderState?: EncoderState | undefined;
  /** Whether the emotions after the prompt are wanted, of an engine that was opened with `emotions`. */
  readonly wantsEmotions?: boolean | undefined;
  readonly settings: DecodingSettings;
  /** With the seed, what the draws depend on; 0 if left out. */
  readonly request?: SeedPart | undefined;
  /** The text of a reply's tokens; needed for stop strings and texts. An end token is not passed. */
  readonly decode?: ((tokens: readonly number[]) => string) | undefined;
  /**
   * Called with each token as it is chosen; in beam search with those of the best sequence once it is known. What it
   * throws ends this request alone, with that error.
   */
  readonly onToken?: ((event: TokenEvent) => void) | undefined;
  /** Ends the request at the next token, with what there is of it. */
  readonly signal?: AbortSignal | undefined;
}

export interface GeneratedSequence {
  /** The end token included where there is one. */
  readonly tokens: readonly number[];
  /** Summed log-probability / length ^ lengthPenalty. */
  readonly score: number;
  readonly finished: 'eos' | 'length';
}

export interface Generation {
  /** The reply, the end token included where there is one; of several sequences the best. */
  readonly tokens: readonly number[];
  /** Of each token, natural log; null where the settings do not ask for them. */
  readonly logProbabilities: readonly (number | null)[];
  /** `aborted`: by the request's signal, with the tokens up to then (in beam search none). */
  readonly finished: FinishReason | 'aborted';
  /** Whether it was the model's context, not `maxNewTokens`, that limited the length ("length" then means that). */
  readonly isLimitedByContext: boolean;
  /** Without the end token and cut before a stop string; null where the request has no `decode`. */
  readonly text: string | null;
  /**
   * Probabilities of the emotions at the prompt's last token, in the order of the model's labels; left out where they
   * were not asked for, or the reply was stopped before.
   */
  readonly emotions?: readonly number[];
  /** Beam search: the `numReturnSequences` best, best first. */
  readonly sequences?: readonly GeneratedSequence[];
}
