import { join } from 'node:path';
import type { BatchPart, Feeds, StepResult, Trainer } from '../../runtime/trainer.ts';
import { type LearningRateSchedule, learningRateAt } from '../objectives/learning-rate.ts';
import { LossWatch } from './divergence.ts';
import { type LossCurve, openLossCurve } from './loss-curve.ts';
import type { TrainingContext } from './recipe.ts';
import { runSteps, type SteppedRun } from './run-steps.ts';
import { type LoopState, loadTrainingState, newLoopState, saveTrainingState } from './training-state.ts';

export interface Batch {
  readonly feeds: Feeds | readonly BatchPart[];
  /** How many tokens it holds, for the speed. */
  readonly tokens: number;
}

/** What a validation finds; `loss` is to be low, the others are recorded. */
export type Validation = { readonly loss: number } & Readonly<Record<string, unknown>>;

export interface TrainingTask {
  readonly trainer: Trainer;
  /** Equal for two trainings only if they take the same steps: a killed one goes on under the same. */
  readonly fingerprint: string;
  readonly totalSteps: number;
  /** The batch of a step, counted from 0; must depend on the step alone. */
  readonly batch: (step: number) => Batch;
  readonly validate?: () => Promise<Validation>;
  /** Makes the folder ready, once it is known that it holds no other training. */
  readonly prepare: () => void;
  /** Writes the weights as the result, replacing what was there. */
  readonly publish: () => void;
  readonly settings: LoopSettings;
}

export interface LoopSettings {
  readonly schedule: Omit<LearningRateSchedule, 'totalSteps'>;
  /** Steps between points of the loss curve. */
  readonly logEvery: number;
  /** Steps between validations. */
  readonly validateEvery: number;
  /** Minutes between checkpoints; one is also written at each validation and at the end. */
  readonly checkpointMinutes: number;
  /** See `LossWatch`. */
  readonly divergenceFactor: number;
}

/**
 * Trains to the last step and returns how it stands there. What `context.out` holds of this training is continued,
 * to the very weights an uninterrupted one would have reached.
 * @throws WorkbenchError `interrupted` after a checkpoint, where the signal is aborted; `bad-input` where the loss
 *   diverges; `conflict` where the folder holds another training
 */
export async function train(task: TrainingTask, context: TrainingContext): Promise<LoopState> {
  const saved = loadTrainingState(context.out, task.fingerprint);
  task.prepare();
  if (saved) {
    task.trainer.restore(saved.trainer);
    context.note(`Going on from step ${saved.loop.step} of ${task.totalSteps}.`);
  }
  const run = new TrainingRun(task, context, saved?.loop ?? newLoopState);
  await runSteps(run, context.signal);
  return run.finish();
}

/** Sums since the last point of the curve. */
interface Window {
  steps: number;
  tokens: number;
  loss: number;
  gradientNorm: number;
  metrics: Record<string, number>;
  since: number;
}

class TrainingRun implements SteppedRun {
  readonly #task: TrainingTask;
  readonly #context: TrainingContext;
  readonly #curve: LossCurve;
  readonly #watch: LossWatch;
  #state: LoopState;
  #window: Window;
  #savedAt: number;
  #clockedAt: number;

  constructor(task: TrainingTask, context: TrainingContext, state: LoopState) {
    this.#task = task;
    this.#context = context;
    this.#state = state;
    this.#curve = openLossCurve(join(context.out, 'loss.jsonl'), state.step);
    this.#watch = new LossWatch(task.settings.divergenceFactor, state.watch);
    this.#window = this.#emptyWindow();
    this.#savedAt = this.#clockedAt = context.clock();
  }

  get isDone(): boolean {
    return this.#state.step >= this.#task.totalSteps;
  }

  get place(): string {
    return `step ${this.#state.step} of ${this.#task.totalSteps}`;
  }

  async step(): Promise<void> {
    const { trainer, settings, totalSteps, batch } = this.#task;
    const { feeds, tokens } = batch(this.#state.step);
    const step = this.#state.step + 1;
    const result = await trainer.step(feeds, learningRateAt(step, { ...settings.schedule, totalSteps }));
    this.#watch.observe(result.taken ? result.loss : Number.NaN, step);
    this.#advance(step, tokens, result);
    const isLast = step === totalSteps;
    const isValidated = (step % settings.validateEvery === 0 || isLast) && this.#task.validate !== undefined;
    if (isValidated) await this.#validate();
    if (isValidated || isLast || step % settings.logEvery === 0) this.#log(isValidated);
    const isDue = this.#context.clock() - this.#savedAt >= settings.checkpointMinutes * 60_000;
    if (isValidated || isDue) this.save();
    this.#context.progress({
      message: `Training, loss ${result.loss.toFixed(3)}`,
      done: step,
      total: totalSteps,
    });
  }

  finish(): LoopState {
    this.save();
    return this.#state;
  }

  #advance(step: number, tokens: number, result: StepResult): void {
    const window = this.#window;
    window.steps++;
    window.tokens += tokens;
    window.loss += result.loss;
    window.gradientNorm += result.gradientNorm;
    for (const [name, value] of Object.entries(result.metrics))
      window.metrics[name] = (window.metrics[name] ?? 0) + value;
    this.#state = { ...this.#state, step, tokens: this.#state.tokens + tokens, watch: this.#watch.state };
  }

  async #validate(): Promise<void> {
    const found = await this.#task.validate?.();
    if (!found) return;
    const { step, best } = this.#state;
    const isBest = best === null || found.loss < best.loss;
    if (isBest) this.#task.publish();
    this.#state = {
      ...this.#state,
      validatedAt: step,
      lastValidation: found,
      best: isBest ? { step, loss: found.loss } : best,
    };
  }

  #log(isValidated: boolean): void {
    const { steps, tokens, loss, gradientNorm, metrics, since } = this.#window;
    const { step, tokens: all, lastValidation } = this.#state;
    const means = Object.entries(metrics).map(([name, sum]) => [name, sum / steps]);
    const { schedule } = this.#task.settings;
    const point = {
      step,
      tokens: all,
      loss: loss / steps,
      ...(means.length > 0 ? { metrics: Object.fromEntries(means) } : {}),
      ...(isValidated && lastValidation ? { validation: lastValidation } : {}),
      learningRate: learningRateAt(step, { ...schedule, totalSteps: this.#task.totalSteps }),
      gradientNorm: gradientNorm / steps,
      tokensPerSecond: Math.round((tokens * 1000) / Math.max(1, this.#context.clock() - since)),
    };
    this.#curve.append(point);
    this.#context.note(JSON.stringify(point));
    this.#window = this.#emptyWindow();
  }

  save(): void {
    const now = this.#context.clock();
    const seconds = this.#state.seconds + (now - this.#clockedAt) / 1000;
    this.#clockedAt = now;
    this.#state = { ...this.#state, seconds };
    if (!this.#task.validate) this.#task.publish();
    saveTrainingState(this.#context.out, this.#task.fingerprint, {
      trainer: this.#task.trainer.state(),
      loop: this.#state,
    });
    this.#savedAt = this.#context.clock();
  }

  #emptyWindow(): Window {
    return { steps: 0, tokens: 0, loss: 0, gradientNorm: 0, metrics: {}, since: this.#context.clock() };
  }
}
