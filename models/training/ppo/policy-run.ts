import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import type { Rollout } from '../../architectures/policy.ts';
import type { EpochPlan } from '../framework/epochs.ts';
import { type LossCurve, openLossCurve } from '../framework/loss-curve.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { runSteps, type SteppedRun } from '../framework/run-steps.ts';
import { type LoopState, saveTrainingState } from '../framework/training-state.ts';
import type { Identifiers } from '../identifiers/open-identifiers.ts';
import { type LearningRateSchedule, learningRateAt } from '../objectives/learning-rate.ts';
import { meanOf } from '../objectives/masked-statistics.ts';
import { type Episode, episodeFigures, playEpisode, updateFigures } from './episode.ts';
import { evaluatePolicy, type HeldOut, type PolicyFigures } from './evaluate-policy.ts';
import type { PolicyState } from './policy-state.ts';
import type { PpoStep, PpoTrainer } from './ppo-trainer.ts';
import type { Sampler } from './sample-replies.ts';
import { packLevels, type TargetLevels } from './target-levels.ts';

export interface PolicySettings {
  /** Its fall ends with the plan, however early the training does. */
  readonly schedule: Omit<LearningRateSchedule, 'totalSteps'>;
  readonly logEvery: number;
  readonly validateEvery: number;
  readonly checkpointMinutes: number;
  /** The training ends where a step's mean divergence leaves ± this, in nats an answer. */
  readonly klLimit: number;
  /** Weights are kept as the best only where the perplexity by word is at most so many times that of the start. */
  readonly perplexityLimit: number;
  /** And distinct-2 at least so many times that of the start. */
  readonly distinctLimit: number;
  /** Evaluations without better weights before the training ends; null: it never does. */
  readonly patience: number | null;
}

export interface PolicyTask {
  readonly ppo: PpoTrainer;
  readonly sampler: Sampler;
  readonly identifiers: Pick<Identifiers, 'levels'>;
  readonly startToken: number;
  /** Contexts of each step, by their rows; as many in each. */
  readonly plan: EpochPlan;
  /** Steps to take, at most those of the plan. */
  readonly steps: number;
  readonly source: (row: number) => readonly number[];
  /** What was answered, the end token last; null where references count nothing. */
  readonly reference: ((row: number) => readonly number[]) | null;
  /** Of each row of the plan, in the order of the rows. */
  readonly targets: ReadonlyMap<number, TargetLevels>;
  readonly heldOut: HeldOut | null;
  readonly fingerprint: string;
  /** Writes the weights as the result, replacing what was there. */
  readonly publish: () => void;
  readonly settings: PolicySettings;
}

/**
 * Trains from a state to the last step and returns how it stands there.
 * @throws WorkbenchError `interrupted` after a checkpoint, where the signal is aborted; `bad-input` where the policy
 *   diverges
 */
export async function runPolicy(
  task: PolicyTask,
  context: TrainingContext,
  start: PolicyState,
): Promise<PolicyState> {
  const run = new PolicyRun(task, context, start);
  await run.begin();
  await runSteps(run, context.signal);
  return run.state;
}

/** Rollouts, rewards, updates, evaluations, and what is written of them. */
class PolicyRun implements SteppedRun {
  readonly #task: PolicyTask;
  readonly #context: TrainingContext;
  readonly #curve: LossCurve;
  #loop: LoopState;
  #baseline: PolicyFigures | null;
  #savedAt: number;
  #savedStep: number | null = null;
  #clockedAt: number;

  constructor(task: PolicyTask, context: TrainingContext, { loop, baseline }: PolicyState) {
    this.#task = task;
    this.#context = context;
    this.#loop = loop;
    this.#baseline = baseline;
    this.#curve = openLossCurve(join(context.out, 'loss.jsonl'), loop.step);
    this.#savedAt = this.#clockedAt = context.clock();
  }

  get state(): PolicyState {
    return { loop: this.#loop, baseline: this.#baseline };
  }

  /** Whether the last step is taken or there is no hope of better weights. */
  get isDone(): boolean {
    const { step, best, validatedAt } = this.#loop;
    const { patience, validateEvery } = this.#task.settings;
    if (step >= this.#task.steps) return true;
    return patience !== null && best !== null && validatedAt - best.step >= patience * validateEvery;
  }

  get place(): string {
    return `step ${this.#loop.step} of ${this.#task.steps}`;
  }

  /** Evaluates the weights that the training starts from, makes them the first result, and saves what was found so far. */
  async begin(): Promise<void> {
    if (this.#loop.step > 0 || this.#baseline) return;
    if (this.#task.heldOut) {
      this.#baseline = await this.#evaluate(this.#task.heldOut);
      this.#curve.append({
        step: 0,
        tokens: 0,
        loss: 0,
        validation: this.#loop.lastValidation ?? {},
        learningRate: 0,
        gradientNorm: 0,
        tokensPerSecond: 0,
      });
    }
    this.save();
  }

  async step(): Promise<void> {
    const { plan, settings, ppo, startToken, steps } = this.#task;
    const since = this.#context.clock();
    const step = this.#loop.step + 1;
    const episode = await this.#episode();
    const rollouts = episode.sources.map((query, place) => ({
      query,
      response: [startToken, ...(episode.replies[place]?.tokens ?? [])],
    }));
    const rate = learningRateAt(step - 1, { ...settings.schedule, totalSteps: plan.totalSteps });
    const coefficient = ppo.klCoefficient;
    const found = await ppo.step(rollouts, episode.scores, {
      learningRate: rate,
      references: this.#references(),
    });
    this.#refuseDivergence(found, step);
    const tokens = rollouts.reduce((sum, { query, response }) => sum + query.length + response.length, 0);
    this.#loop = { ...this.#loop, step, tokens: this.#loop.tokens + tokens };
    const isValidated =
      this.#task.heldOut !== null && (step % settings.validateEvery === 0 || step === steps);
    if (isValidated && this.#task.heldOut) await this.#evaluate(this.#task.heldOut);
    const metrics = { ...episodeFigures(episode), ...updateFigures(found), klCoefficient: coefficient };
    if (isValidated || step === steps || step % settings.logEvery === 0)
      this.#log(found, { metrics, rate, isValidated, tokens, since });
    const isDue = this.#context.clock() - this.#savedAt >= settings.checkpointMinutes * 60_000;
    if (isValidated || isDue || step === steps) this.save();
    const message = `Training, reward ${metrics.score.toFixed(3)}, divergence ${metrics.kl.toFixed(2)}`;
    this.#context.progress({ message, done: step, total: steps });
  }

  async #episode(): Promise<Episode> {
    const { plan, source, sampler, identifiers } = this.#task;
    const { step } = this.#loop;
    const rows = plan.rowsOf(step);
    const targets = rows.map((row) => this.#targetOf(row));
    return playEpisode(rows.map(source), targets, { sampler, identifiers, step });
  }

  /** The references of this step's contexts, where they count. */
  #references(): Rollout[] | null {
    const { plan, source, reference, startToken } = this.#task;
    if (!reference) return null;
    return plan
      .rowsOf(this.#loop.step)
      .map((row) => ({ query: source(row), response: [startToken, ...reference(row)] }));
  }

  #targetOf(row: number): TargetLevels {
    const target = this.#task.targets.get(row);
    if (target) return target;
    throw new Error(`there are no target levels of row ${row}`);
  }

  #refuseDivergence({ updates, targets: { meanKl } }: PpoStep, step: number): void {
    const { klLimit } = this.#task.settings;
    const end = (what: string) => {
      throw new WorkbenchError(
        'bad-input',
        `The policy diverged at step ${step}: ${what}. Lower learningRate or raise klCoefficient, and choose another --out: what was saved before stays in this one.`,
        { step },
      );
    };
    if (updates.some(({ taken }) => !taken)) end('its loss is not a number any more');
    if (!(Math.abs(meanKl) <= klLimit))
      end(`it is ${meanKl.toFixed(1)} nats an answer from where it began, past the limit of ${klLimit}`);
  }

  /** Never chooses by the judge: what chooses weights cannot judge them. */
  async #evaluate(heldOut: HeldOut): Promise<PolicyFigures> {
    const { ppo, sampler, startToken, settings, publish } = this.#task;
    const figures = await evaluatePolicy(ppo, heldOut, { sampler, startToken });
    const start = this.#baseline ?? figures;
    const perplexityRatio = figures.wordPerplexity / start.wordPerplexity;
    const distinctRatio = figures.distinct2 / start.distinct2;
    const loss = -figures.reward.reward;
    const isSound =
      this.#baseline === null ||
      (perplexityRatio <= settings.perplexityLimit && distinctRatio >= settings.distinctLimit);
    const { step, best } = this.#loop;
    const isBest = isSound && (best === null || loss < best.loss);
    if (isBest) publish();
    this.#loop = {
      ...this.#loop,
      validatedAt: step,
      lastValidation: { loss, perplexityRatio, distinctRatio, ...figures },
      best: isBest ? { step, loss } : best,
    };
    return figures;
  }

  #log({ updates }: PpoStep, { metrics, rate, isValidated, tokens, since }: LoggedStep): void {
    const { step, tokens: all, lastValidation } = this.#loop;
    const point = {
      step,
      tokens: all,
      loss: meanOf(updates.map(({ loss }) => loss)),
      metrics,
      ...(isValidated && lastValidation ? { validation: lastValidation } : {}),
      learningRate: rate,
      gradientNorm: meanOf(updates.map(({ gradientNorm }) => gradientNorm)),
      tokensPerSecond: Math.round((tokens * 1000) / Math.max(1, this.#context.clock() - since)),
    };
    this.#curve.append(point);
    this.#context.note(JSON.stringify(point));
  }

  save(): void {
    // What is saved already is not written over: a kill meanwhile would leave nothing.
    if (this.#savedStep === this.#loop.step) return;
    const now = this.#context.clock();
    this.#loop = { ...this.#loop, seconds: this.#loop.seconds + (now - this.#clockedAt) / 1000 };
    this.#clockedAt = now;
    if (!this.#task.heldOut) this.#task.publish();
    const { trainer, progress } = this.#task.ppo.state();
    const targets = packLevels([...this.#task.targets.values()]);
    const extra = { updates: trainer.step, ...progress, targets, baseline: this.#baseline };
    saveTrainingState(this.#context.out, this.#task.fingerprint, { trainer, loop: this.#loop, extra });
    this.#savedAt = this.#context.clock();
    this.#savedStep = this.#loop.step;
  }
}

interface LoggedStep {
  readonly metrics: Readonly<Record<string, number>>;
  readonly rate: number;
  readonly isValidated: boolean;
  readonly tokens: number;
  readonly since: number;
}
