import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import type { SessionOptions } from '../../runtime/session.ts';
import {
  defineRecipe,
  type Recipe,
  type TrainingContext,
  type TrainingSummary,
} from '../framework/recipe.ts';
import { originOf } from '../framework/train-and-record.ts';
import { trainedWeights } from '../framework/trained-folder.ts';
import { fingerprintOf } from '../framework/training-state.ts';
import { writeJsonAtomically } from '../framework/write-atomically.ts';
import type { HitTest } from '../objectives/negative-hits.ts';
import type { Weights } from '../objectives/sgd-step.ts';
import { readUnsafeProbes, type UnsafeProbe } from '../probes/unsafe-probes.ts';
import { type CollectedReports, collectReports } from './collected-reports.ts';
import { divisorsOf } from './dialogue-curvature.ts';
import type { FeedbackSettings } from './feedback-config.ts';
import type { FeedbackObjective } from './feedback-objective.ts';
import { placeOf, runFeedback } from './feedback-run.ts';
import {
  type FeedbackState,
  loadFeedbackState,
  newFeedbackState,
  type SavedFeedback,
} from './feedback-state.ts';
import { type Report, readReports } from './read-reports.ts';
import { ReplyLikelihoods } from './reply-likelihoods.ts';
import {
  type FeedbackFigures,
  type MeasuredFrom,
  type MeasuredReports,
  measureReports,
} from './report-figures.ts';
import type { SystemUnderTraining } from './system-under-training.ts';
import { WeightsUnderDescent } from './weights-under-descent.ts';
import { withSystem } from './with-system.ts';

/** A training on what people reported: what is read is the same for all, what is learned from it is its own. */
export interface FeedbackRecipeParts<Config extends FeedbackSettings> {
  readonly name: string;
  readonly summary: string;
  readonly config: z.ZodType<Config>;
  /** Its name in a sentence. */
  readonly title: string;
  /** The file of reports, from --data. */
  readonly reports: (settings: Config) => string;
  /** What is called a hit where replies are measured. */
  readonly hitTests: (settings: Config) => readonly HitTest[];
  /** Why there is nothing to learn from reports, or null. */
  readonly refusal: (reports: CollectedReports<unknown>) => string | null;
  readonly objective: <Item>(parts: ObjectiveParts<Item, Config>) => FeedbackObjective;
}

export interface ObjectiveParts<Item, Config> {
  readonly settings: Config;
  readonly measured: MeasuredReports<Item>;
  readonly likelihoods: ReplyLikelihoods<Item>;
  readonly weights: WeightsUnderDescent;
  /** What each weight's slope is divided by; null: nothing. */
  readonly divisors: Weights | null;
  /** What the objective of a training that goes on carried. */
  readonly carried: unknown;
}

export function defineFeedbackRecipe<Config extends FeedbackSettings>(
  parts: FeedbackRecipeParts<Config>,
): Recipe {
  const { name, summary, config, title } = parts;
  return defineRecipe({
    name,
    summary,
    config,
    run: async (settings, context, raw) => {
      const at = (path: string) => resolve(context.dataDir, path);
      const given = {
        raw,
        lines: await readReports(at(parts.reports(settings))),
        probes: settings.probes ? await readReports(at(settings.probes)) : [],
        unsafe: settings.unsafe ? await readUnsafeProbes(at(settings.unsafe)) : [],
      };
      return withSystem(settings, context, {
        name: title,
        train: (system, options) => learn(system, { parts, settings, context, options }, given),
      });
    },
  });
}

interface Training<Config extends FeedbackSettings> {
  readonly parts: FeedbackRecipeParts<Config>;
  readonly settings: Config;
  readonly context: TrainingContext;
  readonly options: SessionOptions;
}

interface Given {
  /** The config as its file holds it. */
  readonly raw: unknown;
  readonly lines: readonly Report[];
  readonly probes: readonly Report[];
  readonly unsafe: readonly UnsafeProbe[];
}

async function learn<Item, Config extends FeedbackSettings>(
  system: SystemUnderTraining<Item>,
  training: Training<Config>,
  given: Given,
): Promise<TrainingSummary> {
  const { parts, settings, context, options } = training;
  // What people reported and wrote instead, and rejected replies that are only looked at.
  const reports = collectReports(given.lines, system);
  const probes = collectReports(given.probes, system).rejected.map(({ item }) => item);
  const refusal = parts.refusal(reports);
  if (refusal) throw new WorkbenchError('bad-input', `${parts.reports(settings)} ${refusal}`);

  // What makes this training this one: two with the same take the same steps.
  const origin = await feedbackOrigin(system.tokenizerDir, training, given.raw);
  const fingerprint = fingerprintOf(origin);
  const saved = loadFeedbackState(context.out, fingerprint);
  system.prepare(context.out);

  // The weights, and what tells how likely they find replies and answers with them as they stand.
  const weights = new WeightsUnderDescent(system.weights);
  const { parameters } = weights;
  const { batchTokens } = settings;
  const likelihoods = await ReplyLikelihoods.open(system, { ...options, parameters, batchTokens });
  const score = (items: readonly Item[]) => likelihoods.score(items);
  const open = await system.open({ parameters, score });
  const { unsafe, lines } = given;
  const measured = { system, open, score, reports, probes, unsafe, lines, tests: parts.hitTests(settings) };
  try {
    return await learnFrom(measured, training, { weights, likelihoods, origin, fingerprint, saved });
  } finally {
    await open.dispose();
    await likelihoods.dispose();
  }
}

interface Opened<Item> {
  readonly weights: WeightsUnderDescent;
  readonly likelihoods: ReplyLikelihoods<Item>;
  readonly origin: object;
  readonly fingerprint: string;
  readonly saved: SavedFeedback | undefined;
}

async function learnFrom<Item, Config extends FeedbackSettings>(
  measured: MeasuredReports<Item>,
  training: Training<Config>,
  { weights, likelihoods, origin, fingerprint, saved }: Opened<Item>,
): Promise<TrainingSummary> {
  const { parts, settings, context } = training;
  const { system, open } = measured;

  // What dialogues depend on, with the weights of the start, also where a training goes on.
  const divisors = await divisorsOf(system, likelihoods, { settings, context });
  if (saved) weights.restore(saved.trainer);

  // Steps towards the objective, until it ends.
  const carried = saved?.carried;
  const objective = parts.objective({ settings, measured, likelihoods, weights, divisors, carried });
  if (saved) context.note(`Going on from ${placeOf(objective, saved.loop.step)}.`);
  const publish = () => system.publish(context.out, weights.parameters);
  const published = () => trainedWeights(context.out);
  const measure = (from: MeasuredFrom) => measureReports(measured, from);
  const task = {
    objective,
    heldOut: open.heldOut,
    measure,
    weights,
    fingerprint,
    publish,
    published,
    settings,
  };
  const state = await runFeedback(task, context, saved ?? newFeedbackState);

  // The weights that were kept, measured as the start was.
  weights.goBackTo(published());
  const { threshold } = state.progress;
  const after = await measure({ threshold, validation: await open.heldOut() });
  return finish({ objective, state, after, origin }, training);
}

function feedbackOrigin<Config extends FeedbackSettings>(
  tokenizer: string,
  { parts, settings, context }: Training<Config>,
  raw: unknown,
) {
  const { probes, unsafe, data, validation } = settings;
  const dialogues = [...data, validation].map(({ path }) => path);
  const given = [parts.reports(settings), ...(probes ? [probes] : []), ...(unsafe ? [unsafe] : [])];
  return originOf({ recipe: parts.name, raw, context, sources: [...given, ...dialogues], tokenizer });
}

interface Finished {
  readonly objective: FeedbackObjective;
  readonly state: FeedbackState;
  readonly after: FeedbackFigures;
  readonly origin: object;
}

function finish<Config extends FeedbackSettings>(
  { objective, state, after, origin }: Finished,
  { settings, context }: Training<Config>,
): TrainingSummary {
  const { loop, progress } = state;
  const { before, ended, threshold, retreats } = progress;
  const own = objective.numbers(loop.step);
  const numbers = { ...loop, ...own, retreats, ended, threshold, before, after };
  writeJsonAtomically(join(context.out, 'training.json'), { ...origin, numbers, commit: context.commit });
  const ending = endingLine(objective, state, settings);
  return { line: `${ending} ${figuresLine(objective, before, after)}`, numbers };
}

function endingLine(
  objective: FeedbackObjective,
  { loop: { step, best }, progress: { ended, perplexityRatio } }: FeedbackState,
  { perplexityLimit }: FeedbackSettings,
): string {
  const { unit } = objective;
  const kept = `the weights kept are those after ${unit} ${best?.step ?? 0}.`;
  if (ended !== 'perplexity') return objective.endingLine({ ended, steps: step, kept });
  const steps = step === 1 ? `1 ${unit}` : `${step} ${unit}s`;
  return `Ended after ${steps}, since validation perplexity rose by ${percent(perplexityRatio - 1)}, past the limit of ${percent(perplexityLimit - 1)}; ${kept} ${objective.toGoFurther}, with another --out.`;
}

function figuresLine(
  { told }: FeedbackObjective,
  before: FeedbackFigures | null,
  after: FeedbackFigures,
): string {
  const perplexity = ({ validation }: FeedbackFigures) => validation.wordPerplexity.toFixed(2);
  const pairs = Object.entries({ ...told, 'perplexity by word': perplexity }).map(
    ([name, value]) =>
      `${name} from ${(before ? value(before) : undefined) ?? 'unknown'} to ${value(after) ?? 'unknown'}`,
  );
  return `${pairs.join(', ')}.`;
}

/** A share as people read it. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
