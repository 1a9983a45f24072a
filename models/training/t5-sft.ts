import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { createTrainer, type Trainer } from '../runtime/trainer.ts';
import { dialogueSource } from './data/data-source.ts';
import { planEpochs } from './framework/epochs.ts';
import { decays, loopFields, optimiserOf } from './framework/loop-config.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import type { TrainingTask } from './framework/train.ts';
import { trainAndRecord } from './framework/train-and-record.ts';
import { prepareTrainedFolder, writeTrainedWeights } from './framework/trained-folder.ts';
import { t5Lengths } from './t5/context-text.ts';
import { pairBatches } from './t5/pair-batches.ts';
import { type ReplyPairOptions, type ReplyPairs, readReplyPairs } from './t5/reply-pairs.ts';
import { type StartingT5, startingT5, t5Fields } from './t5/starting-t5.ts';
import { replyFeeds, replyModel } from './t5/t5-model.ts';
import { validateReplies } from './t5/validate-replies.ts';

/** EmpRL's settings are the defaults: AdamW at 1e-4 falling to 0, 8 pairs a batch, 3 epochs, 200 and 50 tokens. */
const config = z.strictObject({
  /** `pretraining`: each turn after the first is a reply. `empathetic`: what the listener says is. */
  stage: z.enum(['pretraining', 'empathetic']),
  ...t5Fields,
  /** The most tokens of a context, its end included; the newest stay. */
  maxSource: z.int().min(2).default(t5Lengths.source),
  /** The most tokens of a reply before its end; the first stay. Validation takes replies whole. */
  maxTarget: z.int().min(1).default(t5Lengths.target),
  /** The most pairs of a batch; 8 where batchTokens is left out as well. */
  batchRows: z.int().min(1).optional(),
  /** The most places of a batch, those of contexts and replies, filling included. */
  batchTokens: z.int().min(8).optional(),
  ...loopFields,
  epochs: loopFields.epochs.default(3),
  learningRate: loopFields.learningRate.default(1e-4),
  weightDecay: z.number().min(0).default(0),
  /** Files of dialogues to learn from. */
  data: z.array(dialogueSource).min(1),
  /** Files of dialogues, by a name each, whose listeners' replies choose the best weights: never ones learned from. */
  validation: z.record(z.string(), dialogueSource),
});

type T5SftConfig = z.infer<typeof config>;

/** T5 by maximum likelihood on contexts and replies: EmpRL's first stage, and what a T5 from nothing learns before. */
export const t5SftRecipe = defineRecipe({
  name: 't5-sft',
  summary: 'T5 by maximum likelihood on contexts and replies: plain dialogues, then EmpatheticDialogues',
  config,
  run: learnReplies,
});

async function learnReplies(
  settings: T5SftConfig,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  // The model and its words: those of --init, or new ones.
  const start = startingT5(settings, context);
  checkBatch(settings);

  // Contexts and replies as token ids. A perplexity by word needs replies whole.
  const { maxSource, maxTarget, stage } = settings;
  const text = { tokenizer: start.tokenizer, end: start.tokens.end, maxSource };
  const targets = stage === 'pretraining' ? 'all' : 'answers';
  const learned = await readReplyPairs(settings.data, { ...text, maxTarget, targets }, context);
  const whole: ReplyPairOptions = { ...text, maxTarget: Number.POSITIVE_INFINITY, targets: 'answers' };
  const held: (readonly [string, ReplyPairs])[] = [];
  for (const [name, source] of Object.entries(settings.validation))
    held.push([name, await readReplyPairs([source], whole, context)]);

  const feedsOf = replyFeeds(start.config, start.tokens);
  const { totalSteps, batch } = replyBatches(settings, learned, feedsOf);
  const trainer = await replyTrainer(settings, context, start);
  const targetTokens = learned.lengths.reduce((sum, { target }) => sum + target, 0);
  return trainAndRecord(
    {
      trainer,
      batch,
      totalSteps,
      ...(held.length > 0 ? { validate: () => validateReplies(trainer, feedsOf, held) } : {}),
      prepare: () =>
        prepareTrainedFolder(context.out, { config: start.config, tokenizer: start.tokenizerDir }),
      publish: () => writeTrainedWeights(context.out, start.config, trainer.parameters),
    },
    {
      recipe: 't5-sft',
      settings,
      raw,
      context,
      sources: [...settings.data, ...Object.values(settings.validation)].map(({ path }) => path),
      tokenizer: start.tokenizerDir,
      ...(start.embeddingsDir ? { startsFrom: { embeddings: start.embeddingsDir } } : {}),
      numbers: { replies: learned.lengths.length, targetTokens, words: learned.words },
    },
  );
}

/** Batches of pairs of about equal lengths, in an order of each epoch's own. */
function replyBatches(
  { batchTokens, batchRows = batchTokens === undefined ? 8 : undefined, epochs, seed }: T5SftConfig,
  learned: ReplyPairs,
  feedsOf: ReturnType<typeof replyFeeds>,
): Pick<TrainingTask, 'totalSteps' | 'batch'> {
  const size = { ...(batchRows ? { rows: batchRows } : {}), ...(batchTokens ? { tokens: batchTokens } : {}) };
  const plan = planEpochs(epochs, (epoch) => pairBatches(learned.lengths, { ...size, seed: [seed, epoch] }));
  const batch = (step: number) => {
    const pairs = plan.rowsOf(step).map((index) => learned.pair(index));
    const tokens = pairs.reduce((sum, { source, target }) => sum + source.length + target.length, 0);
    return { feeds: feedsOf(pairs), tokens };
  };
  return { totalSteps: plan.totalSteps, batch };
}

/** AdamW on the mean cross-entropy of the replies' tokens. */
function replyTrainer(
  settings: T5SftConfig,
  { device, threads }: TrainingContext,
  start: StartingT5,
): Promise<Trainer> {
  const { graph, loss } = replyModel(start.config);
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  return createTrainer({
    graph,
    loss,
    parameters: start.weights(),
    optimiser: optimiserOf(settings),
    weightDecay: (name) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
    seed: settings.seed,
    ...(device ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
}

function checkBatch({ batchTokens, maxSource, maxTarget }: T5SftConfig): void {
  const longest = maxSource + maxTarget + 1;
  if (batchTokens !== undefined && batchTokens < longest)
    throw new WorkbenchError(
      'bad-input',
      `batchTokens is ${batchTokens}: less than one pair of ${maxSource} and ${maxTarget + 1} tokens.`,
    );
}
