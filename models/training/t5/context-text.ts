import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';

/** EmpRL's and LEMPEx's lengths in tokens: of a context with its end, and of a reply before its end. */
export const t5Lengths = { source: 200, target: 50 } as const;

/** A context as T5 reads it (EmpRL): its utterances with one space between, without marks of who speaks. */
export function contextText(utterances: readonly string[]): string {
  return utterances.join(' ');
}

export interface T5TextOptions {
  readonly tokenizer: Pick<Tokenizer, 'encode'>;
  /** The id of `</s>` or `<eos>`. */
  readonly end: number;
  /** See `t5Lengths`, the default. */
  readonly maxTokens?: number;
}

/**
 * The ids of an utterance as it stands in `contextText`: those of all utterances in a row are the ids of the whole
 * text, for tokenizers that never join what a space parts (T5's Unigram, BPE over bytes).
 * @param index its place in the context; only the first has no space before it
 */
export function utteranceTokens(utterance: string, index: number, tokenizer: T5TextOptions['tokenizer']) {
  return tokenizer.encode(index === 0 ? utterance : ` ${utterance}`, { addSpecialTokens: false });
}

/** What the encoder reads: `contextText` in at most `maxTokens` ids, the newest ones, the last of them the end. */
export function sourceTokens(
  utterances: readonly string[],
  { tokenizer, end, maxTokens = t5Lengths.source }: T5TextOptions,
): number[] {
  const ids = utterances.flatMap((utterance, index) => utteranceTokens(utterance, index, tokenizer));
  return [...ids.slice(Math.max(0, ids.length - (maxTokens - 1))), end];
}

/** What the decoder is to say: the first `maxTokens` ids of a reply, and the end. */
export function targetTokens(
  reply: string,
  { tokenizer, end, maxTokens = t5Lengths.target }: T5TextOptions,
): number[] {
  return [...tokenizer.encode(reply, { addSpecialTokens: false }).slice(0, maxTokens), end];
}
