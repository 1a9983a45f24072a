import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import { dialogueTokenNames } from './dialogue-tokens.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** A tokenizer as JSON. */
export interface TokenizerJson {
  readonly tokenizer: JsonObject;
  /** As `readTokenizerConfig` gives it. */
  readonly config: JsonObject;
}

export interface GrownTokenizer extends TokenizerJson {
  /** Ids of the new tokens, in the order in which TransferTransfo adds them, behind all others. */
  readonly added: readonly number[];
}

/** `<bos>`, `<eos>`, `<pad>`, `<speaker1>` and `<speaker2>`, those that are lacking, for a tokenizer of other origin. */
export function addDialogueTokens(
  { tokenizer, config }: TokenizerJson,
  { idOf, vocabSize }: Pick<Tokenizer, 'idOf' | 'vocabSize'>,
): GrownTokenizer {
  const { bos, eos, pad, speaker1, speaker2 } = dialogueTokenNames;
  const missing = [bos, eos, pad, speaker1, speaker2].filter((name) => idOf(name) === undefined);
  const tokens = missing.map((content, index) => ({ id: vocabSize + index, ...addedToken(content) }));
  const speakers = listOf(config.additional_special_tokens);
  const decoder = config.added_tokens_decoder as JsonObject | undefined;
  return {
    tokenizer: { ...tokenizer, added_tokens: [...listOf(tokenizer.added_tokens), ...tokens] },
    config: {
      ...config,
      bos_token: bos,
      eos_token: eos,
      pad_token: pad,
      additional_special_tokens: [
        ...speakers,
        ...[speaker1, speaker2].filter((name) => !speakers.includes(name)),
      ],
      ...(decoder
        ? {
            added_tokens_decoder: {
              ...decoder,
              ...Object.fromEntries(tokens.map(({ id, ...token }) => [id, token])),
            },
          }
        : {}),
    },
    added: tokens.map(({ id }) => id),
  };
}

function addedToken(content: string) {
  const strips = { single_word: false, lstrip: false, rstrip: false };
  return { content, ...strips, normalized: false, special: true };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
