import { join, resolve } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom, shuffled } from '#lib/rng.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { type ActiveConfig, activeConfig } from './active/active-config.ts';
import { type ActiveTask, measureActive, runActive, type TakenUpdate } from './active/active-run.ts';
import {
  type ActiveFigures,
  type ActiveState,
  loadActiveState,
  newActiveState,
} from './active/active-state.ts';
import { collectReports } from './feedback/collected-reports.ts';
import { divisorsOf } from './feedback/dialogue-curvature.ts';
import { evenWeights } from './feedback/even-weights.ts';
import { positiveItems } from './feedback/positive-items.ts';
import { type Report, readReports } from './feedback/read-reports.ts';
import { ReplyLikelihoods } from './feedback/reply-likelihoods.ts';
import { correctionsOf } from './feedback/report-figures.ts';
import type { SystemUnderTraining } from './feedback/system-under-training.ts';
import { WeightsUnderDescent } from './feedback/weights-under-descent.ts';
import { withSystem } from './feedback/with-system.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import { originOf } from './framework/train-and-record.ts';
import { trainedWeights } from './framework/trained-folder.ts';
import { fingerprintOf } from './framework/training-state.ts';
import { writeJsonAtomically } from './framework/write-atomically.ts';
import type { Weights } from './objectives/sgd-step.ts';
import { readUnsafeProbes, type UnsafeProbe } from './probes/unsafe-probes.ts';

/** Active learning as CAiRE had it (Lin et al. 2020): a system goes on learning from what people wrote in place of its replies. */
export const activeRecipe = defineRecipe({
  name: 'active',
  summary: 'active learning: a system learns what people wrote in place of its replies, beside dialogues',
  config: activeConfig,
  run: async (settings, context, raw) => {
    const at = (path: string) => resolve(context.dataDir, path);
    const lines = await readReports(at(settings.corrections));
    const probes = settings.probes ? await readReports(at(settings.probes)) : [];
    const unsafe = settings.unsafe ? await readUnsafeProbes(at(settings.unsafe)) : [];
    return withSystem(settings, context, {
      name: 'Active learning',
      train: (system, options) =>
        learn(system, { settings, context, options }, { raw, lines, probes, unsafe }),
    });
  },
});

interface Training {
  readonly settings: ActiveConfig;
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

async function learn<Item>(
  system: SystemUnderTraining<Item>,
  { settings, context, options }: Training,
  { raw, lines, unsafe, ...given }: Given,
): Promise<TrainingSummary> {
  // What people wrote, and rejected replies, which are only looked at.
  const reports = collectReports(lines, system);
  const probes = collectReports(given.probes, system).rejected.map(({ item }) => item);
  const corrections = correctionsOf(reports);
  if (corrections.length === 0)
    throw new WorkbenchError(
      'bad-input',
      `${settings.corrections} holds no "correction", so there is nothing to learn.`,
    );

  // What makes this training this one: two with the same take the same steps.
  const origin = await activeOrigin(system, { settings, context, raw });
  const fingerprint = fingerprintOf(origin);
  const saved = loadActiveState(context.out, fingerprint);
  system.prepare(context.out);

  // The weights, and what tells how likely they find replies and answers with them as they stand.
  const weights = new WeightsUnderDescent(system.weights);
  const { parameters } = weights;
  const { batchTokens } = settings;
  const likelihoods = await ReplyLikelihoods.open(system, { ...options, parameters, batchTokens });
  const score = (items: readonly Item[]) => likelihoods.score(items);
  const open = await system.open({ parameters, score });
  const tests = ['mean', 'greedy'] as const;
  const measured = { system, open, score, reports, probes, unsafe, lines, tests };
  try {
    // What dialogues depend on, with the weights of the start, also where a training goes on.
    const divisors = await divisorsOf(system, likelihoods, { settings, context });
    if (saved) weights.restore(saved.trainer);

    // Each update learns some corrections and a batch of dialogues.
    const task: ActiveTask<Item> = {
      measured,
      weights,
      totalSteps: settings.passes * Math.ceil(corrections.length / settings.batchCorrections),
      update: updater({ system, likelihoods, weights, corrections, divisors }, settings),
      fingerprint,
      publish: () => system.publish(context.out, parameters),
      published: () => trainedWeights(context.out),
      settings,
    };
    if (saved) context.note(`Going on from step ${saved.loop.step} of ${task.totalSteps}.`);
    const state = await runActive(task, context, saved ?? newActiveState);

    // The weights that were kept, measured as the start was.
    weights.goBackTo(trainedWeights(context.out));
    const after = await measureActive(measured, state.progress.threshold);
    return finish(state, after, { origin, context, corrections: corrections.length, settings });
  } finally {
    await open.dispose();
    await likelihoods.dispose();
  }
}

function activeOrigin(
  { tokenizerDir: tokenizer }: Pick<SystemUnderTraining<unknown>, 'tokenizerDir'>,
  { settings, context, raw }: Pick<Training, 'settings' | 'context'> & Pick<Given, 'raw'>,
) {
  const { corrections, probes, unsafe, data, validation } = settings;
  const dialogues = [...data, validation].map(({ path }) => path);
  const sources = [corrections, ...(probes ? [probes] : []), ...(unsafe ? [unsafe] : []), ...dialogues];
  return originOf({ recipe: 'active', raw, context, sources, tokenizer });
}

interface UpdaterParts<Item> {
  readonly system: SystemUnderTraining<Item>;
  readonly likelihoods: ReplyLikelihoods<Item>;
  readonly weights: WeightsUnderDescent;
  readonly corrections: readonly Item[];
  readonly divisors: Weights | null;
}

function updater<Item>(
  { system, likelihoods, weights, corrections, divisors }: UpdaterParts<Item>,
  settings: ActiveConfig,
): (step: number, learningRate: number) => Promise<TakenUpdate> {
  const { seed, batchTokens, batchCorrections, correctionShare: share } = settings;
  const { momentum, weightDecay, maxGradientNorm: maxNorm } = settings;
  const dialogues = positiveItems(system, { mended: [] }, { batchTokens, seed, minibatches: 1 });
  const batches = Math.ceil(corrections.length / batchCorrections);
  const counted = (items: readonly Item[], part: number) =>
    evenWeights(items.map(system.replyOf)).map((row) => row.map((weight) => part * weight));
  return async (step, learningRate) => {
    const order = shuffled(corrections, createRandom(seed, 'corrections', Math.floor(step / batches)));
    const at = (step % batches) * batchCorrections;
    const mended = order.slice(at, at + batchCorrections);
    const kept = dialogues({ update: step, minibatch: 0 });
    const parts = [...counted(mended, share), ...counted(kept, 1 - share)];
    const { loss, gradient, tokens } = await likelihoods.gradient([...mended, ...kept], parts);
    const descent = { learningRate, momentum, weightDecay, maxNorm, ...(divisors ? { divisors } : {}) };
    return { loss, gradientNorm: weights.update('positive', gradient, descent), tokens };
  };
}

interface Finished {
  readonly origin: object;
  readonly context: TrainingContext;
  readonly corrections: number;
  readonly settings: ActiveConfig;
}

function finish(
  { loop, progress }: ActiveState,
  after: ActiveFigures,
  { origin, context, corrections, settings }: Finished,
): TrainingSummary {
  const { before, ended, threshold, retreats } = progress;
  const numbers = { ...loop, corrections, retreats, ended, threshold, before, after };
  writeJsonAtomically(join(context.out, 'training.json'), { ...origin, numbers, commit: context.commit });
  return { line: `${endingLine({ loop, progress }, settings)} ${figuresLine(before, after)}`, numbers };
}

function endingLine({ loop, progress }: ActiveState, { perplexityLimit }: ActiveConfig): string {
  const kept = `the weights kept are those after step ${loop.best?.step ?? 0}.`;
  if (progress.ended === 'passes') return `All ${loop.step} steps taken; ${kept}`;
  const limit = `${(100 * (perplexityLimit - 1)).toFixed(1)} %`;
  return `Ended after ${loop.step} steps, since validation perplexity rose past the limit of ${limit}; ${kept} Lower learningRate or correctionShare to go further, with another --out.`;
}

function figuresLine(before: ActiveFigures | null, after: ActiveFigures): string {
  const pair = (value: (figures: ActiveFigures) => number | undefined) =>
    `${(before ? value(before) : undefined)?.toFixed(2) ?? 'unknown'} to ${value(after)?.toFixed(2) ?? 'unknown'}`;
  return [
    `Log-probability of a token of the corrections from ${pair(({ corrections }) => corrections?.tokenLogProbability)}`,
    `perplexity by word from ${pair(({ validation }) => validation.wordPerplexity)}.`,
  ].join(', ');
}
