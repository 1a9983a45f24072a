import { join } from 'node:path';
import { LossWatch } from '../framework/divergence.ts';
import { type CurvePoint, type LossCurve, openLossCurve } from '../framework/loss-curve.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { runSteps, type SteppedRun } from '../framework/run-steps.ts';
import { type LoopState, saveTrainingState } from '../framework/training-state.ts';
import type { FeedbackSettings } from './feedback-config.ts';
import type { FeedbackObjective, ObjectiveRun, TakenStep } from './feedback-objective.ts';
import type { Ending, FeedbackProgress, FeedbackState } from './feedback-state.ts';
import type { FeedbackFigures, MeasuredFrom } from './report-figures.ts';
import type { HeldOutFigures } from './system-under-training.ts';
import type { WeightsUnderDescent } from './weights-under-descent.ts';

export interface FeedbackTask {
  readonly objective: FeedbackObjective;
  readonly heldOut: () => Promise<HeldOutFigures>;
  readonly measure: (from: MeasuredFrom) => Promise<FeedbackFigures>;
  readonly weights: WeightsUnderDescent;
  readonly fingerprint: string;
  /** Writes the weights as the result, replacing what was there. */
  readonly publish: () => void;
  /** The weights that were written last. */
  readonly published: () => ReadonlyMap<string, Float32Array>;
  readonly settings: FeedbackSettings;
}

/**
 * Takes the steps of an objective until it ends, and returns how it stands then.
 * @throws WorkbenchError `interrupted` after a checkpoint, where the signal is aborted; `bad-input` where the loss
 *   diverges
 */
export async function runFeedback(
  task: FeedbackTask,
  context: TrainingContext,
  start: FeedbackState,
): Promise<FeedbackState> {
  const run = new FeedbackRun(task, context, start);
  await run.begin();
  await runSteps(run, context.signal);
  return run.state;
}

/** A training on feedback: what it keeps, when it goes back, and what is written of it. */
class FeedbackRun implements SteppedRun, ObjectiveRun {
  readonly #task: FeedbackTask;
  readonly #context: TrainingContext;
  readonly #curve: LossCurve;
  readonly #watch: LossWatch;
  #loop: LoopState;
  #progress: FeedbackProgress;
  #savedAt: number;
  #clockedAt: number;

  constructor(task: FeedbackTask, context: TrainingContext, { loop, progress }: FeedbackState) {
    this.#task = task;
    this.#context = context;
    this.#loop = loop;
    this.#progress = progress;
    this.#curve = openLossCurve(join(context.out, 'loss.jsonl'), loop.step);
    this.#watch = new LossWatch(task.settings.divergenceFactor, loop.watch, task.objective.onDivergence);
    this.#savedAt = this.#clockedAt = context.clock();
  }

  get state(): FeedbackState {
    return { loop: this.#loop, progress: this.#progress };
  }

  get isDone(): boolean {
    return this.#progress.ended !== null;
  }

  get place(): string {
    return placeOf(this.#task.objective, this.#loop.step);
  }

  get steps(): number {
    return this.#loop.step;
  }

  get threshold(): number {
    return this.#progress.threshold;
  }

  get rateShare(): number {
    return 0.5 ** this.#progress.retreats;
  }

  /** Measures the weights that the training starts from, and makes them the first result. */
  async begin(): Promise<void> {
    if (this.#progress.before) return;
    const { heldOut, measure, publish, objective } = this.#task;
    this.#context.progress({ message: 'Measuring the start', done: 0, total: null });
    const validation = await heldOut();
    const threshold = -validation.loss;
    const before = await measure({ threshold, validation });
    const { loss, logProbability, found, ending } = objective.standingAtStart(before);
    publish();
    this.#loop = { ...this.#loop, best: { step: 0, loss } };
    this.#set({ threshold, before, bestLogProbability: logProbability, ended: ending });
    this.#curve.append(this.#point({ validation: { ...validation, perplexityRatio: 1, ...found } }));
    this.save();
  }

  step(): Promise<void> {
    return this.#task.objective.step(this);
  }

  async take(step: () => Promise<TakenStep>): Promise<void> {
    const { settings } = this.#task;
    const since = this.#context.clock();
    const learningRate = this.#learningRate;
    const { loss, gradientNorm, tokens, metrics, isLast, progress } = await step();
    const taken = this.#loop.step + 1;
    this.#watch.observe(Number.isFinite(gradientNorm) ? loss : Number.NaN, taken);
    this.#loop = {
      ...this.#loop,
      step: taken,
      tokens: this.#loop.tokens + tokens,
      watch: this.#watch.state,
    };
    const isValidated = isLast || taken % settings.validateEvery === 0;
    const validation = isValidated ? await this.#validate() : undefined;
    if (isLast) this.#set({ ended: this.#progress.ended ?? 'passes' });
    if (isValidated || taken % settings.logEvery === 0) {
      const tokensPerSecond = Math.round((tokens * 1000) / Math.max(1, this.#context.clock() - since));
      const found = { loss, gradientNorm, tokensPerSecond, learningRate };
      const besides = { ...(metrics ? { metrics } : {}), ...(validation ? { validation } : {}) };
      const point = this.#point({ ...found, ...besides });
      this.#curve.append(point);
      this.#context.note(JSON.stringify(point));
    }
    const isDue = this.#context.clock() - this.#savedAt >= settings.checkpointMinutes * 60_000;
    if (isValidated || isDue) this.save();
    this.#context.progress(progress);
  }

  async finishPass(ending: Ending | null): Promise<void> {
    if (this.#loop.validatedAt < this.#loop.step) {
      const validation = await this.#validate();
      this.#curve.append(this.#point({ validation }));
    }
    this.#set({ ended: this.#progress.ended ?? ending });
    this.save();
  }

  save(): void {
    const now = this.#context.clock();
    this.#loop = { ...this.#loop, seconds: this.#loop.seconds + (now - this.#clockedAt) / 1000 };
    this.#clockedAt = now;
    const { weights, fingerprint, objective } = this.#task;
    const trainer = weights.state(this.#loop.step);
    const extra = { ...this.#progress, ...objective.carried() };
    saveTrainingState(this.#context.out, fingerprint, { trainer, loop: this.#loop, extra });
    this.#savedAt = this.#context.clock();
  }

  /** Weights past the limit of perplexity are never kept. */
  async #validate(): Promise<Readonly<Record<string, unknown>>> {
    const { heldOut, publish, objective, settings } = this.#task;
    const { before, threshold, bestLogProbability } = this.#progress;
    const validation = await heldOut();
    const { loss, logProbability, found, ending } = await objective.standing(threshold);
    const perplexityRatio = validation.wordPerplexity / (before?.validation.wordPerplexity ?? Number.NaN);
    const isSound = perplexityRatio <= settings.perplexityLimit;
    const { step, best } = this.#loop;
    const isNearer = best === null || loss < best.loss;
    const isFurther = loss === best?.loss && logProbability < bestLogProbability;
    const isBest = isSound && (isNearer || isFurther);
    if (isBest) publish();
    const lastValidation = { ...validation, perplexityRatio, ...found };
    this.#loop = {
      ...this.#loop,
      validatedAt: step,
      lastValidation,
      best: isBest ? { step, loss } : best,
    };
    this.#set({
      perplexityRatio,
      bestLogProbability: isBest ? logProbability : bestLogProbability,
      ended: isSound ? ending : null,
    });
    if (!isSound) this.#retreat();
    return lastValidation;
  }

  /** Back to the weights kept so far, at half the rates, as often as that is allowed. */
  #retreat(): void {
    const { settings, weights, published, objective } = this.#task;
    const { retreats } = this.#progress;
    if (retreats >= settings.retreats) {
      this.#set({ ended: 'perplexity' });
      return;
    }
    weights.goBackTo(published());
    objective.onRetreat();
    this.#set({ retreats: retreats + 1 });
    const kept = `${objective.unit} ${this.#loop.best?.step ?? 0}`;
    this.#context.note(`Past the limit of perplexity: back to ${kept}, at half the rates.`);
  }

  get #learningRate(): number {
    return this.rateShare * this.#task.objective.learningRate;
  }

  #set(changes: Partial<FeedbackProgress>): void {
    this.#progress = { ...this.#progress, ...changes };
  }

  #point(given: Partial<CurvePoint>): CurvePoint {
    const { step, tokens } = this.#loop;
    const none = { loss: 0, gradientNorm: 0, tokensPerSecond: 0 };
    return { step, tokens, learningRate: this.#learningRate, ...none, ...given };
  }
}

/** How far an objective is after so many steps, for people. */
export function placeOf(
  { unit, totalSteps }: Pick<FeedbackObjective, 'unit' | 'totalSteps'>,
  steps: number,
): string {
  return totalSteps === null ? `${unit} ${steps}` : `${unit} ${steps} of ${totalSteps}`;
}
