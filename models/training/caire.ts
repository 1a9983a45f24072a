import { join, resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { checkpointWeights } from '../runtime/model-trainer.ts';
import { createTrainer } from '../runtime/trainer.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import {
  type Gpt2Config,
  type ModelConfig,
  type OpenaiGptConfig,
  parseModelConfig,
} from '../weights/configs.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { dialogueSource } from './data/data-source.ts';
import { planEpochs } from './framework/epochs.ts';
import { initialWeights } from './framework/initial-weights.ts';
import { decays, loopFields, loopSettings } from './framework/loop-config.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import { tokenBatches } from './framework/token-batches.ts';
import { train } from './framework/train.ts';
import { hashesOf, hashOf, prepareTrainedFolder, writeTrainedWeights } from './framework/trained-folder.ts';
import { fingerprintOf } from './framework/training-state.ts';
import { writeJsonAtomically } from './framework/write-atomically.ts';
import { dialogueFeeds, dialogueModel } from './language-model/dialogue-model.ts';
import { dialogueText } from './language-model/dialogue-text.ts';
import { dialogueTokensOf } from './language-model/dialogue-tokens.ts';
import { validateDialogues } from './language-model/validate-dialogues.ts';

const shape = z.strictObject({
  /** Blocks of attention and feed-forward. */
  layers: z.int().min(1).max(100),
  width: z.int().min(1),
  /** Heads of attention; a divisor of the width. */
  heads: z.int().min(1),
  /** The longest input in tokens. */
  positions: z.int().min(8),
});

const config = z.strictObject({
  /** Plain dialogues as a language model: what a GPT from nothing learns first. */
  stage: z.literal('pretraining'),
  /** The folder of a tokenizer, from --data; of --init where that is given. */
  tokenizer: z.string().optional(),
  /** The size of a GPT from nothing; that of --init where that is given. */
  model: shape.optional(),
  /** The share of values that are dropped after embeddings, attention and feed-forward. */
  dropout: z.number().min(0).lt(1).default(0.1),
  /** The share of attention weights that are dropped. */
  attentionDropout: z.number().min(0).lt(1).default(0),
  /** The longest row, in tokens; at most the positions of the model. */
  maxLength: z.int().min(8),
  /** The most places of a batch, filling included. */
  batchTokens: z.int().min(8),
  ...loopFields,
  /** Files of dialogues to learn from. */
  data: z.array(dialogueSource).min(1),
  /** Files of dialogues, by a name each, that choose the best weights: never ones that are learned from. */
  validation: z.record(z.string(), dialogueSource),
});

type CaireConfig = z.infer<typeof config>;
type GptConfig = Gpt2Config | OpenaiGptConfig;

/** CAiRE (Lin et al. 2020): GPT in the form of TransferTransfo (Wolf et al. 2019), stage by stage. */
export const caireRecipe = defineRecipe({
  name: 'caire',
  summary: 'CAiRE: a GPT on plain dialogues, each turn behind the token of its speaker',
  config,
  run: pretrain,
});

async function pretrain(
  settings: CaireConfig,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  const started = startingPoint(settings, context);
  const tokenizer = loadTokenizer(started.tokenizer);
  const tokens = dialogueTokensOf(tokenizer);
  const model = started.config(tokenizer.vocabSize);
  const { maxLength } = settings;
  checkLengths(settings, model);

  // The text as rows of token ids.
  const textOptions = { tokenizer, tokens, maxLength, context };
  const learned = await dialogueText(settings.data, textOptions);
  const held = await Promise.all(
    Object.entries(settings.validation).map(
      async ([name, source]) => [name, await dialogueText([source], textOptions)] as const,
    ),
  );

  // Batches of rows of about equal length, in an order of each epoch's own.
  const lengths = learned.rows.map(({ length }) => length);
  const plan = planEpochs(settings.epochs, (epoch) =>
    tokenBatches(lengths, { tokens: settings.batchTokens, seed: [settings.seed, epoch] }),
  );

  // AdamW on the mean cross-entropy of all words of both speakers.
  const { graph, loss } = dialogueModel(model);
  const shapes = new Map(graph.parameters.map(({ name, shape: sizes }) => [name, sizes]));
  const trainer = await createTrainer({
    graph,
    loss,
    parameters: started.weights(model),
    optimiser: { betas: settings.betas, maxNorm: settings.maxGradientNorm },
    weightDecay: (name) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
    seed: settings.seed,
    ...(context.device ? { device: context.device } : {}),
    ...(context.threads ? { threads: context.threads } : {}),
  });

  prepareTrainedFolder(context.out, { config: model, tokenizer: started.tokenizer });
  const sources = [...settings.data, ...Object.values(settings.validation)];
  const origin = {
    recipe: 'caire',
    config: raw,
    data: await hashesOf(
      context.dataDir,
      sources.map(({ path }) => path),
    ),
    tokenizer: await hashOf(join(started.tokenizer, 'tokenizer.json')),
    init: context.init ? await hashOf(join(context.init, 'model.safetensors')) : null,
  };
  try {
    const end = await train(
      {
        trainer,
        fingerprint: fingerprintOf(origin),
        totalSteps: plan.totalSteps,
        batch: (step) => {
          const rows = plan.rowsOf(step).map((row) => learned.rows[row] ?? []);
          return {
            feeds: dialogueFeeds(rows, tokens),
            tokens: rows.reduce((sum, row) => sum + row.length, 0),
          };
        },
        ...(held.length > 0 ? { validate: () => validateDialogues(trainer, tokens, held) } : {}),
        publish: () => writeTrainedWeights(context.out, model, trainer.parameters),
        settings: loopSettings(settings),
      },
      context,
    );
    const numbers = { ...end, rows: learned.rows.length, words: learned.words, totalSteps: plan.totalSteps };
    writeJsonAtomically(join(context.out, 'training.json'), { ...origin, numbers, commit: context.commit });
    return { line: summaryLine(end), numbers };
  } finally {
    await trainer.dispose();
  }
}

function summaryLine({ step, tokens, best }: Awaited<ReturnType<typeof train>>): string {
  const found = best ? `; best validation loss ${best.loss.toFixed(4)} after step ${best.step}` : '';
  return `${step} steps over ${tokens} tokens${found}.`;
}

interface StartingPoint {
  /** The folder of the tokenizer. */
  readonly tokenizer: string;
  readonly config: (vocabulary: number) => GptConfig;
  readonly weights: (config: GptConfig) => ReadonlyMap<string, Float32Array>;
}

/** A Hugging Face folder, or a GPT of the config's size from nothing. */
function startingPoint(settings: CaireConfig, { init, dataDir }: TrainingContext): StartingPoint {
  const rates = {
    embd_pdrop: settings.dropout,
    resid_pdrop: settings.dropout,
    attn_pdrop: settings.attentionDropout,
  };
  if (init) {
    if (settings.model || settings.tokenizer)
      throw new WorkbenchError(
        'bad-input',
        'With --init the model and the tokenizer are those of that folder: take "model" and "tokenizer" out of the config.',
      );
    const checkpoint = loadModelCheckpoint(init);
    const gpt = asGpt(checkpoint.config, init);
    return {
      tokenizer: init,
      config: () => ({ ...gpt, ...rates }),
      weights: () => checkpointWeights(checkpoint),
    };
  }
  const { model, tokenizer } = settings;
  if (!model || !tokenizer)
    throw new WorkbenchError(
      'bad-input',
      'Without --init the config must have "model" and "tokenizer": the size of a GPT from nothing, and its tokenizer.',
    );
  const config = (vocabulary: number) =>
    asGpt(
      parseModelConfig(
        {
          model_type: 'openai-gpt',
          architectures: ['OpenAIGPTLMHeadModel'],
          vocab_size: vocabulary,
          n_layer: model.layers,
          n_embd: model.width,
          n_head: model.heads,
          n_positions: model.positions,
          pad_token_id: 0,
          eos_token_id: 1,
          bos_token_id: 2,
          ...rates,
        },
        'the config',
      ),
      'the config',
    );
  return {
    tokenizer: resolve(dataDir, tokenizer),
    config,
    weights: (made) => initialWeights(made, settings.seed),
  };
}

function asGpt(found: ModelConfig, source: string): GptConfig {
  if (found.model_type === 'gpt2' || found.model_type === 'openai-gpt') return found;
  throw new WorkbenchError(
    'bad-input',
    `${source} is a ${found.model_type}; CAiRE is trained from a GPT or GPT-2.`,
  );
}

function checkLengths({ maxLength, batchTokens }: CaireConfig, { n_positions }: GptConfig): void {
  if (maxLength > n_positions)
    throw new WorkbenchError(
      'bad-input',
      `maxLength is ${maxLength}, but the model has ${n_positions} positions.`,
    );
  if (batchTokens < maxLength)
    throw new WorkbenchError(
      'bad-input',
      `batchTokens is ${batchTokens}: less than one row of ${maxLength}.`,
    );
}
