import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom, shuffled } from '#lib/rng.ts';
import { biEncoderGraph, encoderPrefixes, encoderSides, inBatchLoss } from '../architectures/bi-encoder.ts';
import { seededDropout } from '../architectures/seeded-dropout.ts';
import { type EncoderFrame, encoderFrame } from '../exemplars/encoder-frame.ts';
import { createTrainer, type Trainer } from '../runtime/trainer.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import type { BertConfig } from '../weights/configs.ts';
import { expectedTensors } from '../weights/expected-tensors.ts';
import { planEpochs } from './framework/epochs.ts';
import { decays, loopFields, optimiserOf } from './framework/loop-config.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import { trainAndRecord } from './framework/train-and-record.ts';
import { prepareTrainedFolder, writeTrainedTensors } from './framework/trained-folder.ts';
import { retrievalFeeds } from './retrieval/retrieval-feeds.ts';
import { negativeDrawer, retrievalPool, retrievalSource } from './retrieval/retrieval-pool.ts';
import { encoderFields, type StartingBiEncoder, startingBiEncoder } from './retrieval/starting-bi-encoder.ts';
import { retrievalValidator } from './retrieval/validate-retrieval.ts';

/** The defaults are those of LEMPEx's retriever (`biencoder_local.yaml`). */
const config = z.strictObject({
  ...encoderFields,
  /** The longest text in tokens: of a question the newest stay, of a passage the first. */
  maxLength: z.int().min(3).default(256),
  /** Questions of a batch; each is told its passage from all passages of the batch. */
  batchQuestions: z.int().min(2).default(16),
  /** Negatives of each question from other conversations with another emotion (EPITOME: of level 0). */
  randomNegatives: z.int().min(0).default(1),
  /** Negatives of each question from other conversations with the same emotion (EPITOME: of level 1 or 2). */
  hardNegatives: z.int().min(0).default(1),
  ...loopFields,
  epochs: z.int().min(1).default(8),
  learningRate: z.number().positive().default(2e-5),
  warmupSteps: z.int().min(0).default(1237),
  weightDecay: z.number().min(0).default(0),
  maxGradientNorm: z.number().positive().default(2),
  /** EmpatheticDialogues, files of EPITOME, or both; negatives come from the file of their question. */
  data: z.array(retrievalSource).min(1),
  /** Files, by a name each, that choose the best weights: never ones that are learned from. */
  validation: z.record(z.string(), retrievalSource),
});

type DprConfig = z.infer<typeof config>;

/** Dense passage retrieval (Karpukhin et al. 2020), as LEMPEx trains it to find exemplars. */
export const dprRecipe = defineRecipe({
  name: 'dpr',
  summary: 'the retriever of LEMPEx: two BERTs, one for a dialogue and one for answers',
  config,
  run: trainRetriever,
});

async function trainRetriever(
  settings: DprConfig,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  // Two encoders and their words: those of --init, or new ones.
  const start = startingBiEncoder(settings, context);
  const tokenizer = loadTokenizer(start.tokenizer);
  const bert = start.config(tokenizer.vocabSize);
  const frame = encoderFrame(tokenizer, settings.maxLength);
  checkFit(settings, bert, frame);
  const feeds = retrievalFeeds(bert, frame);

  // Questions, the answers they got, and what negatives are drawn from.
  const negatives = { random: settings.randomNegatives, hard: settings.hardNegatives };
  const learned = await Promise.all(settings.data.map((source) => retrievalPool(source, context.dataDir)));
  const held = await Promise.all(
    Object.entries(settings.validation).map(
      async ([name, source]) => [name, await retrievalPool(source, context.dataDir)] as const,
    ),
  );
  const drawers = learned.map((pool) => negativeDrawer(pool, negatives));
  const pairs = learned.flatMap((pool, source) => pool.pairs.map((_, pair) => ({ source, pair })));

  // Batches in an order of each epoch's own; other negatives for a question each time.
  const plan = planEpochs(settings.epochs, (epoch) => {
    const order = shuffled([...pairs.keys()], createRandom(settings.seed, epoch, 'batches'));
    return inBatches(order, settings.batchQuestions);
  });
  const batch = (step: number) =>
    feeds.batch(
      plan.rowsOf(step).map((row) => {
        const { source, pair } = pairs[row] as (typeof pairs)[number];
        return (drawers[source] as (typeof drawers)[number])(pair, [settings.seed, step, row]);
      }),
    );

  const trainer = await retrieverTrainer(settings, { context, bert, start });
  const session = {
    ...(context.device ? { device: context.device } : {}),
    ...(context.threads ? { threads: context.threads } : {}),
  };
  const validator = await retrievalValidator({
    ...{ config: bert, trainer, feeds, negatives, pools: held },
    batchQuestions: settings.batchQuestions,
    ...session,
  });
  return trainAndRecord(
    {
      trainer,
      batch,
      totalSteps: plan.totalSteps,
      ...(held.length > 0 ? { validate: validator.validate } : {}),
      prepare: () => prepareTrainedFolder(context.out, { config: bert, tokenizer: start.tokenizer }),
      publish: () => writeTrainedTensors(context.out, pairTensors(bert), trainer.parameters),
    },
    {
      ...{ recipe: 'dpr', settings, raw, context, tokenizer: start.tokenizer, startsFrom: start.startsFrom },
      sources: [...settings.data, ...Object.values(settings.validation)].map(({ path }) => path),
      numbers: { pairs: pairs.length },
    },
  ).finally(() => validator.dispose());
}

/** Batches of one size: a last one with fewer questions is filled up from the first, so that no step is easier. */
function inBatches(order: readonly number[], size: number): number[][] {
  const batches: number[][] = [];
  for (let from = 0; from < order.length; from += size) batches.push(order.slice(from, from + size));
  const last = batches.at(-1);
  if (last && batches.length > 1) last.push(...order.slice(0, size - last.length));
  return batches;
}

/** AdamW on the mean over questions of -log softmax over all passages at the question's own. */
function retrieverTrainer(
  settings: DprConfig,
  { context, bert, start }: { context: TrainingContext; bert: BertConfig; start: StartingBiEncoder },
): Promise<Trainer> {
  const { device, threads } = context;
  const forward = biEncoderGraph(bert, seededDropout);
  const { loss, correct } = inBatchLoss(forward);
  const shapes = new Map(forward.graph.parameters.map(({ name, shape }) => [name, shape]));
  return createTrainer({
    graph: forward.graph,
    loss,
    metrics: { correct },
    parameters: start.weights(bert),
    optimiser: optimiserOf(settings),
    weightDecay: (name) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
    seed: settings.seed,
    ...(device ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
}

/** The tensors of both encoders, each name behind the prefix of its side. */
function pairTensors(config: BertConfig): Map<string, readonly number[]> {
  const body = [...expectedTensors(config)].filter(([name]) => !name.startsWith('pooler.'));
  const entries = encoderSides.flatMap((side) =>
    body.map(([name, shape]) => [`${encoderPrefixes[side]}${name}`, shape] as const),
  );
  return new Map(entries);
}

function checkFit(
  { maxLength, pooling }: DprConfig,
  { max_position_embeddings: positions }: BertConfig,
  { hasOpening }: EncoderFrame,
): void {
  if (maxLength > positions)
    throw new WorkbenchError(
      'bad-input',
      `maxLength is ${maxLength}, but the model has ${positions} positions.`,
    );
  if (!hasOpening && pooling === 'first')
    throw new WorkbenchError(
      'bad-input',
      'The tokenizer has neither [CLS] nor <bos>, whose state is the vector of a text.',
    );
}
