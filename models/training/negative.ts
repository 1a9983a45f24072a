import { join, resolve } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom, shuffled } from '#lib/rng.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { type CollectedReports, collectReports } from './feedback/collected-reports.ts';
import { divisorsOf } from './feedback/dialogue-curvature.ts';
import { positiveItems } from './feedback/positive-items.ts';
import { type Report, readReports } from './feedback/read-reports.ts';
import { ReplyLikelihoods } from './feedback/reply-likelihoods.ts';
import { type MeasuredReports, measureReports, type ReportFigures } from './feedback/report-figures.ts';
import type { SystemUnderTraining } from './feedback/system-under-training.ts';
import { WeightsUnderDescent } from './feedback/weights-under-descent.ts';
import { withSystem } from './feedback/with-system.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import { originOf } from './framework/train-and-record.ts';
import { trainedWeights } from './framework/trained-folder.ts';
import { fingerprintOf } from './framework/training-state.ts';
import { writeJsonAtomically } from './framework/write-atomically.ts';
import { keptTokens } from './negative/kept-tokens.ts';
import { type NegativeConfig, negativeConfig } from './negative/negative-config.ts';
import { type NegativeTask, runNegative } from './negative/negative-run.ts';
import { loadNegativeState, type NegativeState, newNegativeState } from './negative/negative-state.ts';
import { readUnsafeProbes, type UnsafeProbe } from './probes/unsafe-probes.ts';

/** Negative training (He & Glass 2020) on replies that people reported, beside what they wrote in their place. */
export const negativeRecipe = defineRecipe({
  name: 'negative',
  summary: 'negative training: a system unlearns replies that people reported, and learns their corrections',
  config: negativeConfig,
  run: async (settings, context, raw) => {
    const at = (path: string) => resolve(context.dataDir, path);
    const reports = await readReports(at(settings.reports));
    const probes = settings.probes ? await readReports(at(settings.probes)) : [];
    const unsafe = settings.unsafe ? await readUnsafeProbes(at(settings.unsafe)) : [];
    const given = { raw, reports, probes, unsafe };
    return withSystem(settings, context, {
      name: 'Negative training',
      train: (system, options) => unlearn(system, { settings, context, options }, given),
    });
  },
});

interface Training {
  readonly settings: NegativeConfig;
  readonly context: TrainingContext;
  readonly options: SessionOptions;
}

interface Given {
  /** The config as its file holds it. */
  readonly raw: unknown;
  readonly reports: readonly Report[];
  readonly probes: readonly Report[];
  readonly unsafe: readonly UnsafeProbe[];
}

async function unlearn<Item>(
  system: SystemUnderTraining<Item>,
  { settings, context, options }: Training,
  given: Given,
): Promise<TrainingSummary> {
  // Rejected replies and their corrections, and rejected replies in contexts that are only looked at.
  const reports = collectReports(given.reports, system);
  const probes = collectReports(given.probes, system).rejected.map(({ item }) => item);
  checkReports(reports, settings);

  // What makes this training this one: two with the same take the same steps.
  const origin = await negativeOrigin(system, { settings, context, raw: given.raw });
  const fingerprint = fingerprintOf(origin);
  const saved = loadNegativeState(context.out, fingerprint);
  system.prepare(context.out);

  // The weights, and what tells how likely they find replies and answers with them as they stand.
  const weights = new WeightsUnderDescent(system.weights);
  const { parameters } = weights;
  const { batchTokens, hitTests: tests } = settings;
  const likelihoods = await ReplyLikelihoods.open(system, { ...options, parameters, batchTokens });
  const score = (items: readonly Item[]) => likelihoods.score(items);
  const open = await system.open({ parameters, score });
  const { unsafe, reports: lines } = given;
  const measured = { system, open, score, reports, probes, unsafe, lines, tests };
  try {
    // What dialogues depend on, with the weights of the start, also where a training goes on.
    const divisors = await divisorsOf(system, likelihoods, { settings, context });
    if (saved) weights.restore(saved.trainer);

    // Rounds of a negative update and a positive one, until no hit is left.
    const round = roundOf(measured, { likelihoods, weights, settings, divisors });
    const publish = () => system.publish(context.out, parameters);
    const minibatchesOf = (pass: number) => minibatches(reports.rejected.length, settings, pass);
    const task: NegativeTask<Item> = {
      measured,
      weights,
      round,
      minibatchesOf,
      fingerprint,
      publish,
      published: () => trainedWeights(context.out),
      settings,
    };
    if (saved) context.note(`Going on after round ${saved.loop.step}.`);
    const state = await runNegative(task, context, saved ?? newNegativeState);

    // The weights that were kept, measured as the start was.
    weights.goBackTo(trainedWeights(context.out));
    const { threshold } = state.progress;
    const after = await measureReports(measured, { threshold, validation: await open.heldOut() });
    return finish(state, after, { origin, context, settings, reports });
  } finally {
    await open.dispose();
    await likelihoods.dispose();
  }
}

function negativeOrigin(
  { tokenizerDir: tokenizer }: Pick<SystemUnderTraining<unknown>, 'tokenizerDir'>,
  { settings, context, raw }: Pick<Training, 'settings' | 'context'> & Pick<Given, 'raw'>,
) {
  const { reports, probes, unsafe, data, validation } = settings;
  const dialogues = [...data, validation].map(({ path }) => path);
  const sources = [reports, ...(probes ? [probes] : []), ...(unsafe ? [unsafe] : []), ...dialogues];
  return originOf({ recipe: 'negative', raw, context, sources, tokenizer });
}

function roundOf<Item>(
  { system, reports }: MeasuredReports<Item>,
  parts: Pick<NegativeTask<Item>['round'], 'likelihoods' | 'weights' | 'settings' | 'divisors'>,
): NegativeTask<Item>['round'] {
  const { missWeight, batchTokens, seed, batchReports } = parts.settings;
  const minibatches = Math.ceil(reports.rejected.length / batchReports);
  return {
    ...parts,
    system,
    counting: { missWeight, masked: keptTokens(system, parts.settings), special: system.special },
    positives: positiveItems(system, reports, { batchTokens, seed, minibatches }),
  };
}

function checkReports({ rejected }: CollectedReports<unknown>, { reports }: NegativeConfig): void {
  if (rejected.length > 0) return;
  throw new WorkbenchError(
    'bad-input',
    `${reports} holds no "reply" that was reported, so there is nothing to unlearn.`,
  );
}

/** Rows of rejected replies in an order of each pass's own. */
function minibatches(replies: number, { batchReports, seed }: NegativeConfig, pass: number): number[][] {
  const rows = Array.from({ length: replies }, (_, row) => row);
  const order = shuffled(rows, createRandom(seed, 'reports', pass));
  return Array.from({ length: Math.ceil(replies / batchReports) }, (_, at) =>
    order.slice(at * batchReports, (at + 1) * batchReports),
  );
}

interface Finished {
  readonly origin: object;
  readonly context: TrainingContext;
  readonly settings: NegativeConfig;
  readonly reports: CollectedReports<unknown>;
}

function finish(
  { loop, progress }: NegativeState,
  after: ReportFigures,
  { origin, context, settings, reports }: Finished,
): TrainingSummary {
  const { before, ended, pass, threshold, retreats } = progress;
  const numbers = {
    ...loop,
    rounds: loop.step,
    passes: pass,
    retreats,
    ended,
    threshold,
    mended: reports.mended.length,
    before,
    after,
  };
  writeJsonAtomically(join(context.out, 'training.json'), { ...origin, numbers, commit: context.commit });
  return { line: `${endingLine({ loop, progress }, settings)} ${figuresLine(before, after)}`, numbers };
}

function endingLine({ loop, progress }: NegativeState, { perplexityLimit }: NegativeConfig): string {
  const { step, best } = loop;
  const rounds = `${step} ${step === 1 ? 'round' : 'rounds'}`;
  const kept = `the weights kept are those after round ${best?.step ?? 0}.`;
  switch (progress.ended) {
    case 'perplexity':
      return `Ended after ${rounds}, since validation perplexity rose by ${percent(progress.perplexityRatio - 1)}, past the limit of ${percent(perplexityLimit - 1)}; ${kept} Lower negativeRate, or raise positiveUpdates or retreats, to go further, with another --out.`;
    case 'no hits':
      return step === 0
        ? 'No reported reply was a hit, so there was nothing to unlearn.'
        : `No hit left after ${rounds}; ${kept}`;
    default:
      return `All passes taken, ${rounds}, and hits are left; ${kept}`;
  }
}

function figuresLine(before: ReportFigures | null, after: ReportFigures): string {
  const pair = (value: (figures: ReportFigures) => string) =>
    `${before ? value(before) : 'unknown'} to ${value(after)}`;
  return [
    `Hits from ${pair(({ reported }) => percent(reported.hitRate))}`,
    `log-probability of a reported token from ${pair(({ reported }) => reported.tokenLogProbability.toFixed(2))}`,
    `perplexity by word from ${pair(({ validation }) => validation.wordPerplexity.toFixed(2))}.`,
  ].join(', ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
