import { WorkbenchError } from '#lib/errors.ts';
import { byteAlphabet } from './byte-alphabet.ts';
import { learnMerges, maxVocabSize } from './byte-pair-merges.ts';
import { countPreTokens } from './pre-tokens.ts';

export interface BytePairTraining {
  /** How many tokens in all: special ones, the 256 bytes, and merges as long as pairs are frequent enough. */
  readonly vocabSize: number;
  /** A pair seen less often is not merged; 2 by default. */
  readonly minFrequency?: number;
  /** Tokens with the ids 0, 1, …; `<|endoftext|>` by default. Printable ASCII, two characters or more. */
  readonly specialTokens?: readonly string[];
  /** Whether text is lower-cased first, in training and by the tokenizer; false by default. */
  readonly lowercase?: boolean;
  /**
   * Whether a text gets a space before it, so that its first word is the token it is elsewhere; false by default.
   * Decoded text then starts with that space.
   */
  readonly prefixSpace?: boolean;
  /** Told how many tokens there are, after each merge. */
  readonly onMerge?: (size: number) => void;
}

/** The content of a `tokenizer.json` for byte-level byte-pair encoding. */
export interface ByteLevelTokenizerJson {
  readonly version: '1.0';
  readonly truncation: null;
  readonly padding: null;
  readonly added_tokens: readonly object[];
  readonly normalizer: object | null;
  readonly pre_tokenizer: object;
  readonly post_processor: object;
  readonly decoder: object;
  readonly model: {
    readonly type: 'BPE';
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly string[];
    readonly [option: string]: unknown;
  };
}

function checkOptions(vocabSize: number, minFrequency: number, special: readonly string[]): void {
  const least = 256 + special.length;
  if (!Number.isInteger(vocabSize) || vocabSize < least || vocabSize > maxVocabSize) {
    throw new WorkbenchError(
      'bad-input',
      `The vocabulary size must be a whole number from ${least} (256 bytes and ${special.length} special tokens) to ${maxVocabSize}.`,
    );
  }
  if (!Number.isInteger(minFrequency) || minFrequency < 1) {
    throw new WorkbenchError('bad-input', 'The minimum frequency must be a whole number of at least 1.');
  }
  if (new Set(special).size < special.length) {
    throw new WorkbenchError('bad-input', 'Two special tokens are equal.');
  }
  // Other characters double as stand-ins for bytes: such a token could be met as the encoding of other text.
  const odd = special.find((token) => !/^[ -~]{2,}$/.test(token));
  if (odd !== undefined) {
    throw new WorkbenchError(
      'bad-input',
      `The special token ${JSON.stringify(odd)} cannot be used: it must be two or more printable ASCII characters.`,
    );
  }
}

/**
 * A merge goes through each word that holds its pair, so one word of a megabyte (a line of letters without
 * spaces) would cost a megabyte at every merge. Words of any language are far shorter than this.
 */
const longestWord = 512;

/** The ids of a piece's bytes, in several words where it is longer than any word is. */
function* wordsOf(bytes: Uint8Array, idOfByte: readonly number[]): Generator<readonly number[]> {
  for (let start = 0; start < bytes.length; start += longestWord) {
    yield Array.from(bytes.subarray(start, start + longestWord), (byte) => idOfByte[byte] ?? 0);
  }
}

interface Learned {
  readonly tokens: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
}

function tokenizerJson(
  { tokens, merges }: Learned,
  special: readonly string[],
  { lowercase = false, prefixSpace = false }: BytePairTraining,
): ByteLevelTokenizerJson {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: prefixSpace, trim_offsets: true, use_regex: true };
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({ id, content, ...flags })),
    normalizer: lowercase ? { type: 'Lowercase' } : null,
    pre_tokenizer: byteLevel,
    post_processor: { ...byteLevel, trim_offsets: false },
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      // No token holds a space, so the form with a space between is unambiguous and every reader knows it.
      merges: merges.map((pair) => pair.join(' ')),
    },
  };
}

/** Texts as the tokenizer will see them when it has applied what stands before its pieces. */
function* prepared(
  texts: Iterable<string>,
  { lowercase = false, prefixSpace = false }: BytePairTraining,
): Generator<string> {
  for (const text of texts) {
    const cased = lowercase ? text.toLowerCase() : text;
    yield prefixSpace && !cased.startsWith(' ') ? ` ${cased}` : cased;
  }
}

/**
 * Trains byte-level byte-pair encoding on texts (Radford et al. 2019): GPT-2's pieces, the 256 bytes as first
 * tokens, merges by frequency. Ids: special tokens, the byte alphabet by code point, merges in their order.
 * The same texts in any order give the same result. Any Unicode text can be encoded and comes back unchanged.
 * @param texts pieces do not cross from one text into the next
 * @returns the content of a `tokenizer.json`; smaller than asked for where frequent pairs run out
 * @throws WorkbenchError `bad-input` for options out of range
 */
export function trainByteLevelBpe(
  texts: Iterable<string>,
  options: BytePairTraining,
): ByteLevelTokenizerJson {
  const { vocabSize, minFrequency = 2, specialTokens = ['<|endoftext|>'], onMerge } = options;
  checkOptions(vocabSize, minFrequency, specialTokens);
  const start = [...specialTokens, ...[...byteAlphabet].sort()];
  const idOf = new Map(start.map((token, id) => [token, id]));
  const idOfByte = byteAlphabet.map((character) => idOf.get(character) ?? 0);
  const encoder = new TextEncoder();
  const words = [...countPreTokens(prepared(texts, options), specialTokens)].flatMap(([piece, count]) =>
    [...wordsOf(encoder.encode(piece), idOfByte)].map((ids) => ({ ids, count })),
  );
  const learned = learnMerges({
    tokens: start,
    words,
    vocabSize,
    minFrequency,
    ...(onMerge ? { onMerge } : {}),
  });
  return tokenizerJson(learned, specialTokens, options);
}
