import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { buildDoubleHeads } from '../architectures/double-heads.ts';
import { doubleHeadsLoss } from '../architectures/double-heads-loss.ts';
import { seededDropout } from '../architectures/seeded-dropout.ts';
import type { Graph } from '../graph/graph.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { createTrainer } from '../runtime/trainer.ts';
import { dialogueSource } from './data/data-source.ts';
import { emotionLabels } from './data/emotions.ts';
import { planEpochs } from './framework/epochs.ts';
import { decays, loopFields, optimiserOf } from './framework/loop-config.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import { tokenBatches } from './framework/token-batches.ts';
import { trainAndRecord } from './framework/train-and-record.ts';
import { writeTrainedWeights } from './framework/trained-folder.ts';
import { dialogueFeeds, dialogueModel } from './language-model/dialogue-model.ts';
import { type DialogueText, dialogueText } from './language-model/dialogue-text.ts';
import { gptFields, type StartingGpt, startingGpt } from './language-model/starting-gpt.ts';
import { validateDialogues } from './language-model/validate-dialogues.ts';
import { replyFeeds } from './transfertransfo/reply-feeds.ts';
import { replyEpochs, replyFields, validationItems } from './transfertransfo/reply-stage.ts';
import { type ReplyText, replyText } from './transfertransfo/reply-text.ts';
import { type StartingDoubleHeads, startingDoubleHeads } from './transfertransfo/starting-double-heads.ts';
import { type HeldReplies, openHeads, validateReplies } from './transfertransfo/validate-replies.ts';

const textFields = {
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
};

/** Plain dialogues as a language model: what a GPT from nothing learns first. */
const pretraining = z.strictObject({ stage: z.literal('pretraining'), ...textFields });

/** Replies in the form of TransferTransfo, after the personas of the dialogues; both people are learned from. */
const persona = z.strictObject({ stage: z.literal('persona'), ...textFields, ...replyFields });

/** Replies of EmpatheticDialogues' listeners after CAiRE's own persona, and the emotions of the speakers. */
const empathetic = z.strictObject({
  stage: z.literal('empathetic'),
  ...textFields,
  ...replyFields,
  /** Who replies, in sentences; those of CAiRE (Lin et al. 2020) by default. */
  persona: z
    .array(z.string().min(1))
    .default([
      'my name is caire',
      'i want to help humans to make a better world',
      'i am a good friend of humans',
    ]),
  /** What the emotions count in the loss; 0 leaves them out. */
  emotionWeight: z.number().min(0).default(1),
});

const config = z.discriminatedUnion('stage', [pretraining, persona, empathetic]);
type CaireConfig = z.infer<typeof config>;
type ReplyConfig = z.infer<typeof persona> | z.infer<typeof empathetic>;

/** CAiRE (Lin et al. 2020): GPT in the form of TransferTransfo (Wolf et al. 2019). */
export const caireRecipe = defineRecipe({
  name: 'caire',
  summary: 'CAiRE: a GPT on plain dialogues, then on replies after a persona, then on empathetic replies',
  config,
  run: (settings, context, raw) =>
    settings.stage === 'pretraining'
      ? pretrain(settings, context, raw)
      : learnReplies(settings, context, raw),
});

async function pretrain(
  settings: z.infer<typeof pretraining>,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  // The model and its words: those of --init, or new ones.
  const start = startingGpt(settings, context);
  const { config: gpt, words: tokenizer, tokens } = start;
  checkLengths(settings, gpt.n_positions);

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

  // AdamW on the mean cross-entropy of all words of both speakers.
  const { graph, loss } = dialogueModel(gpt);
  const parameters = start.weights();
  const trainer = await createTrainer({ graph, loss, ...optimisation(settings, context, graph), parameters });
  const task = {
    trainer,
    batch,
    totalSteps: plan.totalSteps,
    ...(held.length > 0 ? { validate: () => validateDialogues(trainer, tokens, held) } : {}),
    prepare: () => start.prepare(context.out, gpt),
    publish: () => writeTrainedWeights(context.out, gpt, trainer.parameters),
  };
  const { rows, words } = learned;
  const numbers = { rows: rows.length, words };
  return trainAndRecord(task, { ...recorded(settings, { context, raw, start }), numbers });
}

async function learnReplies(
  settings: ReplyConfig,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  // The model and its words: the weights of --init, or new ones, with the heads that they lack.
  const isEmpathetic = settings.stage === 'empathetic';
  const start = startingGpt(settings, context);
  const emotions = isEmpathetic ? emotionLabels : undefined;
  const gpt = startingDoubleHeads(start, { emotions, seed: settings.seed });
  const { emotion_labels: labels, n_positions: positions } = gpt.config;
  checkLengths(settings, positions);

  // The text as windows of dialogues: rows with one reply or several.
  const persona = isEmpathetic ? settings.persona : undefined;
  const textOptions = { ...settings, tokenizer: start.words, emotions: labels, persona, context };
  const learned = await replyText(settings.data, textOptions);
  checkEmotions(settings, learned);
  const held: (readonly [string, HeldReplies])[] = [];
  for (const [name, source] of Object.entries(settings.validation)) {
    const { windows, words } = await replyText([source], textOptions);
    held.push([name, { items: validationItems(windows, settings), words }]);
  }

  // Batches of rows of about equal length; each epoch draws choices and distractors of its own.
  const plan = replyEpochs(learned.windows, settings);
  const feeding = {
    tokens: start.tokens,
    candidates: settings.candidates,
    hasEmotions: labels !== undefined,
  };

  // TransferTransfo's loss, and that of emotions.
  const { trainer, model } = await replyTrainer(settings, context, gpt);
  const task = {
    trainer,
    batch: (step: number) => replyFeeds(plan.rowsOf(step), feeding),
    totalSteps: plan.totalSteps,
    ...(held.length > 0 ? { validate: () => validateReplies(model, held, feeding) } : {}),
    // Whoever serves the model finds there who it is.
    prepare: () => start.prepare(context.out, { ...gpt.config, ...(persona ? { persona } : {}) }),
    publish: () => writeTrainedWeights(context.out, gpt.config, trainer.parameters),
  };
  const { windows, words, replies } = learned;
  const numbers = { windows: windows.length, replies, words };
  const training = { ...recorded(settings, { context, raw, start }), numbers };
  return trainAndRecord(task, training).finally(() => model.dispose());
}

async function replyTrainer(settings: ReplyConfig, context: TrainingContext, gpt: StartingDoubleHeads) {
  const heads = buildDoubleHeads(gpt.config, seededDropout);
  const isEmpathetic = settings.stage === 'empathetic';
  const losses = doubleHeadsLoss(heads, {
    languageModel: settings.languageModelWeight,
    multipleChoice: settings.choiceWeight,
    emotion: isEmpathetic ? settings.emotionWeight : 0,
  });
  const { total: loss, languageModel, multipleChoice: choice, emotion } = losses;
  const trainer = await createTrainer({
    graph: heads.graph,
    loss,
    ...optimisation(settings, context, heads.graph),
    parameters: gpt.weights,
    metrics: { languageModel, choice, ...(isEmpathetic && emotion ? { emotion } : {}) },
  });
  const { parameters } = trainer;
  return { trainer, model: await openHeads(heads, losses, { ...sessionOf(context), parameters }) };
}

/** What both trainings are known by. */
function recorded(
  settings: CaireConfig,
  { context, raw, start }: { context: TrainingContext; raw: unknown; start: StartingGpt },
) {
  const sources = [...settings.data, ...Object.values(settings.validation)].map(({ path }) => path);
  return { recipe: 'caire', settings, raw, context, sources, tokenizer: start.tokenizer };
}

/** AdamW, with the decay and the seed of the config. */
function optimisation(settings: CaireConfig, context: TrainingContext, graph: Graph) {
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  return {
    optimiser: optimiserOf(settings),
    weightDecay: (name: string) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
    seed: settings.seed,
    ...sessionOf(context),
  };
}

function sessionOf({ device, threads }: TrainingContext): SessionOptions {
  return { ...(device ? { device } : {}), ...(threads ? { threads } : {}) };
}

function checkLengths({ maxLength, batchTokens }: CaireConfig, positions: number): void {
  if (maxLength > positions)
    throw new WorkbenchError(
      'bad-input',
      `maxLength is ${maxLength}, but the model has ${positions} positions.`,
    );
  if (batchTokens < maxLength)
    throw new WorkbenchError(
      'bad-input',
      `batchTokens is ${batchTokens}: less than one row of ${maxLength}.`,
    );
}

function checkEmotions(settings: ReplyConfig, { windows }: ReplyText): void {
  if (settings.stage !== 'empathetic' || settings.emotionWeight === 0) return;
  if (windows.some(({ emotion }) => emotion !== undefined)) return;
  throw new WorkbenchError(
    'bad-input',
    'No dialogue of the data has an emotion: give EmpatheticDialogues, or set "emotionWeight" to 0.',
  );
}
