import { createRandom } from '#lib/rng.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import type { Weights } from '../objectives/sgd-step.ts';
import { evenWeights } from './even-weights.ts';
import type { FeedbackSettings } from './feedback-config.ts';
import type { ReplyLikelihoods } from './reply-likelihoods.ts';
import type { SystemUnderTraining } from './system-under-training.ts';

export interface CurvatureOptions {
  readonly seed: number;
  readonly curvature: NonNullable<FeedbackSettings['curvature']>;
  readonly progress: (batch: number) => void;
}

interface DivisorOptions {
  readonly settings: Pick<FeedbackSettings, 'seed' | 'curvature'>;
  readonly context: Pick<TrainingContext, 'progress'>;
}

/**
 * How much dialogues depend on each weight, as the weights stand: the mean square of the gradients of small batches'
 * cross-entropy, which estimates the diagonal of the Fisher information with the words that were said, over its mean
 * over all weights, plus the damping. The smaller the batches, the closer.
 */
export async function dialogueCurvature<Item>(
  { learned, replyOf }: Pick<SystemUnderTraining<Item>, 'learned' | 'replyOf'>,
  likelihoods: Pick<ReplyLikelihoods<Item>, 'gradient'>,
  { seed, curvature: { batches, replies, damping }, progress }: CurvatureOptions,
): Promise<Weights> {
  const random = createRandom(seed, 'curvature');
  const squares = new Map<string, Float32Array>();
  for (let batch = 0; batch < batches; batch++) {
    progress(batch);
    const drawn = Array.from({ length: replies }, () => learned[random.below(learned.length)] as Item);
    const { gradient } = await likelihoods.gradient(drawn, evenWeights(drawn.map(replyOf)));
    for (const [name, slopes] of gradient) addSquares(squares, name, slopes);
  }
  const mean = meanOfAll(squares);
  return new Map([...squares].map(([name, values]) => [name, values.map((value) => value / mean + damping)]));
}

/** What a config wants weights' slopes divided by; null: nothing. */
export async function divisorsOf<Item>(
  system: SystemUnderTraining<Item>,
  likelihoods: Pick<ReplyLikelihoods<Item>, 'gradient'>,
  { settings: { seed, curvature }, context }: DivisorOptions,
): Promise<Weights | null> {
  if (!curvature) return null;
  const message = 'Finding what dialogues depend on';
  const progress = (done: number) => context.progress({ message, done, total: curvature.batches });
  return dialogueCurvature(system, likelihoods, { seed, curvature, progress });
}

function addSquares(sums: Map<string, Float32Array>, name: string, slopes: Float32Array): void {
  const sum = sums.get(name) ?? new Float32Array(slopes.length);
  for (let i = 0; i < slopes.length; i++) sum[i] = (sum[i] as number) + (slopes[i] as number) ** 2;
  sums.set(name, sum);
}

function meanOfAll(sums: Weights): number {
  let [total, count] = [0, 0];
  for (const values of sums.values()) {
    for (const value of values) total += value;
    count += values.length;
  }
  return total / count;
}
