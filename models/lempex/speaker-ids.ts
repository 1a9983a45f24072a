import type { Tokenizer } from '../tokenizers/load-tokenizer.ts';
import { t5Lengths, utteranceTokens } from '../training/t5/context-text.ts';

/** A context as LEMPEx's encoder reads it. */
export interface SpokenContext {
  /** As `sourceTokens` gives them: the newest, the end last. */
  readonly ids: readonly number[];
  /** For each id 1 (who began), 2 (who answers), or 0 (no one: the end). */
  readonly speakers: readonly number[];
}

/**
 * The tokens of a context and who said them. Each utterance is tokenised as it stands in the whole, so that the spans
 * are those of its tokens (the published code takes spans of padded lengths in one variant).
 */
export function spokenContext(
  utterances: readonly string[],
  {
    tokenizer,
    end,
    maxTokens = t5Lengths.source,
  }: { readonly tokenizer: Pick<Tokenizer, 'encode'>; readonly end: number; readonly maxTokens?: number },
): SpokenContext {
  const parts = utterances.map((utterance, index) => utteranceTokens(utterance, index, tokenizer));
  const ids = parts.flat();
  const speakers = parts.flatMap((part, index) => part.map(() => (index % 2) + 1));
  const from = Math.max(0, ids.length - (maxTokens - 1));
  return { ids: [...ids.slice(from), end], speakers: [...speakers.slice(from), 0] };
}
