import { buildDoubleHeads } from '../architectures/double-heads.ts';
import { doubleHeadsInputs } from '../architectures/double-heads-inputs.ts';
import { type DoubleHeadsWeights, doubleHeadsLoss } from '../architectures/double-heads-loss.ts';
import type { AdamWOptions } from '../graph/adamw.ts';
import { checkpointWeights } from '../runtime/model-trainer.ts';
import { type BatchPart, createTrainer, type Feeds, type Trainer } from '../runtime/trainer.ts';
import { compareGradient, compareParameter, compareRelative, type TensorSummary } from './compare.ts';
import { compared, skipped, type VerificationLine } from './report.ts';
import { betasIn, numberAfter } from './settings-in-words.ts';
import type { DoubleHeadsCase, DoubleHeadsGolden } from './verify-transfertransfo.ts';

/** Losses of steps and norms of gradients, as the reference's README has it. */
const stepTolerance = 1e-4;

type Training = NonNullable<DoubleHeadsGolden['train']>;

/** Gradients on the first batch, of the sum of losses that the key names: `grads_of_2lm_plus_mc`. */
export async function verifyDoubleHeadsGradients(
  shared: DoubleHeadsCase,
  key: string,
): Promise<VerificationLine[]> {
  const { name, golden } = shared;
  const weights = /^grads_of_([\d.]*)lm_plus_([\d.]*)mc$/.exec(key);
  if (!weights) return [skipped(name, key, 'this sum of losses is not known')];
  const [languageModel, multipleChoice] = weights.slice(1).map((factor) => Number(factor || 1));
  const trainer = await trainerOf(shared, {
    languageModel: languageModel ?? 1,
    multipleChoice: multipleChoice ?? 1,
  });
  const { gradients, gradientNorm } = await trainer.gradients(feedsOf(shared, 0));
  await trainer.dispose();
  return Object.entries(golden[key] as Readonly<Record<string, TensorSummary>>).map(
    ([parameter, summary]) => {
      const found = gradients.get(parameter);
      return found
        ? compared(name, `${key}.${parameter}`, compareGradient(found, summary, gradientNorm))
        : skipped(name, `${key}.${parameter}`, 'the model has no such parameter');
    },
  );
}

/** Updates from accumulated gradients, with both losses at weight 1 as the reference's code has them. */
export async function verifyDoubleHeadsTraining(
  shared: DoubleHeadsCase,
  train: Training,
): Promise<VerificationLine[]> {
  const { name } = shared;
  const settings = settingsOf(train);
  if (!settings) return [skipped(name, 'train', 'this optimiser is not known')];
  const trainer = await trainerOf(shared, { languageModel: 1, multipleChoice: 1 }, settings);
  const lines: VerificationLine[] = [];
  const accumulation = new ClippedAccumulation(trainer, settings.maxNorm);
  const every = train.hyper.gradient_accumulation_steps;
  for (const golden of train.iterations) {
    const { loss, norm } = await accumulation.add(feedsOf(shared, golden.batch), 1 / every);
    const at = `train.iterations.${golden.iteration}`;
    lines.push(
      compared(
        name,
        `${at}.loss_over_accumulation`,
        compareRelative(loss, golden.loss_over_accumulation, stepTolerance),
      ),
      compared(
        name,
        `${at}.grad_norm_before_clip`,
        compareRelative(norm, golden.grad_norm_before_clip, stepTolerance),
      ),
    );
    if (golden.iteration % every === 0) await accumulation.step(settings.learningRate);
  }
  for (const [parameter, summary] of Object.entries(train.params_after)) {
    const found = trainer.parameters.get(parameter);
    const quantity = `train.params_after.${parameter}`;
    lines.push(
      found
        ? compared(name, quantity, compareParameter(found, summary))
        : skipped(name, quantity, 'the model has no such parameter'),
    );
  }
  await trainer.dispose();
  return lines;
}

/**
 * The reference clips what is accumulated after every part of a batch, not once. That is the same as parts whose
 * shares shrink by each clipping before the last, which the optimiser does itself.
 */
class ClippedAccumulation {
  readonly #trainer: Trainer;
  readonly #maxNorm: number;
  #parts: BatchPart[] = [];
  #sums = new Map<string, Float64Array>();

  constructor(trainer: Trainer, maxNorm: number) {
    this.#trainer = trainer;
    this.#maxNorm = maxNorm;
  }

  async add(feeds: Feeds, share: number): Promise<{ readonly loss: number; readonly norm: number }> {
    const factor = Math.min(1, this.#maxNorm / (this.#norm() + 1e-6));
    this.#parts = [...this.#parts.map((part) => ({ ...part, share: part.share * factor })), { feeds, share }];
    const { loss, gradients } = await this.#trainer.gradients(feeds);
    for (const [name, values] of gradients) {
      const sum = this.#sums.get(name) ?? new Float64Array(values.length);
      this.#sums.set(
        name,
        sum.map((value, place) => value * factor + share * (values[place] ?? Number.NaN)),
      );
    }
    return { loss: loss * share, norm: this.#norm() };
  }

  async step(learningRate: number): Promise<void> {
    await this.#trainer.step(this.#parts, learningRate);
    this.#parts = [];
    this.#sums = new Map();
  }

  #norm(): number {
    let squares = 0;
    for (const sum of this.#sums.values()) for (const value of sum) squares += value * value;
    return Math.sqrt(squares);
  }
}

interface Settings {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly maxNorm: number;
  readonly optimiser: AdamWOptions;
}

/** From "transformers.AdamW(lr X, betas X/X, eps X, weight_decay X, correct_bias True)" and "norm X on …". */
function settingsOf({ hyper: { optimizer, clip } }: Training): Settings | undefined {
  const betas = betasIn(optimizer);
  const [learningRate, epsilon, weightDecay] = ['lr', 'eps', 'weight_decay'].map((key) =>
    numberAfter(optimizer, key),
  );
  const maxNorm = numberAfter(clip, 'norm');
  if (!optimizer.startsWith('transformers.AdamW') || !betas || maxNorm === undefined) return undefined;
  if (learningRate === undefined || epsilon === undefined || weightDecay === undefined) return undefined;
  const correctBias = !/correct_bias False/.test(optimizer);
  const optimiser = { form: 'huggingface', betas, epsilon, correctBias, maxNorm } as const;
  return { learningRate, weightDecay, maxNorm, optimiser };
}

function trainerOf(
  { config, checkpoint, options }: DoubleHeadsCase,
  weights: DoubleHeadsWeights,
  settings?: Settings,
): Promise<Trainer> {
  const heads = buildDoubleHeads(config);
  const { total, languageModel, multipleChoice } = doubleHeadsLoss(heads, weights);
  return createTrainer({
    ...options,
    graph: heads.graph,
    loss: total,
    metrics: { languageModel, multipleChoice },
    parameters: checkpointWeights(checkpoint),
    ...(settings ? { optimiser: settings.optimiser, weightDecay: () => settings.weightDecay } : {}),
  });
}

function feedsOf({ config, batches }: DoubleHeadsCase, index: number): Feeds {
  const batch = batches[index];
  if (!batch) throw new Error(`the reference file has no batch ${index}`);
  return doubleHeadsInputs(config, batch);
}
