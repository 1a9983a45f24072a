import { resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { checkpointWeights } from '../../runtime/model-trainer.ts';
import {
  type Gpt2Config,
  type ModelConfig,
  type OpenaiGptConfig,
  parseModelConfig,
} from '../../weights/configs.ts';
import { loadModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import { initialWeights } from '../framework/initial-weights.ts';
import type { TrainingContext } from '../framework/recipe.ts';

export type GptConfig = Gpt2Config | OpenaiGptConfig;

/** The part of a config that says what GPT a training starts from. */
export const gptFields = {
  /** The folder of a tokenizer, from --data; of --init where that is given. */
  tokenizer: z.string().optional(),
  /** The size of a GPT from nothing; that of --init where that is given. */
  model: z
    .strictObject({
      /** Blocks of attention and feed-forward. */
      layers: z.int().min(1).max(100),
      width: z.int().min(1),
      /** Heads of attention; a divisor of the width. */
      heads: z.int().min(1),
      /** The longest input in tokens. */
      positions: z.int().min(8),
    })
    .optional(),
  /** The share of values that are dropped after embeddings, attention and feed-forward. */
  dropout: z.number().min(0).lt(1).default(0.1),
  /** The share of attention weights that are dropped. */
  attentionDropout: z.number().min(0).lt(1).default(0),
};

type GptFields = z.infer<z.ZodObject<typeof gptFields>> & { readonly seed: number };

export interface StartingGpt {
  /** The folder of the tokenizer. */
  readonly tokenizer: string;
  readonly config: (vocabulary: number) => GptConfig;
  readonly weights: (config: GptConfig) => ReadonlyMap<string, Float32Array>;
}

/**
 * A Hugging Face folder (`--init`), or a GPT of the config's size from nothing.
 * @throws WorkbenchError `bad-input` where config and `--init` do not fit each other or the folder holds no GPT
 */
export function startingGpt(settings: GptFields, { init, dataDir }: TrainingContext): StartingGpt {
  const { model, tokenizer } = settings;
  if (init) {
    if (model || tokenizer)
      throw new WorkbenchError(
        'bad-input',
        'With --init the model and the tokenizer are those of that folder: take "model" and "tokenizer" out of the config.',
      );
    const checkpoint = loadModelCheckpoint(init);
    const gpt = { ...asGpt(checkpoint.config, init), ...dropoutRates(settings) };
    return { tokenizer: init, config: () => gpt, weights: () => checkpointWeights(checkpoint) };
  }
  if (!model || !tokenizer)
    throw new WorkbenchError(
      'bad-input',
      'Without --init the config must have "model" and "tokenizer": the size of a GPT from nothing, and its tokenizer.',
    );
  return {
    tokenizer: resolve(dataDir, tokenizer),
    config: (vocabulary) => newGpt(settings, model, vocabulary),
    weights: (config) => initialWeights(config, settings.seed),
  };
}

function newGpt(
  settings: GptFields,
  { layers, width, heads, positions }: NonNullable<GptFields['model']>,
  vocabulary: number,
): GptConfig {
  const raw = {
    model_type: 'openai-gpt',
    architectures: ['OpenAIGPTLMHeadModel'],
    vocab_size: vocabulary,
    n_layer: layers,
    n_embd: width,
    n_head: heads,
    n_positions: positions,
    pad_token_id: 0,
    eos_token_id: 1,
    bos_token_id: 2,
    ...dropoutRates(settings),
  };
  return asGpt(parseModelConfig(raw, 'The "model" of the config'), 'The config');
}

function dropoutRates({ dropout, attentionDropout }: GptFields) {
  return { embd_pdrop: dropout, resid_pdrop: dropout, attn_pdrop: attentionDropout };
}

function asGpt(found: ModelConfig, source: string): GptConfig {
  if (found.model_type === 'gpt2' || found.model_type === 'openai-gpt') return found;
  throw new WorkbenchError(
    'bad-input',
    `${source} is a ${found.model_type}; CAiRE is trained from a GPT or GPT-2.`,
  );
}
