import type { AdaptiveKl, KlEstimate } from '../objectives/kl-penalty.ts';
import type { AdvantageSettings } from '../objectives/ppo-advantages.ts';
import type { PpoClipping } from '../objectives/ppo-loss.ts';
import type { ScoreScaling } from '../objectives/running-moments.ts';

export interface PpoSettings {
  /** passes over the rollouts of a step */
  readonly epochs: number;
  /** rollouts of one forward and backward pass */
  readonly miniBatch: number;
  /** passes whose gradients make one update */
  readonly accumulation: number;
  readonly maxNorm: number;
  /** `first-update`: only the first update of a run is clipped, as a slip in TRL 0.9.6 has it */
  readonly normClipping: 'every-update' | 'first-update';
  readonly klEstimate: KlEstimate;
  /** null: the coefficient stays */
  readonly adaptiveKl: AdaptiveKl | null;
  readonly klCoefficient: number;
  readonly scores: ScoreScaling;
  readonly advantages: AdvantageSettings;
  readonly clipping: PpoClipping;
  /** Leave the first generated token of an encoder-decoder out of rewards and losses, as TRL 0.9.6 does. */
  readonly skipFirstToken: boolean;
  /** What the cross-entropy of the references counts besides (PPO-ptx, Ouyang et al. 2022); 0, as in EmpRL: nothing. */
  readonly referenceWeight: number;
  /** Drop out in updates at the rate of the model's configuration; TRL 0.9.6 does not: it leaves training mode. */
  readonly dropout: boolean;
  /**
   * Which rollouts of an update make a pass. `shuffled`: drawn, the update being the mean of the passes' means, as in
   * TRL. `by-length`: those alike in length, so that there is little filling; passes count by their tokens, which is
   * the mean over all tokens of the update whatever the passes are.
   */
  readonly passes: 'shuffled' | 'by-length';
}

/** What EmpRL runs with: its flags, and TRL's defaults elsewhere. Norms are clipped at every update. */
export const emprlPpoSettings: PpoSettings = {
  epochs: 4,
  miniBatch: 8,
  accumulation: 4,
  maxNorm: 1,
  normClipping: 'every-update',
  klEstimate: 'kl',
  adaptiveKl: { target: 6, horizon: 10_000 },
  klCoefficient: 0.2,
  scores: { scale: true, centre: true, limit: null },
  advantages: { gamma: 1, lambda: 0.95, whitenRewards: true },
  clipping: { policyRange: 0.2, valueRange: 0.2, valueWeight: 0.1, ratioLimit: 10 },
  skipFirstToken: true,
  referenceWeight: 0,
  dropout: false,
  passes: 'shuffled',
};
