import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';

const roles = ['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'] as const;
export type SpecialRole = (typeof roles)[number];

export interface EncodeOptions {
  /** A second text, as BERT takes. */
  readonly pair?: string;
  /** Whether the tokenizer's own frame is put around (BERT's [CLS] … [SEP], T5's </s>); true by default. */
  readonly addSpecialTokens?: boolean;
}

export interface DecodeOptions {
  /** Leave special tokens out; false by default. */
  readonly skipSpecialTokens?: boolean;
}

export interface Tokenizer {
  /** One more than the largest id, which a model's embedding must cover. */
  readonly vocabSize: number;
  /** Ids of the tokens that the tokenizer's configuration names for a role, as far as it does. */
  readonly specialIds: Readonly<Partial<Record<SpecialRole, number>>>;
  /** Ids of all tokens marked special. */
  readonly allSpecialIds: ReadonlySet<number>;
  encode(text: string, options?: EncodeOptions): number[];
  /** Ids with 0 for the first text and 1 for the second (BERT's `token_type_ids`). */
  encodeWithTypes(text: string, options?: EncodeOptions): { ids: number[]; typeIds: number[] };
  /** @throws WorkbenchError `bad-input` for an id that is not in the vocabulary */
  decode(ids: readonly number[], options?: DecodeOptions): string;
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
}

const jsonObject = z.record(z.string(), z.unknown());
type JsonObject = z.infer<typeof jsonObject>;
const tokenContent = z.union([
  z.string(),
  z.looseObject({ content: z.string() }).transform((t) => t.content),
]);

function readJson(path: string): JsonObject {
  try {
    return jsonObject.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new WorkbenchError('bad-input', `${path} is missing or not a JSON object.`);
  }
}

/** What a folder says of its tokenizer: `special_tokens_map.json` names roles in folders whose `tokenizer_config.json` does not, or is missing. */
export function readTokenizerConfig(dir: string): JsonObject {
  const files = ['special_tokens_map.json', 'tokenizer_config.json'].map((name) => join(dir, name));
  return Object.assign({}, ...files.filter((path) => existsSync(path)).map(readJson));
}

function specialIdsOf(inner: HuggingFaceTokenizer, config: JsonObject): Partial<Record<SpecialRole, number>> {
  const found: Partial<Record<SpecialRole, number>> = {};
  for (const role of roles) {
    const content = tokenContent.safeParse(config[`${role}_token`]);
    const id = content.success ? inner.token_to_id(content.data) : undefined;
    if (id !== undefined) found[role] = id;
  }
  return found;
}

function construct(json: JsonObject, config: JsonObject, source: string): HuggingFaceTokenizer {
  try {
    return new HuggingFaceTokenizer({ added_tokens: [], ...json }, config);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'of unknown form';
    throw new WorkbenchError('bad-input', `${source} is not a tokenizer that can be used: ${reason}`);
  }
}

function wrap(inner: HuggingFaceTokenizer, config: JsonObject): Tokenizer {
  const vocabSize = 1 + [...inner.get_vocab().values()].reduce((max, id) => Math.max(max, id), -1);
  const added = [...inner.get_added_tokens_decoder().values()];
  // The library would tidy " ." to "." unless told not to, and text would not come back unchanged.
  const tidy = config.clean_up_tokenization_spaces === true;
  const encoded = (text: string, options: EncodeOptions = {}) => {
    const addSpecial = options.addSpecialTokens ?? true;
    return inner.encode(text, {
      text_pair: options.pair ?? null,
      add_special_tokens: addSpecial,
      return_token_type_ids: true,
    });
  };
  return {
    vocabSize,
    specialIds: specialIdsOf(inner, config),
    allSpecialIds: new Set(added.filter((token) => token.special).map((token) => token.id)),
    encode: (text, options) => encoded(text, options).ids,
    encodeWithTypes: (text, options) => {
      const { ids, token_type_ids: types } = encoded(text, options);
      return { ids, typeIds: types ?? new Array<number>(ids.length).fill(0) };
    },
    decode: (ids, options = {}) => {
      const outside = ids.find((id) => inner.id_to_token(id) === undefined);
      if (outside !== undefined) {
        throw new WorkbenchError(
          'bad-input',
          `The token id ${outside} is not in the tokenizer's vocabulary.`,
        );
      }
      if (ids.length === 0) return '';
      return inner.decode([...ids], {
        skip_special_tokens: options.skipSpecialTokens ?? false,
        clean_up_tokenization_spaces: tidy,
      });
    },
    idOf: (token) => inner.token_to_id(token),
    tokenOf: (id) => inner.id_to_token(id),
  };
}

/**
 * A tokenizer from a folder with `tokenizer.json` (and, where there, `tokenizer_config.json` and
 * `special_tokens_map.json`), or from the content of a `tokenizer.json` and of those two together. Byte-level
 * BPE, GPT's BPE, WordPiece and Unigram.
 * @throws WorkbenchError `bad-input` where a file is missing, broken or of a kind that is not supported
 */
export function loadTokenizer(source: string | object, given: object = {}): Tokenizer {
  if (typeof source !== 'string') {
    const settings = { ...given };
    return wrap(construct({ ...source }, settings, 'The tokenizer given'), settings);
  }
  const path = join(source, 'tokenizer.json');
  const config = readTokenizerConfig(source);
  return wrap(construct(readJson(path), config, path), config);
}
