import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { checkpointWeights } from '../../runtime/model-trainer.ts';
import { loadTokenizer, type Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import { type ModelConfig, parseModelConfig, type T5Config } from '../../weights/configs.ts';
import { headOf } from '../../weights/expected-tensors.ts';
import { loadModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import type { WeightTensor } from '../../weights/read-safetensors.ts';
import { initialWeights } from '../framework/initial-weights.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import type { T5Tokens } from './t5-model.ts';

/** The part of a config that says what T5 a training starts from. */
export const t5Fields = {
  /** The folder of a tokenizer, from --data; of --init where that is given. */
  tokenizer: z.string().optional(),
  /** The size of a T5 from nothing; that of --init where that is given. */
  model: z
    .strictObject({
      /** Blocks of the encoder. */
      layers: z.int().min(1).max(100),
      /** Blocks of the decoder; as many as the encoder's where left out. */
      decoderLayers: z.int().min(1).max(100).optional(),
      width: z.int().min(1),
      heads: z.int().min(1),
      /** The width of one head. */
      headWidth: z.int().min(1).default(64),
      /** The width of the feed-forward layer. */
      inner: z.int().min(1),
      /** `relu` as T5 1.0, `gated-gelu` as T5 1.1. */
      activation: z.enum(['relu', 'gated-gelu']).default('relu'),
      /** Rows of the table of distances. */
      buckets: z.int().min(4).default(32),
      /** From this distance on all share the last row. */
      maxDistance: z.int().min(8).default(128),
    })
    .optional(),
  /** A folder of a GPT with the same tokenizer and width, from --data, whose embeddings a T5 from nothing takes. */
  embeddings: z.string().optional(),
  /** The share of values that are dropped, everywhere T5 does so. */
  dropout: z.number().min(0).lt(1).default(0.1),
};

type T5Fields = z.infer<z.ZodObject<typeof t5Fields>> & { readonly seed: number };

export interface StartingT5 {
  /** The folder of the tokenizer. */
  readonly tokenizerDir: string;
  readonly tokenizer: Tokenizer;
  readonly config: T5Config;
  readonly tokens: T5Tokens;
  /** The folder whose embeddings are taken. */
  readonly embeddingsDir: string | null;
  readonly weights: () => ReadonlyMap<string, Float32Array>;
}

/**
 * A Hugging Face folder (`--init`), or a T5 of the config's size from nothing.
 * @throws WorkbenchError `bad-input` where config and `--init` do not fit each other, or a folder holds another model
 */
export function startingT5(settings: T5Fields, { init, dataDir }: TrainingContext): StartingT5 {
  const { model, tokenizer, embeddings } = settings;
  if (init) {
    if (model || tokenizer || embeddings)
      throw new WorkbenchError(
        'bad-input',
        'With --init the model and the tokenizer are those of that folder: take "model", "tokenizer" and "embeddings" out of the config.',
      );
    return downloadedT5(init, settings);
  }
  if (!model || !tokenizer)
    throw new WorkbenchError(
      'bad-input',
      'Without --init the config must have "model" and "tokenizer": the size of a T5 from nothing, and its tokenizer.',
    );
  const tokenizerDir = resolve(dataDir, tokenizer);
  const embeddingsDir = embeddings === undefined ? null : resolve(dataDir, embeddings);
  const loaded = loadTokenizer(tokenizerDir);
  const config = newT5(settings, model, loaded);
  const table = embeddingsDir === null ? undefined : gptEmbeddings(embeddingsDir, tokenizerDir, config);
  const weights = () => {
    const drawn = initialWeights(config, settings.seed);
    return table ? drawn.set('shared.weight', scaled(table.read(), config)) : drawn;
  };
  const tokens = tokensOf(config, loaded, tokenizerDir);
  return { tokenizerDir, embeddingsDir, tokenizer: loaded, config, tokens, weights };
}

function downloadedT5(dir: string, { dropout }: T5Fields): StartingT5 {
  const checkpoint = loadModelCheckpoint(dir);
  const config = { ...asT5(checkpoint.config, dir), dropout_rate: dropout };
  const tokenizer = loadTokenizer(dir);
  const tokens = tokensOf(config, tokenizer, dir);
  if (tokenizer.vocabSize > config.vocab_size)
    throw new WorkbenchError(
      'bad-input',
      `The tokenizer in ${dir} has ${tokenizer.vocabSize} tokens, the model ${config.vocab_size}.`,
    );
  const weights = () => checkpointWeights(checkpoint);
  return { tokenizerDir: dir, tokenizer, config, tokens, embeddingsDir: null, weights };
}

function newT5(settings: T5Fields, model: NonNullable<T5Fields['model']>, tokenizer: Tokenizer): T5Config {
  const { layers, decoderLayers, width, heads, headWidth, inner, activation, buckets, maxDistance } = model;
  const raw = {
    model_type: 't5',
    architectures: ['T5ForConditionalGeneration'],
    vocab_size: tokenizer.vocabSize,
    num_layers: layers,
    num_decoder_layers: decoderLayers ?? layers,
    d_model: width,
    num_heads: heads,
    d_kv: headWidth,
    d_ff: inner,
    feed_forward_proj: activation,
    relative_attention_num_buckets: buckets,
    relative_attention_max_distance: maxDistance,
    dropout_rate: settings.dropout,
    pad_token_id: tokenizer.specialIds.pad ?? null,
    eos_token_id: tokenizer.specialIds.eos ?? null,
    decoder_start_token_id: tokenizer.specialIds.pad ?? null,
  };
  return asT5(parseModelConfig(raw, 'The "model" of the config'), 'The config');
}

function tokensOf(config: T5Config, { specialIds }: Tokenizer, source: string): T5Tokens {
  const pad = config.pad_token_id ?? specialIds.pad;
  const end = config.eos_token_id ?? specialIds.eos;
  if (pad === undefined || end === undefined)
    throw new WorkbenchError(
      'bad-input',
      `Neither configuration nor tokenizer in ${source} say which tokens fill rows and end texts ("pad_token_id", "eos_token_id").`,
    );
  return { pad, end, start: config.decoder_start_token_id ?? pad };
}

/** @throws WorkbenchError `bad-input` where the folder holds no GPT of this tokenizer and width */
function gptEmbeddings(
  dir: string,
  tokenizerDir: string,
  { vocab_size: words, d_model: width }: T5Config,
): WeightTensor {
  const { tensors } = loadModelCheckpoint(dir);
  const table = tensors.get('transformer.tokens_embed.weight') ?? tensors.get('transformer.wte.weight');
  if (table?.shape.join() !== `${words},${width}`)
    throw new WorkbenchError(
      'bad-input',
      `${dir} has no embeddings of ${words} tokens and width ${width}, as those of a GPT with this tokenizer and "width" are.`,
    );
  const [own, other] = [dir, tokenizerDir].map((folder) => join(folder, 'tokenizer.json'));
  if (own && other && existsSync(own) && readFileSync(own).equals(readFileSync(other))) return table;
  throw new WorkbenchError(
    'bad-input',
    `${dir} has another tokenizer than ${tokenizerDir}, so its embeddings are of other tokens.`,
  );
}

/** At the size T5 starts with: a GPT's are some ten times smaller, and the head divides by the root of the width. */
function scaled(values: Float32Array, { initializer_factor: size }: T5Config): Float32Array {
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  return values.map((value) => (value * size) / Math.sqrt(square));
}

function asT5(found: ModelConfig, source: string): T5Config {
  if (found.model_type === 't5' && headOf(found) === 'T5ForConditionalGeneration') return found;
  throw new WorkbenchError(
    'bad-input',
    `${source} is a ${found.architectures?.[0] ?? found.model_type}; replies are learned by a T5ForConditionalGeneration.`,
  );
}
