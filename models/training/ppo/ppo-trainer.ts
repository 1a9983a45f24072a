import { createRandom, shuffled } from '#lib/rng.ts';
import { type PolicyBatch, policyBatch, policyGraph, type Rollout } from '../../architectures/policy.ts';
import type { PpoMetric } from '../../architectures/ppo-objective.ts';
import { type GraphModel, openWithWeights } from '../../runtime/graph-model.ts';
import type { Fetched } from '../../runtime/session.ts';
import type { TrainerState } from '../../runtime/trainer.ts';
import { nextKlCoefficient } from '../objectives/kl-penalty.ts';
import { noMoments } from '../objectives/running-moments.ts';
import { type OpenPolicy, openPolicy, type PpoOptions } from './open-policy.ts';
import { type PpoPass, ppoFeeds } from './ppo-feeds.ts';
import {
  type PpoProgress,
  type RolloutTargets,
  rolloutTargets,
  type ScoredRollouts,
} from './rollout-targets.ts';

/** One pass over some rollouts of an update. */
export interface PpoUpdate {
  readonly loss: number;
  readonly metrics: Readonly<Record<PpoMetric, number>>;
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
  }

  static async create(options: PpoOptions): Promise<PpoTrainer> {
    const { graph, logProbabilities } = policyGraph(options.config);
    const values = { log_probabilities: logProbabilities };
    const reference = await openWithWeights({ graph, values, parameters: options.reference }, options);
    return new PpoTrainer(options, await openPolicy(options, { isClipping: true }), reference);
  }

  /** The policy's weights with those of the value head. */
  get parameters(): ReadonlyMap<string, Float32Array> {
    return this.#policy.trainer.parameters;
  }

  get klCoefficient(): number {
    return this.#progress.klCoefficient;
  }

  /** Log-probabilities of policy and reference and the critic's values, as the weights stand. */
  async score(rollouts: readonly Rollout[], scores: readonly number[]): Promise<ScoredRollouts> {
    const batch = policyBatch(this.#options.config, rollouts);
    const own = await this.#policy.scorer.run(batch.feeds);
    const other = await this.#reference.run(batch.feeds);
    return {
      logProbabilities: shiftedRows(own.log_probabilities),
      referenceLogProbabilities: shiftedRows(other.log_probabilities),
      values: shiftedRows(own.values),
      mask: this.#maskOf(batch).map((row) => row.slice(0, -1)),
      scores,
    };
  }

  /**
   * One step of PPO: rewards from scores and KL penalty, advantages, and then several updates.
   * @param scores one a rollout, such as the empathy reward
   */
  async step(
    rollouts: readonly Rollout[],
    scores: readonly number[],
    learningRate: number,
  ): Promise<PpoStep> {
    const { settings, seed } = this.#options;
    if (rollouts.length !== scores.length || rollouts.length === 0)
      throw new RangeError(`${rollouts.length} rollouts need as many scores, not ${scores.length}`);
    const scored = await this.score(rollouts, scores);
    const targets = rolloutTargets(scored, this.#progress, settings);
    const updates: PpoUpdate[] = [];
    for (let epoch = 0; epoch < settings.epochs; epoch++) {
      const order = shuffled([...rollouts.keys()], createRandom(seed, 'ppo', this.#steps, epoch));
      for (const rows of chunks(order, settings.miniBatch * settings.accumulation))
        updates.push(await this.#update({ rows, rollouts, scored, targets }, learningRate));
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
  }

  async dispose(): Promise<void> {
    await this.#policy.dispose();
    await this.#reference.dispose();
  }

  async #update(pass: PpoPass, learningRate: number): Promise<PpoUpdate> {
    const parts = chunks(pass.rows, this.#options.settings.miniBatch).map((rows) => ({
      feeds: ppoFeeds(this.#options.config, { ...pass, rows }),
      share: rows.length / pass.rows.length,
    }));
    const [only] = parts;
    const batch = only && parts.length === 1 ? only.feeds : parts;
    const found = await this.#policy.trainer.step(batch, learningRate);
    await this.#stopClipping();
    return { ...found, metrics: found.metrics as Readonly<Record<PpoMetric, number>> };
  }

  #maskOf({ mask }: PolicyBatch): number[][] {
    const { settings, config } = this.#options;
    if (config.model_type !== 't5' || !settings.skipFirstToken) return mask;
    return mask.map((row) => row.map((shown, place) => (place === 0 ? 0 : shown)));
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

/** [batch, time] as rows without the last place, after which no token follows. */
function shiftedRows(found: Fetched | undefined): number[][] {
  const { data, shape } = found ?? { data: [], shape: [] };
  const [rows = 0, time = 0] = shape;
  return Array.from({ length: rows }, (_, row) => Array.from(data.slice(row * time, (row + 1) * time - 1)));
}

function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}
