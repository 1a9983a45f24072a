import { join, resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { checkpointWeights } from '../../runtime/model-trainer.ts';
import { loadTokenizer, readTokenizerConfig, type Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import {
  type Gpt2Config,
  type ModelConfig,
  type OpenaiGptConfig,
  parseModelConfig,
} from '../../weights/configs.ts';
import { loadModelCheckpoint, type ModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import { readJsonObject } from '../../weights/read-checkpoint.ts';
import { initialWeights } from '../framework/initial-weights.ts';
import { modelSize } from '../framework/model-size.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { prepareTrainedFolder } from '../framework/trained-folder.ts';
import { writeJsonAtomically } from '../framework/write-atomically.ts';
import { addDialogueTokens, type GrownTokenizer } from './add-dialogue-tokens.ts';
import { type DialogueTokens, dialogueTokensOf } from './dialogue-tokens.ts';
import { growEmbeddings } from './grow-embeddings.ts';

export type GptConfig = Gpt2Config | OpenaiGptConfig;

/** The part of a config that says what GPT a training starts from. */
export const gptFields = {
  /** The folder of a tokenizer, from --data; of --init where that is given. */
  tokenizer: z.string().optional(),
  /** The size of a GPT from nothing; that of --init where that is given. */
  model: modelSize.optional(),
  /** The share of values that are dropped after embeddings, attention and feed-forward. */
  dropout: z.number().min(0).lt(1).default(0.1),
  /** The share of attention weights that are dropped. */
  attentionDropout: z.number().min(0).lt(1).default(0),
};

type GptFields = z.infer<z.ZodObject<typeof gptFields>> & { readonly seed: number };

export interface StartingGpt {
  /** The folder of the tokenizer. */
  readonly tokenizer: string;
  /** The tokenizer, which has the tokens of dialogues. */
  readonly words: Tokenizer;
  readonly tokens: DialogueTokens;
  readonly config: GptConfig;
  /** Read anew at each call. */
  readonly weights: () => ReadonlyMap<string, Float32Array>;
  /** Puts a configuration and the tokenizer into the folder of a training. */
  readonly prepare: (out: string, config: GptConfig) => void;
}

/**
 * A Hugging Face folder (`--init`), or a GPT of the config's size from nothing. A folder whose tokenizer lacks tokens of
 * dialogues, such as a stock `gpt2`, gets them, and rows of its embeddings for them.
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
    return furtherGpt(settings, init);
  }
  if (!model || !tokenizer)
    throw new WorkbenchError(
      'bad-input',
      'Without --init the config must have "model" and "tokenizer": the size of a GPT from nothing, and its tokenizer.',
    );
  const folder = resolve(dataDir, tokenizer);
  const words = loadTokenizer(folder);
  const config = newGpt(settings, model, words.vocabSize);
  return {
    tokenizer: folder,
    words,
    tokens: dialogueTokensOf(words),
    config,
    weights: () => initialWeights(config, settings.seed),
    prepare: (out, written) => prepareTrainedFolder(out, { config: written, tokenizer: folder }),
  };
}

function furtherGpt(settings: GptFields, init: string): StartingGpt {
  const checkpoint = loadModelCheckpoint(init);
  const held = loadTokenizer(init);
  const files = {
    tokenizer: readJsonObject(join(init, 'tokenizer.json')),
    config: readTokenizerConfig(init),
  };
  const grown = addDialogueTokens(files, held);
  const words = loadTokenizer(grown.tokenizer, grown.config);
  const tokens = dialogueTokensOf(words);
  const found = { ...asGpt(checkpoint.config, init), ...dropoutRates(settings) };
  const start = { tokenizer: init, words, tokens };
  if (grown.added.length === 0)
    return {
      ...start,
      config: found,
      weights: () => checkpointWeights(checkpoint),
      prepare: (out, written) => prepareTrainedFolder(out, { config: written, tokenizer: init }),
    };
  const config = {
    ...found,
    vocab_size: Math.max(found.vocab_size, words.vocabSize),
    bos_token_id: tokens.bos,
    eos_token_id: tokens.eos,
    pad_token_id: tokens.pad,
  };
  return {
    ...start,
    config,
    weights: () => grownWeights(checkpoint, config, { known: held.vocabSize, added: grown.added }),
    prepare: (out, written) => prepareGrown(out, written, { init, grown }),
  };
}

function grownWeights(
  checkpoint: ModelCheckpoint,
  { n_embd: width, vocab_size: vocabulary }: GptConfig,
  tokens: { readonly known: number; readonly added: readonly number[] },
): ReadonlyMap<string, Float32Array> {
  return growEmbeddings(checkpointWeights(checkpoint), { ...tokens, width, vocabulary });
}

function prepareGrown(
  out: string,
  config: GptConfig,
  { init, grown }: { readonly init: string; readonly grown: GrownTokenizer },
): void {
  prepareTrainedFolder(out, { config, tokenizer: init });
  writeJsonAtomically(join(out, 'tokenizer.json'), grown.tokenizer);
  writeJsonAtomically(join(out, 'tokenizer_config.json'), grown.config);
  // Older programs take the roles from here, if it is there.
  const roles = Object.entries(grown.config).filter(([key]) =>
    /_token$|^additional_special_tokens$/.test(key),
  );
  writeJsonAtomically(join(out, 'special_tokens_map.json'), Object.fromEntries(roles));
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
