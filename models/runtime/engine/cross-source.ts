import type { NewKeyValues } from './key-value-cache.ts';
import type { EncoderState } from './request.ts';

/** Where the keys and values come from that a decoder sees of an encoder; rows shorter than the longest are filled. */
export interface CrossSource {
  /** Runs the encoder. */
  encode(prompts: readonly (readonly number[])[]): Promise<NewKeyValues>;
  /** From given states. */
  project(states: readonly EncoderState[]): Promise<NewKeyValues>;
}
