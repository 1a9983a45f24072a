import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { createTrainer, type Trainer } from '../runtime/trainer.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { dialogueSource } from './data/data-source.ts';
import { planEpochs } from './framework/epochs.ts';
import { decays, loopFields, loopSettings } from './framework/loop-config.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import { tokenBatches } from './framework/token-batches.ts';
import { train } from './framework/train.ts';
import {
  hashesOf,
  hashOf,
  prepareTrainedFolder,
  weightFiles,
  writeTrainedWeights,
} from './framework/trained-folder.ts';
import { fingerprintOf, type LoopState } from './framework/training-state.ts';
import { writeJsonAtomically } from './framework/write-atomically.ts';
import { dialogueFeeds, dialogueModel } from './language-model/dialogue-model.ts';
import { type DialogueText, dialogueText } from './language-model/dialogue-text.ts';
import { dialogueTokensOf } from './language-model/dialogue-tokens.ts';
import { type GptConfig, gptFields, type StartingGpt, startingGpt } from './language-model/starting-gpt.ts';
import { validateDialogues } from './language-model/validate-dialogues.ts';

const config = z.strictObject({
  /** Plain dialogues as a language model: what a GPT from nothing learns first. */
  stage: z.literal('pretraining'),
  ...gptFields,
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

/** CAiRE (Lin et al. 2020): GPT in the form of TransferTransfo (Wolf et al. 2019). */
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
  // The model and its words: those of --init, or new ones.
  const start = startingGpt(settings, context);
  const tokenizer = loadTokenizer(start.tokenizer);
  const tokens = dialogueTokensOf(tokenizer);
  const gpt = start.config(tokenizer.vocabSize);
  checkLengths(settings, gpt);

  // The text as rows of token ids.
  const textOptions = { tokenizer, tokens, maxLength: settings.maxLength, context };
  const learned = await dialogueText(settings.data, textOptions);
  const held: (readonly [string, DialogueText])[] = [];
  for (const [name, source] of Object.entries(settings.validation))
    held.push([name, await dialogueText([source], textOptions)]);

  // Batches of rows of about equal length, in an order of each epoch's own.
  const lengths = learned.rows.map(({ length }) => length);
  const plan = planEpochs(settings.epochs, (epoch) =>
    tokenBatches(lengths, { tokens: settings.batchTokens, seed: [settings.seed, epoch] }),
  );
  const batch = (step: number) => {
    const rows = plan.rowsOf(step).map((row) => learned.rows[row] ?? []);
    return { feeds: dialogueFeeds(rows, tokens), tokens: rows.reduce((sum, { length }) => sum + length, 0) };
  };

  const origin = await originOf(settings, { context, raw, tokenizer: start.tokenizer });
  const trainer = await languageModelTrainer(settings, { context, gpt, start });
  try {
    const task = {
      trainer,
      batch,
      fingerprint: fingerprintOf(origin),
      totalSteps: plan.totalSteps,
      ...(held.length > 0 ? { validate: () => validateDialogues(trainer, tokens, held) } : {}),
      prepare: () => prepareTrainedFolder(context.out, { config: gpt, tokenizer: start.tokenizer }),
      publish: () => writeTrainedWeights(context.out, gpt, trainer.parameters),
      settings: loopSettings(settings),
    };
    const end = await train(task, context);
    const { rows, words } = learned;
    const numbers = { ...end, rows: rows.length, words, totalSteps: plan.totalSteps };
    writeJsonAtomically(join(context.out, 'training.json'), { ...origin, numbers, commit: context.commit });
    return { line: summaryLine(end), numbers };
  } finally {
    await trainer.dispose();
  }
}

/** What makes this training this one: two with the same take the same steps. */
async function originOf(
  settings: CaireConfig,
  { context, raw, tokenizer }: { context: TrainingContext; raw: unknown; tokenizer: string },
) {
  const { data, validation } = settings;
  const sources = [...data, ...Object.values(validation)].map(({ path }) => path);
  return {
    recipe: 'caire',
    config: raw,
    data: await hashesOf(context.dataDir, sources),
    tokenizer: await hashOf(join(tokenizer, 'tokenizer.json')),
    init: context.init ? await hashesOf(context.init, weightFiles(context.init)) : null,
  };
}

/** AdamW on the mean cross-entropy of all words of both speakers. */
function languageModelTrainer(
  settings: CaireConfig,
  { context, gpt, start }: { context: TrainingContext; gpt: GptConfig; start: StartingGpt },
): Promise<Trainer> {
  const { device, threads } = context;
  const { graph, loss } = dialogueModel(gpt);
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  return createTrainer({
    graph,
    loss,
    parameters: start.weights(gpt),
    optimiser: { betas: settings.betas, maxNorm: settings.maxGradientNorm },
    weightDecay: (name) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
    seed: settings.seed,
    ...(device ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
}

function summaryLine({ step, tokens, best }: LoopState): string {
  const found = best ? `; best validation loss ${best.loss.toFixed(4)} after step ${best.step}` : '';
  return `${step} steps over ${tokens} tokens${found}.`;
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
