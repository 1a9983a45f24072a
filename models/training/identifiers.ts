import { join } from 'node:path';
import { z } from 'zod';
import { seededDropout } from '../architectures/seeded-dropout.ts';
import { openWithWeights } from '../runtime/graph-model.ts';
import { createTrainer } from '../runtime/trainer.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { planEpochs } from './framework/epochs.ts';
import { decays, loopFields, loopSettings } from './framework/loop-config.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import { rowBatches } from './framework/row-batches.ts';
import { train } from './framework/train.ts';
import { hashesOf, hashOf, prepareTrainedFolder, writeTrainedTensors } from './framework/trained-folder.ts';
import { fingerprintOf } from './framework/training-state.ts';
import { writeJsonAtomically } from './framework/write-atomically.ts';
import { folds, isHeldForValidation, partOf } from './identifiers/folds.ts';
import {
  type IdentifierSet,
  identifierSetGraph,
  setConfig,
  setTensors,
} from './identifiers/identifier-set.ts';
import { levelReports, meanMacroF1 } from './identifiers/level-reports.ts';
import { levelsFeeds, levelsLoss } from './identifiers/levels-loss.ts';
import { forMechanisms, levelCount, type Mechanism, mechanisms } from './identifiers/mechanisms.ts';
import { openIdentifiers } from './identifiers/open-identifiers.ts';
import { predictLevels } from './identifiers/predict-levels.ts';
import { type Exchange, readExchanges } from './identifiers/read-exchanges.ts';
import { startingSet } from './identifiers/starting-set.ts';
import { learnedRow, withTokensLeftOut } from './identifiers/training-rows.ts';
import { classWeights } from './objectives/class-weights.ts';
import { encoderFields, startingEncoder } from './t5/starting-encoder.ts';

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
  /** Whether the word embeddings, which all six encoders share, are trained with them. */
  embeddings: z.enum(['trained', 'frozen']).default('trained'),
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
  const encoder = start.config(tokenizer.vocabSize);
  const set: IdentifierSet = {
    encoder,
    sizes: { hidden: settings.hidden ?? Math.ceil(encoder.d_model / 2), levels: levelCount },
    lengths: { context: settings.contextLength, response: settings.responseLength },
  };

  // The fold's own seeker posts; of the others nothing is looked at before the end.
  const exchanges = await readExchanges(settings.data, context.dataDir);
  const split = splitExchanges(exchanges, settings);
  const rowsOf = (part: readonly Exchange[]) => part.map((row) => learnedRow(tokenizer, row, set.lengths));
  const learned = rowsOf(split.learned);
  const held = rowsOf(split.validation);
  const weights = forMechanisms((mechanism) =>
    classWeights(levelCounts(split.learned, mechanism), settings.classWeighting),
  );

  const lengths = learned.map(({ context: seen, response }) => seen.length + response.length);
  const plan = planEpochs(settings.epochs, (epoch) =>
    rowBatches(lengths, { rows: settings.batchRows, seed: [settings.seed, epoch] }),
  );
  const batch = (step: number) => {
    const rows = plan.rowsOf(step).flatMap((row) => learned[row] ?? []);
    const read = rows.map((row, place) =>
      withTokensLeftOut(row, { share: settings.tokenDropout, seed: [settings.seed, step, place] }),
    );
    const tokens = read.reduce((sum, row) => sum + row.context.length + row.response.length, 0);
    return { feeds: levelsFeeds(set, read, { weights, rationaleWeight: settings.rationaleWeight }), tokens };
  };

  // The sum of the three cross-entropies, and of the three of rationales.
  const built = identifierSetGraph(set, seededDropout);
  const { loss, metrics } = levelsLoss(set, built, settings.rationaleWeight);
  const shapes = new Map(built.graph.parameters.map(({ name, shape }) => [name, shape]));
  const options = {
    ...(context.device ? { device: context.device } : {}),
    ...(context.threads ? { threads: context.threads } : {}),
  };
  const trainer = await createTrainer({
    graph: built.graph,
    loss,
    metrics,
    parameters: startingSet(set, { start, seed: settings.seed }),
    frozen: (name) => settings.embeddings === 'frozen' && name === 'shared.weight',
    optimiser: { betas: settings.betas, maxNorm: settings.maxGradientNorm },
    weightDecay: (name) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
    seed: settings.seed,
    ...options,
  });
  const reader = await openWithWeights(
    { graph: built.graph, values: built.probabilities, parameters: trainer.parameters },
    options,
  );
  try {
    const origin = {
      recipe: 'identifiers',
      config: raw,
      data: await hashesOf(context.dataDir, Object.values(settings.data)),
      tokenizer: await hashOf(join(start.tokenizer, 'tokenizer.json')),
      init: await start.hashes(),
    };
    const validate = async () => {
      const reports = levelReports(held, await predictLevels(reader, encoder, held));
      return { loss: 1 - meanMacroF1(reports), ...macroF1s(reports) };
    };
    const end = await train(
      {
        trainer,
        batch,
        fingerprint: fingerprintOf(origin),
        totalSteps: plan.totalSteps,
        validate,
        prepare: () =>
          prepareTrainedFolder(context.out, { config: setConfig(set), tokenizer: start.tokenizer }),
        publish: () => writeTrainedTensors(context.out, setTensors(set), trainer.parameters),
        settings: loopSettings(settings),
      },
      context,
    );

    // What the best weights reach, read as everyone else reads them.
    const identifiers = await openIdentifiers(context.out, options);
    const report = async (part: readonly Exchange[]) => levelReports(part, await identifiers.levels(part));
    const measured = {
      validation: await report(split.validation),
      test: await report(split.test),
      otherFold: await report(split.otherFold),
    };
    await identifiers.dispose();
    const numbers = { ...end, rows: learned.length, totalSteps: plan.totalSteps, ...measured };
    writeJsonAtomically(join(context.out, 'training.json'), { ...origin, numbers, commit: context.commit });
    return { line: summaryLine(end.step, measured.test), numbers };
  } finally {
    await reader.dispose();
    await trainer.dispose();
  }
}

interface Split {
  readonly learned: readonly Exchange[];
  readonly validation: readonly Exchange[];
  /** What neither set sees. */
  readonly test: readonly Exchange[];
  /** What the other set learns from, and this one never sees. */
  readonly otherFold: readonly Exchange[];
}

function splitExchanges(exchanges: readonly Exchange[], { fold, validationShare }: IdentifiersConfig): Split {
  const own = exchanges.filter(({ seekerId }) => partOf(seekerId) === fold);
  const isHeld = ({ seekerId }: Exchange) => isHeldForValidation(seekerId, validationShare);
  return {
    learned: own.filter((row) => !isHeld(row)),
    validation: own.filter(isHeld),
    test: exchanges.filter(({ seekerId }) => partOf(seekerId) === 'test'),
    otherFold: exchanges.filter(({ seekerId }) => ![fold, 'test'].includes(partOf(seekerId))),
  };
}

function levelCounts(rows: readonly Exchange[], mechanism: Mechanism): number[] {
  return [0, 1, 2].map((level) => rows.filter(({ levels }) => levels[mechanism] === level).length);
}

function macroF1s(reports: ReturnType<typeof levelReports>) {
  return forMechanisms((mechanism) => reports[mechanism].macroF1);
}

function summaryLine(steps: number, test: ReturnType<typeof levelReports>): string {
  const found = mechanisms.map((mechanism) => test[mechanism].macroF1.toFixed(3)).join(' / ');
  return `${steps} steps; macro-F1 on seeker posts of neither set, emotional reaction / interpretation / exploration: ${found}.`;
}
