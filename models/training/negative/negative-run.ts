import { join } from 'node:path';
import { setImmediate as macrotask } from 'node:timers/promises';
import { WorkbenchError } from '#lib/errors.ts';
import { type MeasuredReports, measureReports, type ReportFigures } from '../feedback/report-figures.ts';
import type { WeightsUnderDescent } from '../feedback/weights-under-descent.ts';
import { LossWatch } from '../framework/divergence.ts';
import { type LossCurve, openLossCurve } from '../framework/loss-curve.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { type LoopState, saveTrainingState } from '../framework/training-state.ts';
import { meanOf } from '../objectives/masked-statistics.ts';
import { hitsOf, isHit, meanLogProbability } from '../objectives/negative-hits.ts';
import type { NegativeConfig } from './negative-config.ts';
import type { NegativeProgress, NegativeState } from './negative-state.ts';
import { type RoundOptions, type RoundResult, takeRound } from './take-round.ts';

export interface NegativeTask<Item> {
  readonly measured: MeasuredReports<Item>;
  readonly weights: WeightsUnderDescent;
  readonly round: Omit<RoundOptions<Item>, 'step' | 'rateShare'>;
  /** Rows of the rejected replies in the minibatches of a pass. */
  readonly minibatchesOf: (pass: number) => readonly (readonly number[])[];
  readonly fingerprint: string;
  /** Writes the weights as the result, replacing what was there. */
  readonly publish: () => void;
  /** The weights that were written last. */
  readonly published: () => ReadonlyMap<string, Float32Array>;
  readonly settings: NegativeConfig;
}

/**
 * Goes through the reports until no hit is left, and returns how it stands then.
 * @throws WorkbenchError `interrupted` after a checkpoint, where the signal is aborted; `bad-input` where the loss
 *   diverges
 */
export async function runNegative<Item>(
  task: NegativeTask<Item>,
  context: TrainingContext,
  start: NegativeState,
): Promise<NegativeState> {
  const run = new NegativeRun(task, context, start);
  await run.begin();
  while (run.state.progress.ended === null) {
    // The run of a step blocks this thread: without a macrotask between, no Ctrl-C would ever be seen.
    await macrotask();
    if (context.signal.aborted) return run.interrupt();
    await run.step();
  }
  run.finish();
  return run.state;
}

class NegativeRun<Item> {
  readonly #task: NegativeTask<Item>;
  readonly #context: TrainingContext;
  readonly #curve: LossCurve;
  readonly #watch: LossWatch;
  #loop: LoopState;
  #progress: NegativeProgress;
  #savedAt: number;
  #clockedAt: number;

  constructor(task: NegativeTask<Item>, context: TrainingContext, { loop, progress }: NegativeState) {
    this.#task = task;
    this.#context = context;
    this.#loop = loop;
    this.#progress = progress;
    this.#curve = openLossCurve(join(context.out, 'loss.jsonl'), loop.step);
    const advice = 'Lower negativeRate and positiveRate';
    this.#watch = new LossWatch(task.settings.divergenceFactor, loop.watch, advice);
    this.#savedAt = this.#clockedAt = context.clock();
  }

  get state(): NegativeState {
    return { loop: this.#loop, progress: this.#progress };
  }

  /** Measures the weights that the training starts from, and makes them the first result. */
  async begin(): Promise<void> {
    if (this.#progress.before) return;
    const { measured, publish } = this.#task;
    this.#context.progress({ message: 'Measuring the start', done: 0, total: null });
    const validation = await measured.open.heldOut();
    const threshold = -validation.loss;
    const before = await measureReports(measured, { threshold, validation });
    const { hitRate, tokenLogProbability: bestLogProbability } = before.reported;
    publish();
    this.#loop = { ...this.#loop, best: { step: 0, loss: hitRate } };
    const ended = hitRate === 0 ? 'no hits' : null;
    this.#set({ threshold, before, bestLogProbability, ended });
    this.#curve.append(this.#point({ validation: validationPoint(before) }));
    this.#save();
  }

  /** A round on the minibatch in hand, or, where that has no hit or has had its rounds, on to the next one. */
  async step(): Promise<void> {
    const { measured, settings, minibatchesOf, round } = this.#task;
    const { pass, minibatch, threshold } = this.#progress;
    const rows = minibatchesOf(pass)[minibatch] ?? [];
    const replies = rows.flatMap((row) => measured.reports.rejected[row] ?? []);
    const scores = await measured.score(replies.map(({ item }) => item));
    const hits = scores.map((score) => isHit(hitsOf(score, threshold), settings.hitTests));
    if (this.#progress.round >= settings.rounds || !hits.includes(true)) return this.#goOn();
    const since = this.#context.clock();
    const learningRate = this.#learningRate;
    const found = await takeRound(
      { replies, hits, minibatch },
      { ...round, step: this.#loop.step, rateShare: this.#rateShare },
    );
    const step = this.#loop.step + 1;
    this.#watch.observe(found.taken ? found.loss : Number.NaN, step);
    this.#loop = { ...this.#loop, step, tokens: this.#loop.tokens + found.tokens, watch: this.#watch.state };
    this.#set({ round: this.#progress.round + 1, hasHits: true });
    const isValidated = step % settings.validateEvery === 0;
    const validation = isValidated ? await this.#validate() : undefined;
    if (isValidated || step % settings.logEvery === 0) {
      const metrics = {
        pass: pass + 1,
        minibatch: minibatch + 1,
        hits: hits.filter(Boolean).length / hits.length,
        reportedLogProbability: meanOf(scores.map(meanLogProbability)),
        negativeLoss: found.negativeLoss,
        negativeGradientNorm: found.negativeGradientNorm,
      };
      const speed = Math.round((found.tokens * 1000) / Math.max(1, this.#context.clock() - since));
      this.#note({
        found,
        metrics,
        learningRate,
        tokensPerSecond: speed,
        ...(validation ? { validation } : {}),
      });
    }
    const isDue = this.#context.clock() - this.#savedAt >= settings.checkpointMinutes * 60_000;
    if (isValidated || isDue) this.#save();
    this.#tell(hits.filter(Boolean).length, hits.length);
  }

  /** Writes a checkpoint and ends. */
  interrupt(): never {
    this.#save();
    throw new WorkbenchError(
      'interrupted',
      `Stopped after round ${this.#loop.step}. The same command goes on from there.`,
    );
  }

  finish(): void {
    this.#save();
  }

  /** To the next minibatch, and at the end of a pass to the next one. */
  async #goOn(): Promise<void> {
    const { settings, minibatchesOf } = this.#task;
    const { pass, minibatch, hasHits } = this.#progress;
    if (minibatch + 1 < minibatchesOf(pass).length) return this.#set({ minibatch: minibatch + 1, round: 0 });
    if (this.#loop.validatedAt < this.#loop.step) {
      const validation = await this.#validate();
      this.#curve.append(this.#point({ validation }));
    }
    const isLast = pass + 1 >= settings.passes;
    const ending = hasHits ? (isLast ? ('passes' as const) : null) : ('no hits' as const);
    this.#set({ pass: pass + 1, minibatch: 0, round: 0, hasHits: false });
    this.#set({ ended: this.#progress.ended ?? ending });
    this.#save();
  }

  /** Weights past the limit of perplexity are never kept. */
  async #validate(): Promise<Readonly<Record<string, unknown>>> {
    const { measured, publish, settings } = this.#task;
    const { before, threshold, bestLogProbability } = this.#progress;
    const validation = await measured.open.heldOut();
    const scores = await measured.score(measured.reports.rejected.map(({ item }) => item));
    const hits = scores.map((score) => isHit(hitsOf(score, threshold), settings.hitTests));
    const hitRate = hits.filter(Boolean).length / hits.length;
    const { wordPerplexity } = validation;
    const perplexityRatio = wordPerplexity / (before?.validation.wordPerplexity ?? Number.NaN);
    const isSound = perplexityRatio <= settings.perplexityLimit;
    const { step, best } = this.#loop;
    const isFewer = best === null || hitRate < best.loss;
    const reportedLogProbability = meanOf(scores.map(meanLogProbability));
    const isFurther = hitRate === best?.loss && reportedLogProbability < bestLogProbability;
    const isBest = isSound && (isFewer || isFurther);
    if (isBest) publish();
    const lastValidation = { ...validation, perplexityRatio, hitRate, reportedLogProbability };
    this.#loop = {
      ...this.#loop,
      validatedAt: step,
      lastValidation,
      best: isBest ? { step, loss: hitRate } : best,
    };
    this.#set({
      perplexityRatio,
      bestLogProbability: isBest ? reportedLogProbability : bestLogProbability,
      ended: isSound && hitRate === 0 ? 'no hits' : null,
    });
    if (!isSound) this.#retreat();
    return lastValidation;
  }

  /** Back to the weights kept so far, at half the rates, as often as that is allowed. */
  #retreat(): void {
    const { settings, weights, published } = this.#task;
    const { retreats } = this.#progress;
    if (retreats >= settings.retreats) {
      this.#set({ ended: 'perplexity' });
      return;
    }
    weights.goBackTo(published());
    this.#set({ retreats: retreats + 1, round: 0 });
    this.#context.note(
      `Past the limit of perplexity: back to round ${this.#loop.best?.step ?? 0}, at half the rates.`,
    );
  }

  get #learningRate(): number {
    return this.#rateShare * this.#task.settings.positiveRate;
  }

  get #rateShare(): number {
    return 0.5 ** this.#progress.retreats;
  }

  #set(changes: Partial<NegativeProgress>): void {
    this.#progress = { ...this.#progress, ...changes };
  }

  #note({ found, ...rest }: LoggedRound): void {
    const { loss, positiveGradientNorm: gradientNorm } = found;
    const point = this.#point({ loss, gradientNorm, ...rest });
    this.#curve.append(point);
    this.#context.note(JSON.stringify(point));
  }

  #point(given: PointParts) {
    const { step, tokens } = this.#loop;
    const none = { loss: 0, gradientNorm: 0, tokensPerSecond: 0 };
    return { step, tokens, learningRate: this.#learningRate, ...none, ...given };
  }

  #tell(hits: number, replies: number): void {
    const { passes } = this.#task.settings;
    const { pass, minibatch } = this.#progress;
    const each = this.#task.minibatchesOf(pass).length;
    const message = `Training, ${hits} of ${replies} still said`;
    this.#context.progress({ message, done: pass * each + minibatch, total: passes * each });
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

interface PointParts {
  readonly loss?: number;
  readonly learningRate?: number;
  readonly gradientNorm?: number;
  readonly tokensPerSecond?: number;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly validation?: Readonly<Record<string, unknown>>;
}

interface LoggedRound
  extends Pick<PointParts, 'metrics' | 'validation' | 'learningRate' | 'tokensPerSecond'> {
  readonly found: RoundResult;
}

function validationPoint({ validation, reported }: ReportFigures): Readonly<Record<string, unknown>> {
  const { hitRate, tokenLogProbability: reportedLogProbability } = reported;
  return { ...validation, perplexityRatio: 1, hitRate, reportedLogProbability };
}
