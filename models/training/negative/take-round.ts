import { createRandom, type SeedPart, shuffled } from '#lib/rng.ts';
import { tokenBatches } from '../framework/token-batches.ts';
import { type NegativeWeightOptions, negativeWeights } from '../objectives/negative-weights.ts';
import type { Weights } from '../objectives/sgd-step.ts';
import type { CollectedReports, RejectedItem } from './collected-reports.ts';
import type { NegativeConfig } from './negative-config.ts';
import type { ReplyLikelihoods } from './reply-likelihoods.ts';
import type { SystemUnderTraining } from './system-under-training.ts';
import type { WeightsUnderDescent } from './weights-under-descent.ts';

export interface RoundOptions<Item> {
  readonly system: Pick<SystemUnderTraining<Item>, 'replyOf'>;
  readonly likelihoods: Pick<ReplyLikelihoods<Item>, 'gradient'>;
  readonly weights: WeightsUnderDescent;
  readonly counting: NegativeWeightOptions;
  /** What is learned in a round beside the corrections of its minibatch. */
  readonly positives: (place: PositivePlace) => readonly Item[];
  readonly settings: NegativeConfig;
  /** What each weight's slope is divided by; null: nothing. */
  readonly divisors: Weights | null;
  /** Rounds before this one. */
  readonly step: number;
  /** What both rates are multiplied by. */
  readonly rateShare: number;
}

export interface PositivePlace {
  /** Positive updates before this one. */
  readonly update: number;
  readonly minibatch: number;
}

export interface RoundResult {
  /** Mean cross-entropy of the last positive update, before it. */
  readonly loss: number;
  /** Σ_i c_i Σ_t m_t log p ÷ Σ length, before the update that lowers it. */
  readonly negativeLoss: number;
  readonly negativeGradientNorm: number;
  readonly positiveGradientNorm: number;
  readonly tokens: number;
  /** False where a gradient was not finite. */
  readonly taken: boolean;
}

/** A negative update on rejected replies, and then the positive ones (He & Glass 2020). */
export async function takeRound<Item>(
  round: {
    readonly replies: readonly RejectedItem<Item>[];
    readonly hits: readonly boolean[];
    readonly minibatch: number;
  },
  {
    system,
    likelihoods,
    weights,
    counting,
    positives,
    settings,
    divisors,
    step,
    rateShare,
  }: RoundOptions<Item>,
): Promise<RoundResult> {
  const descent = {
    momentum: settings.momentum,
    weightDecay: settings.weightDecay,
    maxNorm: settings.maxGradientNorm,
    ...(divisors ? { divisors } : {}),
  };
  const items = round.replies.map(({ item }) => item);
  const rejected = items.map((item, at) => ({
    tokens: system.replyOf(item),
    isHit: round.hits[at] ?? false,
  }));
  const lowered = negativeWeights(rejected, counting).map((row) => row.map((weight) => -weight));
  const negative = await likelihoods.gradient(items, lowered);
  const rate = { ...descent, learningRate: rateShare * settings.negativeRate };
  const negativeGradientNorm = weights.update('negative', negative.gradient, rate);

  const corrections = [...new Set(round.replies.flatMap((reply) => reply.corrections))];
  let [loss, positiveGradientNorm, tokens] = [0, 0, negative.tokens];
  for (let at = 0; at < settings.positiveUpdates; at++) {
    const update = step * settings.positiveUpdates + at;
    // Once a round, so that a few reports do not set the tone of all that is said.
    const learned = [...positives({ update, minibatch: round.minibatch }), ...(at === 0 ? corrections : [])];
    const found = await likelihoods.gradient(learned, evenWeights(learned.map(system.replyOf)));
    const positiveRate = { ...descent, learningRate: rateShare * settings.positiveRate };
    positiveGradientNorm = weights.update('positive', found.gradient, positiveRate);
    loss = found.loss;
    tokens += found.tokens;
  }
  const taken = [negativeGradientNorm, positiveGradientNorm, loss, negative.loss].every(Number.isFinite);
  return { loss, negativeLoss: negative.loss, negativeGradientNorm, positiveGradientNorm, tokens, taken };
}

/** Each token counts the same: the mean over all of them. */
export function evenWeights(replies: readonly (readonly number[])[]): number[][] {
  const tokens = replies.reduce((sum, { length }) => sum + length, 0);
  return replies.map((reply) => reply.map(() => 1 / tokens));
}

export interface PositiveOptions {
  readonly batchTokens: number;
  readonly seed: SeedPart;
  /** Minibatches of a pass, over which mended replies are spread. */
  readonly minibatches: number;
}

/**
 * Dialogues in batches of about equal length, all of them in an order of each epoch's own, as long as there are updates;
 * and corrections of contexts without a report, each with the same minibatch in every pass.
 */
export function positiveItems<Item>(
  { learned, lengthOf }: Pick<SystemUnderTraining<Item>, 'learned' | 'lengthOf'>,
  { mended }: Pick<CollectedReports<Item>, 'mended'>,
  { batchTokens, seed, minibatches }: PositiveOptions,
): (place: PositivePlace) => readonly Item[] {
  const batches = tokenBatches(learned.map(lengthOf), { tokens: batchTokens, seed: [seed, 'positives'] });
  let held: { readonly epoch: number; readonly order: readonly number[] } | undefined;
  return ({ update, minibatch }) => {
    const epoch = Math.floor(update / batches.length);
    if (held?.epoch !== epoch)
      held = { epoch, order: shuffled([...batches.keys()], createRandom(seed, 'positives', epoch)) };
    const batch = batches[held.order[update % batches.length] ?? 0] ?? [];
    return [
      ...batch.flatMap((row) => learned[row] ?? []),
      ...mended.filter((_, index) => index % minibatches === minibatch),
    ];
  };
}
