import { createRandom, shuffled } from '#lib/rng.ts';
import { policyGraph, type Rollout } from '../../architectures/policy.ts';
import type { PpoMetric, referenceLoss } from '../../architectures/ppo-objective.ts';
import { type GraphModel, openWithWeights } from '../../runtime/graph-model.ts';
import type { TrainerState } from '../../runtime/trainer.ts';
import { nextKlCoefficient } from '../objectives/kl-penalty.ts';
import { noMoments } from '../objectives/running-moments.ts';
import { leanMemory, type OpenPolicy, openPolicy, type PpoOptions } from './open-policy.ts';
import { type PpoPass, ppoFeeds } from './ppo-feeds.ts';
import {
  type PpoProgress,
  type RolloutTargets,
  rolloutTargets,
  type ScoredRollouts,
} from './rollout-targets.ts';
import { byLength, chunks, responseLogProbabilities, scoreRollouts } from './score-rollouts.ts';

/** The last where references count. */
type UpdateMetrics = Readonly<Record<PpoMetric, number>> & { readonly [referenceLoss]?: number };

/** One pass over some rollouts of an update. */
export interface PpoUpdate {
  readonly loss: number;
  readonly metrics: UpdateMetrics;
  /** of the whole gradient, before clipping */
  readonly gradientNorm: number;
  /** false where loss or gradient are not finite: the update changed nothing */
  readonly taken: boolean;
}

export interface PpoStep {
  readonly rollouts: ScoredRollouts;
  readonly targets: RolloutTargets;
  readonly updates: readonly PpoUpdate[];
  /** the coefficient of the next step */
  readonly klCoefficient: number;
}

export interface PpoState {
  /** steps of PPO taken, each of several updates */
  readonly step: number;
  readonly progress: PpoProgress;
  readonly trainer: TrainerState;
}

/** A policy under proximal policy optimisation against a frozen reference, as TRL 0.9.6's `PPOTrainer` steps. */
export class PpoTrainer {
  /** The policy's weights with those of the value head: the same map throughout, with new arrays after each update. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  readonly #parameters = new Map<string, Float32Array>();
  readonly #options: PpoOptions;
  readonly #reference: GraphModel;
  #policy: OpenPolicy;
  #progress: PpoProgress;
  #steps = 0;

  private constructor(options: PpoOptions, policy: OpenPolicy, reference: GraphModel) {
    this.#options = options;
    this.#policy = policy;
    this.#reference = reference;
    this.#progress = { klCoefficient: options.settings.klCoefficient, moments: noMoments };
    this.parameters = this.#parameters;
    this.#showWeights();
  }

  static async create(options: PpoOptions): Promise<PpoTrainer> {
    const { graph, logProbabilities } = policyGraph(options.config);
    const values = { log_probabilities: logProbabilities };
    const reference = await openWithWeights(
      { graph, values, parameters: options.reference },
      { ...leanMemory, ...options },
    );
    return new PpoTrainer(options, await openPolicy(options, { isClipping: true }), reference);
  }

  get klCoefficient(): number {
    return this.#progress.klCoefficient;
  }

  /** Log-probabilities of policy and reference and the critic's values, as the weights stand. */
  async score(rollouts: readonly Rollout[], scores: readonly number[]): Promise<ScoredRollouts> {
    const models = { scorer: this.#policy.scorer, reference: this.#reference };
    return { ...(await scoreRollouts(rollouts, models, this.#options)), scores };
  }

  /** Natural log of the probability that the policy gives to each response as a whole. */
  async responseLogProbabilities(rollouts: readonly Rollout[]): Promise<number[]> {
    return responseLogProbabilities(rollouts, this.#policy.scorer, this.#options);
  }

  /**
   * One step of PPO: rewards from scores and KL penalty, advantages, and then several updates.
   * @param scores one a rollout, such as the empathy reward
   * @param references the answers that were given to the rollouts' queries, where `referenceWeight` is not 0
   */
  async step(
    rollouts: readonly Rollout[],
    scores: readonly number[],
    {
      learningRate,
      references,
    }: { readonly learningRate: number; readonly references?: readonly Rollout[] | null },
  ): Promise<PpoStep> {
    const { settings, seed } = this.#options;
    if (rollouts.length !== scores.length || rollouts.length === 0)
      throw new RangeError(`${rollouts.length} rollouts need as many scores, not ${scores.length}`);
    if (settings.referenceWeight > 0 && references?.length !== rollouts.length)
      throw new RangeError(
        `${rollouts.length} rollouts need as many references, not ${references?.length ?? 0}`,
      );
    const beside = settings.referenceWeight > 0 && references ? { references } : {};
    const scored = await this.score(rollouts, scores);
    const targets = rolloutTargets(scored, this.#progress, settings);
    const updates: PpoUpdate[] = [];
    for (let epoch = 0; epoch < settings.epochs; epoch++) {
      const order = shuffled([...rollouts.keys()], createRandom(seed, 'ppo', this.#steps, epoch));
      for (const rows of chunks(order, settings.miniBatch * settings.accumulation))
        updates.push(await this.#update({ rows, rollouts, scored, targets, ...beside }, learningRate));
    }
    this.#finish(targets, rollouts.length);
    return { rollouts: scored, targets, updates, klCoefficient: this.#progress.klCoefficient };
  }

  state(): PpoState {
    return { step: this.#steps, progress: this.#progress, trainer: this.#policy.trainer.state() };
  }

  /** Goes back to a state. Throws where its names or sizes are not those of this policy. */
  async restore({ step, progress, trainer }: PpoState): Promise<void> {
    this.#policy.trainer.restore(trainer);
    this.#progress = progress;
    this.#steps = step;
    if (trainer.step > 0) await this.#stopClipping();
    this.#showWeights();
  }

  async dispose(): Promise<void> {
    await this.#policy.dispose();
    await this.#reference.dispose();
  }

  async #update(pass: PpoPass, learningRate: number): Promise<PpoUpdate> {
    const parts = this.#partsOf(pass).map(({ rows, share }) => ({
      feeds: ppoFeeds(this.#options.config, { ...pass, rows }, { rows: pass.rows, share }),
      share,
    }));
    const [only] = parts;
    const batch = only && parts.length === 1 ? only.feeds : parts;
    const found = await this.#policy.trainer.step(batch, learningRate);
    await this.#stopClipping();
    this.#showWeights();
    return { ...found, metrics: found.metrics as UpdateMetrics };
  }

  /** The passes of an update, and what each counts. */
  #partsOf({ rows, rollouts, scored }: PpoPass): { rows: readonly number[]; share: number }[] {
    const { passes, miniBatch } = this.#options.settings;
    if (passes === 'shuffled')
      return chunks(rows, miniBatch).map((part) => ({ rows: part, share: part.length / rows.length }));
    const tokens = (some: readonly number[]) =>
      some.flatMap((row) => scored.mask[row] ?? []).reduce((sum, shown) => sum + shown, 0);
    const all = tokens(rows);
    return chunks(byLength(rows, rollouts), miniBatch).map((part) => ({
      rows: part,
      share: tokens(part) / all,
    }));
  }

  #showWeights(): void {
    for (const [name, values] of this.#policy.trainer.parameters) this.#parameters.set(name, values);
  }

  #finish({ progress, meanKl }: RolloutTargets, rollouts: number): void {
    const { adaptiveKl } = this.#options.settings;
    const { klCoefficient } = this.#progress;
    const next = adaptiveKl
      ? nextKlCoefficient(klCoefficient, { observed: meanKl, rollouts }, adaptiveKl)
      : klCoefficient;
    this.#progress = { ...progress, klCoefficient: next };
    this.#steps++;
  }

  /** After the first update of `first-update`, goes on with a trainer that does not clip. */
  async #stopClipping(): Promise<void> {
    if (this.#options.settings.normClipping === 'every-update' || !this.#policy.isClipping) return;
    const clipping = this.#policy;
    const next = await openPolicy(this.#options, { isClipping: false });
    next.trainer.restore(clipping.trainer.state());
    this.#policy = next;
    await clipping.dispose();
  }
}
