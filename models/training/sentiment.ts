import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { parseVaderLexicon, type VaderLexicon } from '#eval/text/vader.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom } from '#lib/rng.ts';
import { createTrainer, type Trainer } from '../runtime/trainer.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import type { T5Config } from '../weights/configs.ts';
import { dialogueSource } from './data/data-source.ts';
import { planEpochs } from './framework/epochs.ts';
import { fillLinear } from './framework/fill-linear.ts';
import { decays, loopFields, optimiserOf } from './framework/loop-config.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import { rowBatches } from './framework/row-batches.ts';
import { trainAndRecord } from './framework/train-and-record.ts';
import { prepareTrainedFolder, writeTrainedTensors } from './framework/trained-folder.ts';
import type { LoopState } from './framework/training-state.ts';
import { sentimentFeeds, sentimentModel, sentimentTensors } from './sentiment/sentiment-model.ts';
import { type SentimentRow, sentimentRows } from './sentiment/sentiment-rows.ts';
import { encoderFields, type StartingEncoder, startingEncoder } from './t5/starting-encoder.ts';

const config = z.strictObject({
  ...encoderFields,
  /** Tokens of a turn; of a longer one the start is read. LEMPEx reads 512. */
  textLength: z.int().min(1).default(512),
  /** Turns of a batch. */
  batchRows: z.int().min(1).default(8),
  /** VADER's lexicon, from --data. */
  lexicon: z.string().default('lexicons/vader_lexicon.txt'),
  /** VADER's descriptions of emoji, from --data; emoji are left as they are where there are none. */
  emoji: z.string().optional(),
  /** Files of dialogues whose listeners' turns are learned from. */
  data: z.array(dialogueSource).min(1),
  /** Files of dialogues that choose the best weights. */
  validation: z.array(dialogueSource).min(1),
  ...loopFields,
});

type SentimentConfig = z.infer<typeof config>;

/** LEMPEx's sentiment regressor (Majumder et al. 2022): VADER's compound score from the first state of a T5 encoder. */
export const sentimentRecipe = defineRecipe({
  name: 'sentiment',
  summary: "LEMPEx's regressor of the sentiment of a reply, on VADER's scores",
  config,
  run: trainSentiment,
});

async function trainSentiment(
  settings: SentimentConfig,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  // The encoder, from --init or from nothing.
  const start = startingEncoder(settings, context);
  const tokenizer = loadTokenizer(start.tokenizer);
  const encoder = start.config(tokenizer.vocabSize);

  // Replies with the score that VADER gives them.
  const lexicon = lexiconOf(settings, context);
  const options = { tokenizer, lexicon, length: settings.textLength };
  const learned = await sentimentRows(settings.data, context.dataDir, options);
  const held = await sentimentRows(settings.validation, context.dataDir, options);

  const trainer = await sentimentTrainer(settings, { context, encoder, start });
  const spread = spreadOf(held);
  const { numbers } = await trainAndRecord(
    {
      trainer,
      ...batchesOf(settings, encoder, learned),
      validate: () => validate(trainer, encoder, held),
      prepare: () => prepareTrainedFolder(context.out, { config: encoder, tokenizer: start.tokenizer }),
      publish: () => writeTrainedTensors(context.out, sentimentTensors(encoder), trainer.parameters),
    },
    {
      recipe: 'sentiment',
      settings,
      raw,
      context,
      sources: sourcesOf(settings),
      tokenizer: start.tokenizer,
      startsFrom: start.startsFrom,
      numbers: { rows: learned.length, spread },
    },
  );
  return { line: summaryLine(numbers as unknown as LoopState, spread), numbers };
}

function sourcesOf({ data, validation, lexicon, emoji }: SentimentConfig): string[] {
  const dialogues = [...data, ...validation].map(({ path }) => path);
  return [...dialogues, lexicon, ...(emoji === undefined ? [] : [emoji])];
}

/** Batches of turns of similar length, in an order of each epoch's own. */
function batchesOf(
  { epochs, batchRows, seed }: SentimentConfig,
  encoder: T5Config,
  learned: readonly SentimentRow[],
) {
  const lengths = learned.map(({ text }) => text.length);
  const plan = planEpochs(epochs, (epoch) => rowBatches(lengths, { rows: batchRows, seed: [seed, epoch] }));
  const batch = (step: number) => {
    const rows = plan.rowsOf(step).flatMap((row) => learned[row] ?? []);
    const tokens = rows.reduce((sum, { text }) => sum + text.length, 0);
    return { feeds: sentimentFeeds(encoder, rows), tokens };
  };
  return { totalSteps: plan.totalSteps, batch };
}

function lexiconOf({ lexicon, emoji }: SentimentConfig, context: TrainingContext): VaderLexicon {
  return parseVaderLexicon(textOf(lexicon, context), emoji === undefined ? '' : textOf(emoji, context));
}

function textOf(path: string, { dataDir }: TrainingContext): string {
  const file = resolve(dataDir, path);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new WorkbenchError('bad-input', `${file} is missing or cannot be read.`);
  }
}

/** AdamW on the mean squared error. */
function sentimentTrainer(
  settings: SentimentConfig,
  {
    context: { device, threads },
    encoder,
    start,
  }: { context: TrainingContext; encoder: T5Config; start: StartingEncoder },
): Promise<Trainer> {
  const { graph, loss } = sentimentModel(encoder);
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  return createTrainer({
    graph,
    loss,
    parameters: startingWeights(encoder, start, settings.seed),
    optimiser: optimiserOf(settings),
    weightDecay: (name) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
    seed: settings.seed,
    ...(device ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
}

function startingWeights(encoder: T5Config, start: StartingEncoder, seed: number): Map<string, Float32Array> {
  const weights = [...start.weights(encoder, 'model')].map(
    ([name, data]) => [`model.${name}`, data] as const,
  );
  const scorer = new Float32Array(encoder.d_model);
  fillLinear(scorer, encoder.d_model, createRandom(seed, 'weights', 'scorer'));
  return new Map([...weights, ['scorer.weight', scorer], ['scorer.bias', new Float32Array(1)]]);
}

const rowsAtOnce = 64;

/** The mean squared error over all held turns. */
async function validate(trainer: Trainer, encoder: T5Config, held: readonly SentimentRow[]) {
  const rows = [...held].sort((a, b) => a.text.length - b.text.length);
  let sum = 0;
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const batch = rows.slice(from, from + rowsAtOnce);
    sum += (await trainer.evaluate(sentimentFeeds(encoder, batch))).loss * batch.length;
  }
  return { loss: sum / Math.max(1, rows.length) };
}

/** The mean squared error of always giving the mean: what a regressor must be below. */
function spreadOf(rows: readonly SentimentRow[]): number {
  const mean = rows.reduce((sum, { sentiment }) => sum + sentiment, 0) / Math.max(1, rows.length);
  return rows.reduce((sum, { sentiment }) => sum + (sentiment - mean) ** 2, 0) / Math.max(1, rows.length);
}

function summaryLine({ step, best }: LoopState, spread: number): string {
  const error = best?.loss ?? Number.NaN;
  return `${step} steps; mean squared error ${error.toFixed(4)} on held turns, which is ${(1 - error / spread).toFixed(3)} of their variance explained.`;
}
