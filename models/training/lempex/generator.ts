import { join, resolve } from 'node:path';
import type { LempexConfig } from '../../architectures/lempex.ts';
import type { ElementLabels } from '../../lempex/empathy-classifiers.ts';
import { lempexTensors } from '../../lempex/lempex-folder.ts';
import { openWithWeights } from '../../runtime/graph-model.ts';
import { createTrainer, type Feeds, type Trainer } from '../../runtime/trainer.ts';
import { planEpochs } from '../framework/epochs.ts';
import { decays, optimiserOf } from '../framework/loop-config.ts';
import type { TrainingContext, TrainingSummary } from '../framework/recipe.ts';
import type { TrainingTask } from '../framework/train.ts';
import { originOf, trainAndRecord } from '../framework/train-and-record.ts';
import { writeTrainedTensors } from '../framework/trained-folder.ts';
import { fingerprintOf, loadTrainingState } from '../framework/training-state.ts';
import { pairBatches } from '../t5/pair-batches.ts';
import { type StartingT5, startingT5 } from '../t5/starting-t5.ts';
import { type ExemplarVectors, exemplarVectors, requireExemplars } from './exemplar-vectors.ts';
import { type GeneratorConfig, sized, usedJudges } from './generator-config.ts';
import { withGlove } from './glove.ts';
import { type StartingJudges, startingJudges } from './judges.ts';
import type { LempexExample } from './lempex-examples.ts';
import { lempexFeeds } from './lempex-feeds.ts';
import { isJudge, type LempexModel, lempexModel } from './lempex-model.ts';
import { prepareLempexFolder } from './prepare-folder.ts';
import { type Learned, readLearned } from './read-learned.ts';
import { labelShares, silverLabels } from './silver-labels.ts';
import { generatorWeights } from './starting-generator.ts';
import { validateGenerator } from './validate-generator.ts';

export async function trainGenerator(
  given: GeneratorConfig,
  context: TrainingContext,
  raw: unknown,
): Promise<TrainingSummary> {
  // The T5 to start from, and what judges its responses.
  const settings = sized(given, context);
  const start = startingT5(settings, context);
  const judges = startingJudges(usedJudges(settings), {
    dataDir: context.dataDir,
    tokenizerDir: start.tokenizerDir,
  });
  const exemplarDir = exemplarEncoderOf(settings, context);
  const record = recordOf(settings, { context, raw, start, judges, exemplarDir });
  // Refuses a folder of other origin before anything is kept there.
  loadTrainingState(context.out, fingerprintOf(await originOf(record)));

  // Contexts with references, and exemplars as vectors that stay as they are.
  const learned = await readLearned(settings, { context, start });
  const vectors = exemplarDir === null ? null : await exemplarVectors(settings, exemplarDir, context);
  const labels = await labelsOf(learned.examples, { judges, start, context });
  const config: LempexConfig = { generator: start.config, exemplarWidth: vectors?.width ?? null };

  // L = w_main·L_gen + w_emp·L_emp + w_sent·L_sent
  const model = lempexModel(config, {
    judges,
    weights: {
      main: settings.mainWeight,
      empathy: settings.empathyWeight,
      sentiment: settings.sentimentWeight,
    },
    soft: settings.soft,
  });
  const feedsOf = feedsFor(model, { settings, start, judges, vectors, learned, labels });
  const { totalSteps, batch } = batchesOf(settings, learned.examples, feedsOf);

  const trainer = await generatorTrainer(settings, { context, start, judges, config, model });
  const values = { generation: model.metrics.generation };
  const alone = await openWithWeights(
    { graph: model.graph, values, parameters: trainer.parameters },
    sessionOf(context),
  );
  const numbers = {
    references: learned.examples.length,
    ...(labels ? { silverLabels: labelShares(labels) } : {}),
  };
  return trainAndRecord(
    {
      trainer,
      batch,
      totalSteps,
      ...(learned.held.length > 0 ? { validate: () => validateGenerator(alone, learned.held, feedsOf) } : {}),
      prepare: () => prepareLempexFolder(context.out, { config, start, settings, vectors }),
      publish: () => writeTrainedTensors(context.out, lempexTensors(config), trainer.parameters),
    },
    { ...record, settings, numbers },
  ).finally(() => alone.dispose());
}

interface FeedParts {
  readonly settings: GeneratorConfig;
  readonly start: StartingT5;
  readonly judges: StartingJudges;
  readonly vectors: ExemplarVectors | null;
  readonly learned: Learned;
  readonly labels: readonly ElementLabels[] | null;
}

type FeedsOf = (rows: readonly number[], examples: readonly LempexExample[], step: number) => Feeds;

/** What the model takes for rows of examples; labels and noise are of the learned ones alone. */
function feedsFor({ graph }: LempexModel, parts: FeedParts): FeedsOf {
  const { settings, start, judges, vectors, learned, labels } = parts;
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const options = {
    ...{ config: start.config, tokens: start.tokens, vectors, seed: settings.seed },
    judges: {
      both: judges.classifiers?.emotionalReaction.config ?? start.config,
      answer: judges.sentiment?.config ?? start.config,
    },
    // The regressor has read texts as its tokenizer ends them, or does not.
    judgesEnd: start.tokenizer.encode('a').at(-1) === start.tokens.end,
  };
  return (rows, examples, step) => {
    const isLearned = examples === learned.examples;
    const own = isLearned && labels ? rows.flatMap((row) => labels[row] ?? []) : null;
    const isNoisy = isLearned && inputs.has('gumbel_noise');
    const chosen = rows.flatMap((row) => examples[row] ?? []);
    const feeds = lempexFeeds(chosen, own, { ...options, isNoisy, step });
    return Object.fromEntries(Object.entries(feeds).filter(([name]) => inputs.has(name)));
  };
}

/** Batches of about equal lengths, in an order of each epoch's own. */
function batchesOf(
  { epochs, batchRows, seed }: GeneratorConfig,
  examples: readonly LempexExample[],
  feedsOf: FeedsOf,
): Pick<TrainingTask, 'totalSteps' | 'batch'> {
  const lengths = examples.map(({ context, target }) => ({
    source: context.ids.length,
    target: target.length,
  }));
  const plan = planEpochs(epochs, (epoch) => pairBatches(lengths, { rows: batchRows, seed: [seed, epoch] }));
  const batch = (step: number) => {
    const rows = plan.rowsOf(step);
    const tokens = rows.reduce(
      (sum, row) => sum + (lengths[row]?.source ?? 0) + (lengths[row]?.target ?? 0),
      0,
    );
    return { feeds: feedsOf(rows, examples, step), tokens };
  };
  return { totalSteps: plan.totalSteps, batch };
}

interface TrainerParts {
  readonly context: TrainingContext;
  readonly start: StartingT5;
  readonly judges: StartingJudges;
  readonly config: LempexConfig;
  readonly model: LempexModel;
}

/** AdamW on the loss; identifiers stay as they are unless the config has them learn along. */
async function generatorTrainer(
  settings: GeneratorConfig,
  { context, start, judges, config, model }: TrainerParts,
): Promise<Trainer> {
  const { graph, loss, metrics } = model;
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  const t5 = await withGlove(start.weights(), settings.glove, {
    ...{ width: start.config.d_model, tokenizer: start.tokenizer, context },
  });
  return createTrainer({
    ...{ ...sessionOf(context), graph, loss, metrics, seed: settings.seed },
    parameters: new Map([...generatorWeights(t5, config, settings), ...judges.weights()]),
    frozen: (name) => settings.fixed && isJudge(name),
    optimiser: optimiserOf(settings),
    weightDecay: (name) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
  });
}

function sessionOf({ device, threads }: TrainingContext) {
  return { ...(device ? { device } : {}), ...(threads ? { threads } : {}) };
}

/** The folder of the exemplars' encoder: the one named, or the T5 that is started from. Null without exemplars. */
function exemplarEncoderOf(
  { exemplars }: GeneratorConfig,
  { init, dataDir }: TrainingContext,
): string | null {
  if (!exemplars) return null;
  return requireExemplars(exemplars.encoder === undefined ? init : resolve(dataDir, exemplars.encoder));
}

/** Silver labels of the references, where the classifiers' loss counts. */
async function labelsOf(
  examples: readonly LempexExample[],
  {
    judges,
    start,
    context,
  }: { readonly judges: StartingJudges; readonly start: StartingT5; readonly context: TrainingContext },
) {
  const { classifiers, classifiersDir: dir } = judges;
  if (!classifiers || dir === null) return null;
  return silverLabels(examples, { dir, classifiers, end: start.tokens.end, maxLength: 768, context });
}

interface Origin {
  readonly context: TrainingContext;
  readonly raw: unknown;
  readonly start: StartingT5;
  readonly judges: StartingJudges;
  readonly exemplarDir: string | null;
}

/** What this training is made from: two with the same take the same steps. */
function recordOf(settings: GeneratorConfig, { context, raw, start, judges, exemplarDir }: Origin) {
  const { data, validation, exemplars, glove, lexicon, sentimentWeight } = settings;
  const names = [...data.flatMap((source) => source.exemplars ?? []), ...Object.keys(validation)];
  const found = exemplars ? [...names, 'passages'].map((name) => join(exemplars.found, `${name}.jsonl`)) : [];
  return {
    ...{ recipe: 'lempex', raw, context, tokenizer: start.tokenizerDir },
    sources: [
      ...[...data, ...Object.values(validation)].map(({ path }) => path),
      ...[...found, ...(glove === undefined ? [] : [glove]), ...(sentimentWeight > 0 ? [lexicon] : [])],
    ],
    startsFrom: {
      ...judges.startsFrom,
      ...(start.embeddingsDir === null ? {} : { embeddings: start.embeddingsDir }),
      ...(exemplarDir === null ? {} : { exemplarEncoder: exemplarDir }),
    },
  };
}
