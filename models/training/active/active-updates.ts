import { createRandom, shuffled } from '#lib/rng.ts';
import { evenWeights } from '../feedback/even-weights.ts';
import type { FeedbackObjective, Standing } from '../feedback/feedback-objective.ts';
import type { ObjectiveParts } from '../feedback/feedback-recipe.ts';
import { positiveItems } from '../feedback/positive-items.ts';
import { correctionsOf } from '../feedback/report-figures.ts';
import { meanOf } from '../objectives/masked-statistics.ts';
import { meanLogProbability } from '../objectives/negative-hits.ts';
import type { ActiveConfig } from './active-config.ts';

/** Each step learns some corrections beside a batch of dialogues; those weights are kept that find them likeliest. */
export function activeUpdates<Item>(parts: ObjectiveParts<Item, ActiveConfig>): FeedbackObjective {
  const { measured, settings } = parts;
  const corrections = correctionsOf(measured.reports);
  const totalSteps = settings.passes * Math.ceil(corrections.length / settings.batchCorrections);
  const update = updater(parts, corrections);
  return {
    unit: 'step',
    totalSteps,
    learningRate: settings.learningRate,
    onDivergence: 'Lower learningRate',
    toGoFurther: 'Lower learningRate or correctionShare to go further',
    standingAtStart: (before) => standingOf(before.corrections?.tokenLogProbability ?? Number.NaN),
    standing: async () => standingOf(meanOf((await measured.score(corrections)).map(meanLogProbability))),
    step: (run) =>
      run.take(async () => {
        const done = run.steps + 1;
        const found = await update(run.steps, run.rateShare * settings.learningRate);
        const message = `Training, loss ${found.loss.toFixed(3)}`;
        return {
          ...found,
          isLast: done === totalSteps,
          progress: { message, done, total: totalSteps },
        };
      }),
    onRetreat: () => {},
    carried: () => ({}),
    numbers: () => ({ corrections: corrections.length }),
    endingLine: ({ steps, kept }) => `All ${steps} steps taken; ${kept}`,
    told: {
      'Log-probability of a token of the corrections': (figures) =>
        figures.corrections?.tokenLogProbability.toFixed(2),
    },
  };
}

function standingOf(correctionLogProbability: number): Standing {
  return {
    loss: -correctionLogProbability,
    logProbability: correctionLogProbability,
    found: { correctionLogProbability },
    ending: null,
  };
}

interface TakenUpdate {
  /** Corrections and dialogues as they count, before the update. */
  readonly loss: number;
  readonly gradientNorm: number;
  readonly tokens: number;
}

/** Learns what belongs to a step, counted from 0; depends on the step and the weights alone. */
function updater<Item>(
  { measured: { system }, likelihoods, weights, divisors, settings }: ObjectiveParts<Item, ActiveConfig>,
  corrections: readonly Item[],
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
    const shares = [...counted(mended, share), ...counted(kept, 1 - share)];
    const { loss, gradient, tokens } = await likelihoods.gradient([...mended, ...kept], shares);
    const descent = { learningRate, momentum, weightDecay, maxNorm, ...(divisors ? { divisors } : {}) };
    return { loss, gradientNorm: weights.update('positive', gradient, descent), tokens };
  };
}
