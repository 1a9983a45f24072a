import { z } from 'zod';
import { seededDropout } from '../architectures/seeded-dropout.ts';
import { openWithWeights } from '../runtime/graph-model.ts';
import { createTrainer } from '../runtime/trainer.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import type { T5Config } from '../weights/configs.ts';
import { planEpochs } from './framework/epochs.ts';
import { decays, loopFields, optimiserOf } from './framework/loop-config.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import { rowBatches } from './framework/row-batches.ts';
import { trainAndRecord } from './framework/train-and-record.ts';
import { prepareTrainedFolder, writeTrainedTensors } from './framework/trained-folder.ts';
import { folds } from './identifiers/folds.ts';
import {
  type IdentifierSet,
  identifierSetGraph,
  setConfig,
  setTensors,
} from './identifiers/identifier-set.ts';
import { type LevelReports, levelReports, meanMacroF1 } from './identifiers/level-reports.ts';
import { type LabelledRow, levelsFeeds, levelsLoss } from './identifiers/levels-loss.ts';
import { forMechanisms, levelCount, type Mechanism, mechanisms } from './identifiers/mechanisms.ts';
import { openIdentifiers } from './identifiers/open-identifiers.ts';
import { predictLevels } from './identifiers/predict-levels.ts';
import { type Exchange, readExchanges } from './identifiers/read-exchanges.ts';
import { levelCounts, type Split, splitExchanges } from './identifiers/split-exchanges.ts';
import { startingSet } from './identifiers/starting-set.ts';
import { learnedRow, withTokensLeftOut } from './identifiers/training-rows.ts';
import { classWeights } from './objectives/class-weights.ts';
import { encoderFields, type StartingEncoder, startingEncoder } from './t5/starting-encoder.ts';

const config = z.strictObject({
  /** Whom the set serves: the two are trained on seeker posts of their own, so that the judge is not the reward. */
  fold: z.enum(folds),
  /** EPITOME's files, from --data. */
  data: z
    .strictObject({
      emotionalReaction: z.string(),
      interpretation: z.string(),
      exploration: z.string(),
    })
    .default({
      emotionalReaction: 'epitome/emotional-reactions-reddit.csv.gz',
      interpretation: 'epitome/interpretations-reddit.csv.gz',
      exploration: 'epitome/explorations-reddit.csv.gz',
    }),
  /** The share of the fold's seeker posts that choose the best weights. */
  validationShare: z.number().gt(0).lt(1).default(0.2),
  ...encoderFields,
  /** The width of the layer before the levels; half of the model's where left out. */
  hidden: z.int().min(1).optional(),
  /** Whether the word embeddings, which all six encoders share, stay as they start. */
  frozenEmbeddings: z.boolean().default(false),
  /** Tokens of a context; of a longer one the end is read. */
  contextLength: z.int().min(1).default(128),
  /** Tokens of a response; of a longer one the start is read. */
  responseLength: z.int().min(1).default(128),
  /** Exchanges of a batch. */
  batchRows: z.int().min(1).default(16),
  /** How much rare levels count for more: 0 not at all, 1 so that all levels weigh the same. */
  classWeighting: z.number().min(0).max(1).default(0.5),
  /** The weight of EPITOME's second objective, to find the rationales; 0 leaves it out. */
  rationaleWeight: z.number().min(0).default(0.5),
  /** The share of tokens that are left out of a text each time it is learned from. */
  tokenDropout: z.number().min(0).lt(1).default(0),
  ...loopFields,
});

type IdentifiersConfig = z.infer<typeof config>;

/** EmpRL's empathy identifiers (two T5 encoders and attention of one head), trained on EPITOME (Sharma et al. 2020). */
export const identifiersRecipe = defineRecipe({
  name: 'identifiers',
  summary: 'The three identifiers of empathy mechanisms, one set to reward and one to judge',
  config,
  run: trainIdentifiers,
});

async function trainIdentifiers(
  settings: IdentifiersConfig,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  // Six encoders that start alike, from --init or from nothing.
  const start = startingEncoder(settings, context);
  const tokenizer = loadTokenizer(start.tokenizer);
  const set = setOf(settings, start.config(tokenizer.vocabSize));

  // The fold's own seeker posts; of the others nothing is looked at before the end.
  const split = splitExchanges(await readExchanges(settings.data, context.dataDir), settings);
  const rowsOf = (part: readonly Exchange[]) => part.map((row) => learnedRow(tokenizer, row, set.lengths));
  const learned = rowsOf(split.learned);
  const held = rowsOf(split.validation);
  const weights = forMechanisms((mechanism) =>
    classWeights(levelCounts(split.learned, mechanism), settings.classWeighting),
  );

  const { trainer, predict, dispose } = await openTraining(settings, { context, set, start });
  const validate = async () => {
    const reports = levelReports(held, await predict(held));
    return { loss: 1 - meanMacroF1(reports), ...macroF1s(reports) };
  };
  try {
    const { numbers } = await trainAndRecord(
      {
        trainer,
        ...batchesOf(settings, { set, learned, weights }),
        validate,
        prepare: () =>
          prepareTrainedFolder(context.out, { config: setConfig(set), tokenizer: start.tokenizer }),
        publish: () => writeTrainedTensors(context.out, setTensors(set), trainer.parameters),
      },
      {
        recipe: 'identifiers',
        settings,
        raw,
        context,
        sources: Object.values(settings.data),
        tokenizer: start.tokenizer,
        startsFrom: start.startsFrom,
        numbers: { rows: learned.length },
        measure: () => measure(split, context),
      },
    );
    return { line: summaryLine(numbers.test as LevelReports), numbers };
  } finally {
    await dispose();
  }
}

function setOf(
  { hidden, contextLength, responseLength }: IdentifiersConfig,
  encoder: T5Config,
): IdentifierSet {
  return {
    encoder,
    sizes: { hidden: hidden ?? Math.ceil(encoder.d_model / 2), levels: levelCount },
    lengths: { context: contextLength, response: responseLength },
  };
}

/** Batches of exchanges of similar length, some tokens left out, in an order of each epoch's own. */
function batchesOf(
  { epochs, batchRows, seed, tokenDropout, rationaleWeight }: IdentifiersConfig,
  {
    set,
    learned,
    weights,
  }: { set: IdentifierSet; learned: readonly LabelledRow[]; weights: Record<Mechanism, number[]> },
) {
  const lengths = learned.map(({ context, response }) => context.length + response.length);
  const plan = planEpochs(epochs, (epoch) => rowBatches(lengths, { rows: batchRows, seed: [seed, epoch] }));
  const batch = (step: number) => {
    const rows = plan
      .rowsOf(step)
      .flatMap((row) => learned[row] ?? [])
      .map((row, place) => withTokensLeftOut(row, { share: tokenDropout, seed: [seed, step, place] }));
    const tokens = rows.reduce((sum, { context, response }) => sum + context.length + response.length, 0);
    return { feeds: levelsFeeds(set, rows, { weights, rationaleWeight }), tokens };
  };
  return { totalSteps: plan.totalSteps, batch };
}

/** AdamW on the sum of the three cross-entropies and of the three of rationales; and the levels as they stand. */
async function openTraining(
  settings: IdentifiersConfig,
  { context, set, start }: { context: TrainingContext; set: IdentifierSet; start: StartingEncoder },
) {
  const built = identifierSetGraph(set, seededDropout);
  const { graph, probabilities } = built;
  const { loss, metrics } = levelsLoss(set, built, settings.rationaleWeight);
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  const trainer = await createTrainer({
    graph,
    loss,
    metrics,
    parameters: startingSet(set, { start, seed: settings.seed }),
    frozen: (name) => settings.frozenEmbeddings && name === 'shared.weight',
    optimiser: optimiserOf(settings),
    weightDecay: (name) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
    seed: settings.seed,
    ...sessionOptions(context),
  });
  const { parameters } = trainer;
  const reader = await openWithWeights({ graph, values: probabilities, parameters }, sessionOptions(context));
  return {
    trainer,
    predict: (rows: readonly LabelledRow[]) => predictLevels(reader, set.encoder, rows),
    dispose: () => reader.dispose(),
  };
}

function sessionOptions({ device, threads }: TrainingContext) {
  return { ...(device ? { device } : {}), ...(threads ? { threads } : {}) };
}

/** What the best weights reach, read as everyone else reads them. */
async function measure({ validation, test, otherFold }: Split, context: TrainingContext) {
  const identifiers = await openIdentifiers(context.out, sessionOptions(context));
  const reportOf = async (part: readonly Exchange[]) => levelReports(part, await identifiers.levels(part));
  try {
    return {
      validation: await reportOf(validation),
      test: await reportOf(test),
      otherFold: await reportOf(otherFold),
    };
  } finally {
    await identifiers.dispose();
  }
}

function macroF1s(reports: LevelReports) {
  return forMechanisms((mechanism) => reports[mechanism].macroF1);
}

function summaryLine(test: LevelReports): string {
  const found = mechanisms.map((mechanism) => test[mechanism].macroF1.toFixed(3)).join(' / ');
  return `Macro-F1 on seeker posts of neither set, emotional reaction / interpretation / exploration: ${found}.`;
}
