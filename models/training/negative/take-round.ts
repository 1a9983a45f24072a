import type { RejectedItem } from '../feedback/collected-reports.ts';
import { evenWeights } from '../feedback/even-weights.ts';
import type { PositivePlace } from '../feedback/positive-items.ts';
import type { ReplyLikelihoods } from '../feedback/reply-likelihoods.ts';
import type { SystemUnderTraining } from '../feedback/system-under-training.ts';
import type { WeightsUnderDescent } from '../feedback/weights-under-descent.ts';
import { type NegativeWeightOptions, negativeWeights } from '../objectives/negative-weights.ts';
import type { Weights } from '../objectives/sgd-step.ts';
import type { NegativeConfig } from './negative-config.ts';

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
