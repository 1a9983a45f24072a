import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom } from '#lib/rng.ts';
import { parametersOf } from '../../architectures/forward-graph.ts';
import { buildEmpathyClassifier, firstPositionHeadTensors } from '../../architectures/lempex-identifiers.ts';
import { seededDropout } from '../../architectures/seeded-dropout.ts';
import { textFeeds, textInput } from '../../architectures/text-input.ts';
import { filledRows } from '../../exemplars/encoder-frame.ts';
import { Graph, type Tensor } from '../../graph/graph.ts';
import { crossEntropy } from '../../graph/ops/loss.ts';
import { type Element, elements } from '../../lempex/empathy-classifiers.ts';
import { openWithWeights } from '../../runtime/graph-model.ts';
import { createTrainer, type Feeds } from '../../runtime/trainer.ts';
import { loadTokenizer } from '../../tokenizers/load-tokenizer.ts';
import type { T5Config } from '../../weights/configs.ts';
import { expectedTensors } from '../../weights/expected-tensors.ts';
import { planEpochs } from '../framework/epochs.ts';
import { fillLinear } from '../framework/fill-linear.ts';
import { decays, loopFields, optimiserOf } from '../framework/loop-config.ts';
import type { TrainingContext, TrainingSummary } from '../framework/recipe.ts';
import { rowBatches } from '../framework/row-batches.ts';
import { trainAndRecord } from '../framework/train-and-record.ts';
import { prepareTrainedFolder, writeTrainedTensors } from '../framework/trained-folder.ts';
import type { LoopState } from '../framework/training-state.ts';
import { writeJsonAtomically } from '../framework/write-atomically.ts';
import { classificationReport } from '../identifiers/classification-report.ts';
import { encoderFields, type StartingEncoder, startingEncoder } from '../t5/starting-encoder.ts';
import { type ClassifierRow, classifierRows } from './classifier-rows.ts';
import { gloveField, withGlove } from './glove.ts';

/** The defaults are those of LEMPEx's classifiers on T5: 12 epochs at 1e-5, 8 rows a batch, 768 tokens. */
export const classifiersConfig = z.strictObject({
  /** Three classifiers, one for each element of empathy: is it there or not. */
  stage: z.literal('classifiers'),
  ...encoderFields,
  ...gloveField,
  /** Tokens of context and response together; the newest of the context stay. */
  maxLength: z.int().min(8).default(768),
  /** Rows of a batch. */
  batchRows: z.int().min(1).default(8),
  ...loopFields,
  epochs: loopFields.epochs.default(12),
  learningRate: loopFields.learningRate.default(1e-5),
  schedule: loopFields.schedule.default('constant'),
  weightDecay: z.number().min(0).default(0),
  /** The share of seeker posts that choose the best weights, by weighted F1, and are not learned from. */
  validationShare: z.number().gt(0).lt(1).default(0.19),
  /** EPITOME's files. */
  data: z.strictObject({
    emotionalReaction: z.string().min(1),
    interpretation: z.string().min(1),
    exploration: z.string().min(1),
  }),
});

type ClassifiersConfig = z.infer<typeof classifiersConfig>;

/** Trains the classifiers one after the other, each in a folder of its own in `out`. */
export async function trainClassifiers(
  settings: ClassifiersConfig,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  const start = startingEncoder(settings, context);
  const numbers: Record<string, unknown> = {};
  const scores: string[] = [];
  for (const element of elements) {
    const found = await trainOne(element, start, { settings, context, raw });
    numbers[element] = found;
    scores.push(`${element} ${found.weightedF1.toFixed(3)}`);
  }
  writeJsonAtomically(join(context.out, 'training.json'), {
    ...{ recipe: 'lempex', config: raw, numbers },
    commit: context.commit,
  });
  return { line: `Weighted F1 on held seeker posts: ${scores.join(', ')}.`, numbers };
}

interface Run {
  readonly settings: ClassifiersConfig;
  readonly context: TrainingContext;
  readonly raw: unknown;
}

async function trainOne(element: Element, start: StartingEncoder, { settings, context, raw }: Run) {
  // EPITOME's rows for this element.
  const tokenizer = loadTokenizer(start.tokenizer);
  const encoder = start.config(tokenizer.vocabSize);
  const rows = await classifierRows(settings.data[element], context.dataDir, {
    tokenizer,
    end: endOf(tokenizer.specialIds.eos ?? encoder.eos_token_id),
    maxLength: settings.maxLength,
    validationShare: settings.validationShare,
  });
  const lengths = rows.learned.map(({ text }) => text.length);
  const plan = planEpochs(settings.epochs, (epoch) =>
    rowBatches(lengths, { rows: settings.batchRows, seed: [settings.seed, element, epoch] }),
  );
  const batch = (step: number) => {
    const chosen = plan.rowsOf(step).flatMap((row) => rows.learned[row] ?? []);
    const tokens = chosen.reduce((sum, { text }) => sum + text.length, 0);
    return { feeds: classifierFeeds(encoder, chosen), tokens };
  };

  // AdamW on the cross-entropy of its two classes.
  const { graph, logits, loss } = classifierGraph(encoder);
  const { device, threads } = context;
  const session = { ...(device ? { device } : {}), ...(threads ? { threads } : {}) };
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  const trainer = await createTrainer({
    ...{ graph, loss, ...session, seed: settings.seed },
    parameters: await startingWeights(element, encoder, { settings, context, start }),
    optimiser: optimiserOf(settings),
    weightDecay: (name) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
  });
  const values = { logits, loss };
  const model = await openWithWeights({ graph, values, parameters: trainer.parameters }, session);
  const out = join(context.out, element);
  const { numbers } = await trainAndRecord(
    {
      trainer,
      batch,
      totalSteps: plan.totalSteps,
      validate: () => validate(model, encoder, rows.held),
      prepare: () => prepareTrainedFolder(out, { config: encoder, tokenizer: start.tokenizer }),
      publish: () => writeTrainedTensors(out, classifierTensors(encoder), trainer.parameters),
    },
    {
      ...{ recipe: 'lempex', settings, raw, context: { ...context, out } },
      sources: [settings.data[element], ...(settings.glove === undefined ? [] : [settings.glove])],
      ...{ tokenizer: start.tokenizer, startsFrom: start.startsFrom },
      numbers: { element, learned: rows.learned.length, held: rows.held.length },
    },
  ).finally(() => model.dispose());
  const { best } = numbers as unknown as LoopState;
  return { ...numbers, weightedF1: 1 - (best?.loss ?? 1) };
}

function classifierGraph(config: T5Config): { graph: Graph; logits: Tensor; loss: Tensor } {
  const graph = new Graph();
  const logits = buildEmpathyClassifier(config, parametersOf(graph), {
    text: textInput(graph, 'text'),
    levels: 2,
    dropout: seededDropout(graph),
  });
  return { graph, logits, loss: crossEntropy(logits, graph.input('labels', 'int64', ['batch'])) };
}

function classifierFeeds(config: T5Config, rows: readonly ClassifierRow[]): Feeds {
  const filled = filledRows(
    rows.map(({ text }) => text),
    config.pad_token_id ?? 0,
  );
  return { ...textFeeds(config, 'text', filled), labels: rows.map(({ label }) => label) };
}

/** The tensors of a classifier's `model.safetensors`, named as in the published code. */
function classifierTensors(config: T5Config): ReadonlyMap<string, readonly number[]> {
  const encoder = [...expectedTensors(config, 'T5EncoderModel')];
  return new Map([
    ...encoder.map(([name, shape]) => [`model.${name}`, shape] as const),
    ...firstPositionHeadTensors(config, 'classifier', 2),
  ]);
}

async function startingWeights(
  element: Element,
  encoder: T5Config,
  {
    settings,
    context,
    start,
  }: { settings: ClassifiersConfig; context: TrainingContext; start: StartingEncoder },
): Promise<Map<string, Float32Array>> {
  const words = { width: encoder.d_model, tokenizer: loadTokenizer(start.tokenizer) };
  const weights = await withGlove(start.weights(encoder, element), settings.glove, { ...words, context });
  const top = new Float32Array(2 * encoder.d_model);
  fillLinear(top, encoder.d_model, createRandom(settings.seed, 'weights', element, 'classifier'));
  return new Map([
    ...[...weights].map(([name, data]) => [`model.${name}`, data] as const),
    ['classifier.weight', top],
    ['classifier.bias', new Float32Array(2)],
  ]);
}

const rowsAtOnce = 32;

/** `loss` is 1 - weighted F1, by which LEMPEx chooses. */
async function validate(
  model: Awaited<ReturnType<typeof openWithWeights>>,
  encoder: T5Config,
  held: readonly ClassifierRow[],
) {
  const rows = [...held].sort((a, b) => a.text.length - b.text.length);
  const predicted: number[] = [];
  let sum = 0;
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const batch = rows.slice(from, from + rowsAtOnce);
    const { logits, loss } = await model.run(classifierFeeds(encoder, batch));
    for (const row of batch.keys())
      predicted.push(Number(logits?.data[2 * row + 1]) > Number(logits?.data[2 * row]) ? 1 : 0);
    sum += Number(loss?.data[0]) * batch.length;
  }
  const { weightedF1, macroF1, accuracy } = classificationReport(
    rows.map(({ label }) => label),
    predicted,
    2,
  );
  return { loss: 1 - weightedF1, weightedF1, macroF1, accuracy, crossEntropy: sum / rows.length };
}

function endOf(id: number | null | undefined): number {
  if (id !== null && id !== undefined) return id;
  throw new WorkbenchError('bad-input', 'The tokenizer names no token that ends a text ("eos_token").');
}
