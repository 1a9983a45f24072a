import { resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom } from '#lib/rng.ts';
import { parseModelConfig, type T5Config } from '../../weights/configs.ts';
import { expectedTensors } from '../../weights/expected-tensors.ts';
import { loadModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import type { WeightTensor } from '../../weights/read-safetensors.ts';
import { initialWeights } from '../framework/initial-weights.ts';
import type { TrainingContext } from '../framework/recipe.ts';

/** The part of a config that says what T5 encoder a classifier or regressor starts from. */
export const encoderFields = {
  /** The folder of a tokenizer, from --data; of --init where that is given. */
  tokenizer: z.string().optional(),
  /** The size of an encoder from nothing; that of --init where that is given. */
  model: z
    .strictObject({
      width: z.int().min(1),
      /** Heads of self-attention. */
      heads: z.int().min(1),
      /** The width of a head. */
      headWidth: z.int().min(1),
      /** The inner width of the feed-forward layers. */
      feedForward: z.int().min(1),
    })
    .optional(),
  /** Blocks of the encoder: the first so many of --init. */
  layers: z.int().min(1).default(2),
  /** The share of values that are dropped in the encoder. */
  dropout: z.number().min(0).lt(1).default(0.1),
  /** A folder, from --data, of a GPT or T5 of the same tokenizer and width, whose word embeddings are started from. */
  embeddings: z.string().optional(),
  /** Scales the first embeddings to this root mean square; as they are where left out. */
  embeddingScale: z.number().positive().optional(),
};

type EncoderFields = z.infer<z.ZodObject<typeof encoderFields>> & { readonly seed: number };

export interface StartingEncoder {
  /** The folder of the tokenizer. */
  readonly tokenizer: string;
  readonly config: (vocabulary: number) => T5Config;
  /**
   * `shared.weight` and `encoder.…`.
   * @param name draws new weights from a stream of its own
   */
  readonly weights: (config: T5Config, name: string) => Map<string, Float32Array>;
  /** Folders beside --init whose weights are started from, by what they give. */
  readonly startsFrom: Readonly<Record<string, string>>;
}

/**
 * The encoder of a T5 folder (`--init`), or one of the config's size from nothing.
 * @throws WorkbenchError `bad-input` where config, `--init` and `embeddings` do not fit each other
 */
export function startingEncoder(settings: EncoderFields, context: TrainingContext): StartingEncoder {
  const start = context.init ? encoderOf(context.init, settings) : newEncoder(settings, context);
  const embeddings =
    settings.embeddings === undefined ? undefined : resolve(context.dataDir, settings.embeddings);
  return {
    tokenizer: start.tokenizer,
    config: start.config,
    weights: (config, name) => {
      const weights = start.weights(config, name);
      const table = embeddings ? wordVectorsOf(embeddings, config) : weights.get('shared.weight');
      if (table) weights.set('shared.weight', scaled(table, settings.embeddingScale));
      return weights;
    },
    startsFrom: embeddings === undefined ? {} : { embeddings },
  };
}

type Start = Omit<StartingEncoder, 'startsFrom'>;

function encoderOf(init: string, { model, tokenizer, layers, dropout }: EncoderFields): Start {
  if (model || tokenizer)
    throw new WorkbenchError(
      'bad-input',
      'With --init the model and the tokenizer are those of that folder: take "model" and "tokenizer" out of the config.',
    );
  const checkpoint = loadModelCheckpoint(init);
  const whole = checkpoint.config;
  if (whole.model_type !== 't5')
    throw new WorkbenchError('bad-input', `${init} is a ${whole.model_type}; an encoder of T5 is needed.`);
  if (layers > whole.num_layers)
    throw new WorkbenchError(
      'bad-input',
      `layers is ${layers}, but the encoder of ${init} has ${whole.num_layers}.`,
    );
  const config = { ...asEncoder(whole), num_layers: layers, dropout_rate: dropout };
  return {
    tokenizer: init,
    config: () => config,
    weights: () => readAll(checkpoint.tensors, [...expectedTensors(config, 'T5EncoderModel').keys()]),
  };
}

function newEncoder(
  { model, tokenizer, layers, dropout, seed }: EncoderFields,
  { dataDir }: TrainingContext,
): Start {
  if (!model || !tokenizer)
    throw new WorkbenchError(
      'bad-input',
      'Without --init the config must have "model" and "tokenizer": the size of an encoder from nothing, and its tokenizer.',
    );
  const raw = {
    model_type: 't5',
    d_model: model.width,
    num_heads: model.heads,
    d_kv: model.headWidth,
    d_ff: model.feedForward,
    num_layers: layers,
    dropout_rate: dropout,
  };
  return {
    tokenizer: resolve(dataDir, tokenizer),
    config: (vocabulary) =>
      asEncoder(parseModelConfig({ ...raw, vocab_size: vocabulary }, 'The "model" of the config')),
    weights: (config, name) => initialWeights(config, createRandom(seed, name).below(2 ** 32)),
  };
}

function asEncoder(config: ReturnType<typeof parseModelConfig>): T5Config {
  return { ...(config as T5Config), architectures: ['T5EncoderModel'] };
}

function readAll(
  tensors: ReadonlyMap<string, WeightTensor>,
  names: readonly string[],
): Map<string, Float32Array> {
  const found = names.flatMap((name) => {
    const tensor = tensors.get(name);
    return tensor ? [[name, tensor.read()] as const] : [];
  });
  return new Map(found);
}

/** The table of embeddings of a GPT, GPT-2 or T5 of a vocabulary and width. */
export function wordVectorsOf(
  folder: string,
  { vocab_size, d_model }: Pick<T5Config, 'vocab_size' | 'd_model'>,
): Float32Array {
  const { tensors } = loadModelCheckpoint(folder);
  const names = ['shared.weight', 'transformer.tokens_embed.weight', 'transformer.wte.weight'];
  const table = names.map((name) => tensors.get(name)).find((tensor) => tensor !== undefined);
  if (table?.shape.join() === [vocab_size, d_model].join()) return table.read();
  throw new WorkbenchError(
    'bad-input',
    `${folder} has no word embeddings of ${vocab_size} tokens and width ${d_model}, which "embeddings" must have.`,
  );
}

function scaled(table: Float32Array, scale: number | undefined): Float32Array {
  if (scale === undefined) return table;
  const size = Math.sqrt(table.reduce((sum, value) => sum + value * value, 0) / Math.max(1, table.length));
  return table.map((value) => (value * scale) / size);
}
