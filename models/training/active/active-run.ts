import { join } from 'node:path';
import { setImmediate as macrotask } from 'node:timers/promises';
import { WorkbenchError } from '#lib/errors.ts';
import {
  correctionsOf,
  type MeasuredReports,
  measureFeedback,
  measureReports,
} from '../feedback/report-figures.ts';
import type { WeightsUnderDescent } from '../feedback/weights-under-descent.ts';
import { LossWatch } from '../framework/divergence.ts';
import { type LossCurve, openLossCurve } from '../framework/loss-curve.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { type LoopState, saveTrainingState } from '../framework/training-state.ts';
import { meanOf } from '../objectives/masked-statistics.ts';
import { meanLogProbability } from '../objectives/negative-hits.ts';
import type { ActiveConfig } from './active-config.ts';
import type { ActiveFigures, ActiveProgress, ActiveState } from './active-state.ts';

export interface TakenUpdate {
  /** Corrections and dialogues as they count, before the update. */
  readonly loss: number;
  readonly gradientNorm: number;
  readonly tokens: number;
}

export interface ActiveTask<Item> {
  readonly measured: MeasuredReports<Item>;
  readonly weights: WeightsUnderDescent;
  readonly totalSteps: number;
  /** Learns what belongs to a step, counted from 0; must depend on the step and the weights alone. */
  readonly update: (step: number, learningRate: number) => Promise<TakenUpdate>;
  readonly fingerprint: string;
  /** Writes the weights as the result, replacing what was there. */
  readonly publish: () => void;
  /** The weights that were written last. */
  readonly published: () => ReadonlyMap<string, Float32Array>;
  readonly settings: ActiveConfig;
}

/** @param threshold of the start, so that what is measured before and after is one thing */
export async function measureActive<Item>(
  measured: MeasuredReports<Item>,
  threshold: number,
): Promise<ActiveFigures> {
  const from = { threshold, validation: await measured.open.heldOut() };
  return measured.reports.rejected.length > 0
    ? measureReports(measured, from)
    : { reported: null, ...(await measureFeedback(measured, from)) };
}

/**
 * Learns the corrections beside dialogues, and returns how it stands then.
 * @throws WorkbenchError `interrupted` after a checkpoint, where the signal is aborted; `bad-input` where the loss
 *   diverges
 */
export async function runActive<Item>(
  task: ActiveTask<Item>,
  context: TrainingContext,
  start: ActiveState,
): Promise<ActiveState> {
  const run = new ActiveRun(task, context, start);
  await run.begin();
  while (run.state.progress.ended === null) {
    // The run of a step blocks this thread: without a macrotask between, no Ctrl-C would ever be seen.
    await macrotask();
    if (context.signal.aborted) return run.interrupt();
    await run.step();
  }
  return run.state;
}

class ActiveRun<Item> {
  readonly #task: ActiveTask<Item>;
  readonly #context: TrainingContext;
  readonly #curve: LossCurve;
  readonly #watch: LossWatch;
  #loop: LoopState;
  #progress: ActiveProgress;
  #savedAt: number;
  #clockedAt: number;

  constructor(task: ActiveTask<Item>, context: TrainingContext, { loop, progress }: ActiveState) {
    this.#task = task;
    this.#context = context;
    this.#loop = loop;
    this.#progress = progress;
    this.#curve = openLossCurve(join(context.out, 'loss.jsonl'), loop.step);
    this.#watch = new LossWatch(task.settings.divergenceFactor, loop.watch, 'Lower learningRate');
    this.#savedAt = this.#clockedAt = context.clock();
  }

  get state(): ActiveState {
    return { loop: this.#loop, progress: this.#progress };
  }

  /** Measures the weights that the training starts from, and makes them the first result. */
  async begin(): Promise<void> {
    if (this.#progress.before) return;
    const { measured, publish } = this.#task;
    this.#context.progress({ message: 'Measuring the start', done: 0, total: null });
    const threshold = -(await measured.open.heldOut()).loss;
    const before = await measureActive(measured, threshold);
    const bestLogProbability = before.corrections?.tokenLogProbability ?? Number.NEGATIVE_INFINITY;
    publish();
    this.#loop = { ...this.#loop, best: { step: 0, loss: -bestLogProbability } };
    this.#set({ threshold, before, bestLogProbability });
    this.#curve.append(this.#point({ validation: { ...before.validation, perplexityRatio: 1 } }));
    this.#save();
  }

  async step(): Promise<void> {
    const { update, settings, totalSteps } = this.#task;
    const since = this.#context.clock();
    const learningRate = this.#learningRate;
    const { loss, gradientNorm, tokens } = await update(this.#loop.step, learningRate);
    const step = this.#loop.step + 1;
    this.#watch.observe(Number.isFinite(gradientNorm) ? loss : Number.NaN, step);
    this.#loop = { ...this.#loop, step, tokens: this.#loop.tokens + tokens, watch: this.#watch.state };
    const isLast = step === totalSteps;
    const isValidated = isLast || step % settings.validateEvery === 0;
    const validation = isValidated ? await this.#validate() : undefined;
    if (isLast) this.#set({ ended: this.#progress.ended ?? 'passes' });
    if (isValidated || step % settings.logEvery === 0) {
      const tokensPerSecond = Math.round((tokens * 1000) / Math.max(1, this.#context.clock() - since));
      const found = { loss, gradientNorm, tokensPerSecond, learningRate };
      const point = this.#point({ ...found, ...(validation ? { validation } : {}) });
      this.#curve.append(point);
      this.#context.note(JSON.stringify(point));
    }
    const isDue = this.#context.clock() - this.#savedAt >= settings.checkpointMinutes * 60_000;
    if (isValidated || isDue) this.#save();
    this.#context.progress({ message: `Training, loss ${loss.toFixed(3)}`, done: step, total: totalSteps });
  }

  /** Writes a checkpoint and ends. */
  interrupt(): never {
    this.#save();
    throw new WorkbenchError(
      'interrupted',
      `Stopped after step ${this.#loop.step} of ${this.#task.totalSteps}. The same command goes on from there.`,
    );
  }

  /** Weights past the limit of perplexity are never kept. */
  async #validate(): Promise<Readonly<Record<string, unknown>>> {
    const { measured, publish, settings } = this.#task;
    const { before, bestLogProbability } = this.#progress;
    const validation = await measured.open.heldOut();
    const scores = await measured.score(correctionsOf(measured.reports));
    const correctionLogProbability = meanOf(scores.map(meanLogProbability));
    const perplexityRatio = validation.wordPerplexity / (before?.validation.wordPerplexity ?? Number.NaN);
    const isSound = perplexityRatio <= settings.perplexityLimit;
    const isBest = isSound && correctionLogProbability > bestLogProbability;
    if (isBest) publish();
    const { step, best } = this.#loop;
    const lastValidation = { ...validation, perplexityRatio, correctionLogProbability };
    this.#loop = {
      ...this.#loop,
      validatedAt: step,
      lastValidation,
      best: isBest ? { step, loss: -correctionLogProbability } : best,
    };
    this.#set({
      perplexityRatio,
      bestLogProbability: isBest ? correctionLogProbability : bestLogProbability,
    });
    if (!isSound) this.#retreat();
    return lastValidation;
  }

  /** Back to the weights kept so far, at half the rate, as often as that is allowed. */
  #retreat(): void {
    const { settings, weights, published } = this.#task;
    const { retreats } = this.#progress;
    if (retreats >= settings.retreats) {
      this.#set({ ended: 'perplexity' });
      return;
    }
    weights.goBackTo(published());
    this.#set({ retreats: retreats + 1 });
    this.#context.note(
      `Past the limit of perplexity: back to step ${this.#loop.best?.step ?? 0}, at half the rate.`,
    );
  }

  get #learningRate(): number {
    return 0.5 ** this.#progress.retreats * this.#task.settings.learningRate;
  }

  #set(changes: Partial<ActiveProgress>): void {
    this.#progress = { ...this.#progress, ...changes };
  }

  #point(given: Readonly<Record<string, unknown>>) {
    const { step, tokens } = this.#loop;
    const none = { loss: 0, gradientNorm: 0, tokensPerSecond: 0 };
    return { step, tokens, learningRate: this.#learningRate, ...none, ...given };
  }

  #save(): void {
    const now = this.#context.clock();
    this.#loop = { ...this.#loop, seconds: this.#loop.seconds + (now - this.#clockedAt) / 1000 };
    this.#clockedAt = now;
    const { weights, fingerprint } = this.#task;
    const trainer = weights.state(this.#loop.step);
    saveTrainingState(this.#context.out, fingerprint, { trainer, loop: this.#loop, extra: this.#progress });
    this.#savedAt = this.#context.clock();
  }
}
