import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { parseVaderLexicon } from '#eval/text/vader.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { LempexConfig } from '../../architectures/lempex.ts';
import { softForms } from '../../architectures/soft-answer.ts';
import { lempexTensors } from '../../lempex/lempex-folder.ts';
import { openWithWeights } from '../../runtime/graph-model.ts';
import { createTrainer } from '../../runtime/trainer.ts';
import { dialogueSource } from '../data/data-source.ts';
import { planEpochs } from '../framework/epochs.ts';
import { decays, loopFields } from '../framework/loop-config.ts';
import type { TrainingContext, TrainingSummary } from '../framework/recipe.ts';
import { originOf, trainAndRecord } from '../framework/train-and-record.ts';
import { writeTrainedTensors } from '../framework/trained-folder.ts';
import { fingerprintOf, loadTrainingState } from '../framework/training-state.ts';
import { t5Lengths } from '../t5/context-text.ts';
import { pairBatches } from '../t5/pair-batches.ts';
import { type StartingT5, startingT5, t5Fields } from '../t5/starting-t5.ts';
import { exemplarFields, exemplarVectors, requireExemplars } from './exemplar-vectors.ts';
import { gloveField, withGlove } from './glove.ts';
import { type StartingJudges, startingJudges } from './judges.ts';
import { type LempexExample, lempexExamples } from './lempex-examples.ts';
import { lempexFeeds } from './lempex-feeds.ts';
import { isJudge, lempexModel } from './lempex-model.ts';
import { prepareLempexFolder } from './prepare-folder.ts';
import { readExemplars } from './read-exemplars.ts';
import { labelShares, silverLabels } from './silver-labels.ts';
import { generatorWeights } from './starting-generator.ts';
import { validateGenerator } from './validate-generator.ts';

/** A file of dialogues, and the name of its exemplars; the one of the source itself for validation. */
const learnedSource = dialogueSource.extend({ exemplars: z.string().min(1).optional() });

/**
 * The defaults are those of LEMPEx on T5: 15 epochs at a constant 1e-4, 8 contexts a batch; on GloVe it is 50 epochs and 32
 * contexts. Nothing is clipped there; here the norm of a gradient is, as everywhere.
 */
export const generatorConfig = z.strictObject({
  /** The generator itself. */
  stage: z.literal('generator'),
  /** `t5`: any T5. `t5-glove`: one over whole words, of the published size where neither `model` nor --init is given. */
  variant: z.enum(['t5', 't5-glove']).default('t5'),
  ...t5Fields,
  ...gloveField,
  /** How the speakers' embeddings and the fusion start: see `generatorWeights`. */
  added: z.enum(['random', 'identity']).default('random'),
  /** Exemplars; left out for a generator without (the paper's ablation). */
  exemplars: exemplarFields.optional(),
  /** The folder, from --data, of the stage `classifiers`; needed unless empathyWeight is 0. */
  classifiers: z.string().min(1).optional(),
  /** The folder, from --data, of the recipe `sentiment`; needed unless sentimentWeight is 0. */
  sentiment: z.string().min(1).optional(),
  /** What the reference's cross-entropy counts. */
  mainWeight: z.number().positive().default(1),
  /** What the classifiers' cross-entropies count; 0 leaves them out (the paper's ablation). */
  empathyWeight: z.number().min(0).default(1),
  /** What the squared error of the sentiment counts; 0 leaves it out. */
  sentimentWeight: z.number().min(0).default(1),
  /** Whether the identifiers stay as they are. The released code lets them learn along unless told otherwise. */
  fixed: z.boolean().default(true),
  /** How a response is made soft; `positions` is the slip of axes of the released code. */
  soft: z.enum(softForms).default('vocabulary'),
  /** VADER's lexicon, from --data, for the sentiment of the references. */
  lexicon: z.string().default('lexicons/vader_lexicon.txt'),
  /** The most tokens of a context, its end included; the newest stay. */
  maxSource: z.int().min(2).default(t5Lengths.source),
  /** The most tokens of a reference before its end; validation takes references whole. */
  maxTarget: z.int().min(1).default(t5Lengths.target),
  /** Contexts of a batch at most. */
  batchRows: z.int().min(1).default(8),
  ...loopFields,
  epochs: loopFields.epochs.default(15),
  learningRate: loopFields.learningRate.default(1e-4),
  schedule: loopFields.schedule.default('constant'),
  weightDecay: z.number().min(0).default(0),
  /** Files of dialogues whose listeners' turns are learned. */
  data: z.array(learnedSource).min(1),
  /** Files, by a name each, whose cross-entropy chooses the best weights; exemplars are found under that name. */
  validation: z.record(z.string(), dialogueSource),
});

type GeneratorConfig = z.infer<typeof generatorConfig>;

/** The size of the published variant on GloVe. */
const gloveSize = {
  layers: 6,
  width: 300,
  heads: 6,
  headWidth: 50,
  inner: 2048,
  activation: 'relu' as const,
};

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
  const learned = await readAll(settings, { context, start });
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
  const inputs = new Set(model.graph.inputs.map(({ name }) => name));
  const feedOptions = {
    ...{ config: start.config, tokens: start.tokens, vectors, seed: settings.seed },
    judges: {
      both: judges.classifiers?.emotionalReaction.config ?? start.config,
      answer: judges.sentiment?.config ?? start.config,
    },
    // The regressor has read texts as its tokenizer ends them, or does not.
    judgesEnd: start.tokenizer.encode('a').at(-1) === start.tokens.end,
    isNoisy: inputs.has('gumbel_noise'),
  };
  const feedsOf = (rows: readonly number[], examples: readonly LempexExample[], step: number) => {
    const chosen = rows.flatMap((row) => examples[row] ?? []);
    const known = examples === learned.examples ? labels : null;
    const own = known && rows.flatMap((row) => known[row] ?? []);
    const feeds = lempexFeeds(chosen, own, { ...feedOptions, step });
    return Object.fromEntries(Object.entries(feeds).filter(([name]) => inputs.has(name)));
  };

  // Batches of about equal lengths, in an order of each epoch's own.
  const lengths = learned.examples.map(lengthsOf);
  const plan = planEpochs(settings.epochs, (epoch) =>
    pairBatches(lengths, { rows: settings.batchRows, seed: [settings.seed, epoch] }),
  );
  const batch = (step: number) => {
    const rows = plan.rowsOf(step);
    const tokens = rows.reduce(
      (sum, row) => sum + (lengths[row]?.source ?? 0) + (lengths[row]?.target ?? 0),
      0,
    );
    return { feeds: feedsOf(rows, learned.examples, step), tokens };
  };

  const { device, threads } = context;
  const session = { ...(device ? { device } : {}), ...(threads ? { threads } : {}) };
  const shapes = new Map(model.graph.parameters.map(({ name, shape }) => [name, shape]));
  const t5 = await withGlove(start.weights(), settings.glove, {
    ...{ width: start.config.d_model, tokenizer: start.tokenizer, context },
  });
  const trainer = await createTrainer({
    ...{ ...session, graph: model.graph, loss: model.loss, metrics: model.metrics, seed: settings.seed },
    parameters: new Map([...generatorWeights(t5, config, settings), ...judges.weights()]),
    frozen: (name) => settings.fixed && isJudge(name),
    optimiser: { betas: settings.betas, maxNorm: settings.maxGradientNorm },
    weightDecay: (name) => (decays(name, shapes.get(name) ?? []) ? settings.weightDecay : 0),
  });
  const values = { generation: model.metrics.generation };
  const alone = await openWithWeights(
    { graph: model.graph, values, parameters: trainer.parameters },
    session,
  );
  const numbers = {
    references: learned.examples.length,
    ...(labels ? { silverLabels: labelShares(labels) } : {}),
  };
  return trainAndRecord(
    {
      trainer,
      batch,
      totalSteps: plan.totalSteps,
      ...(learned.held.length > 0 ? { validate: () => validateGenerator(alone, learned.held, feedsOf) } : {}),
      prepare: () => prepareLempexFolder(context.out, { config, start, settings, vectors }),
      publish: () => writeTrainedTensors(context.out, lempexTensors(config), trainer.parameters),
    },
    { ...record, settings, numbers },
  ).finally(() => alone.dispose());
}

/** With the published size where a variant on words is to start from nothing and none is given. */
function sized(settings: GeneratorConfig, { init }: TrainingContext): GeneratorConfig {
  const { variant, model, glove } = settings;
  if (variant === 't5' && glove !== undefined)
    throw new WorkbenchError('bad-input', 'glove: only the variant "t5-glove" starts from vectors of words.');
  if (variant === 't5' || init || model) return settings;
  return { ...settings, model: { ...gloveSize, buckets: 32, maxDistance: 128 } };
}

/** The identifiers whose losses count. */
function usedJudges(settings: GeneratorConfig) {
  const { empathyWeight, sentimentWeight, classifiers, sentiment } = settings;
  const need = (field: string, weight: string) =>
    new WorkbenchError('bad-input', `${field}: the config must name a folder, or set ${weight} to 0.`);
  if (empathyWeight > 0 && classifiers === undefined) throw need('classifiers', 'empathyWeight');
  if (sentimentWeight > 0 && sentiment === undefined) throw need('sentiment', 'sentimentWeight');
  return {
    classifiers: empathyWeight > 0 ? classifiers : undefined,
    sentiment: sentimentWeight > 0 ? sentiment : undefined,
  };
}

/** The folder of the exemplars' encoder: the one named, or the T5 that is started from. Null without exemplars. */
function exemplarEncoderOf(
  { exemplars }: GeneratorConfig,
  { init, dataDir }: TrainingContext,
): string | null {
  if (!exemplars) return null;
  return requireExemplars(exemplars.encoder === undefined ? init : resolve(dataDir, exemplars.encoder));
}

interface Learned {
  readonly examples: readonly LempexExample[];
  readonly held: readonly (readonly [string, readonly LempexExample[]])[];
}

async function readAll(
  settings: GeneratorConfig,
  { context, start }: { readonly context: TrainingContext; readonly start: StartingT5 },
): Promise<Learned> {
  const { exemplars, maxSource, maxTarget, sentimentWeight, lexicon } = settings;
  const options = {
    ...{ tokenizer: start.tokenizer, end: start.tokens.end, maxSource, maxTarget, context },
    lexicon: sentimentWeight > 0 ? lexiconOf(resolve(context.dataDir, lexicon)) : null,
  };
  const foundFor = async (name: string | undefined) => {
    if (!exemplars) return null;
    if (name !== undefined) return readExemplars(resolve(context.dataDir, exemplars.found), name);
    throw new WorkbenchError(
      'bad-input',
      'data: each file needs "exemplars", the name under which its own were found.',
    );
  };
  const examples: LempexExample[] = [];
  for (const { exemplars: name, ...source } of settings.data)
    examples.push(...(await lempexExamples(source, await foundFor(name), options)));
  if (examples.length === 0) throw new WorkbenchError('bad-input', 'The data has no turn of a listener.');
  const held: (readonly [string, readonly LempexExample[]])[] = [];
  const whole = { ...options, maxTarget: Number.POSITIVE_INFINITY };
  for (const [name, source] of Object.entries(settings.validation))
    held.push([name, await lempexExamples(source, await foundFor(name), whole)]);
  return { examples, held };
}

function lexiconOf(file: string) {
  try {
    return parseVaderLexicon(readFileSync(file, 'utf8'));
  } catch {
    throw new WorkbenchError('bad-input', `${file} is missing or cannot be read.`);
  }
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

const lengthsOf = ({ context, target }: LempexExample) => ({
  source: context.ids.length,
  target: target.length,
});

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
