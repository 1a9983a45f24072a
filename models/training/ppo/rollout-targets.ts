import { klPenalty } from '../objectives/kl-penalty.ts';
import type { Grid } from '../objectives/masked-statistics.ts';
import {
  type Advantages,
  generalisedAdvantages,
  meanSequenceKl,
  type TokenRewards,
  tokenRewards,
} from '../objectives/ppo-advantages.ts';
import { type RunningMoments, scaleScores, updateMoments } from '../objectives/running-moments.ts';
import type { PpoSettings } from './ppo-settings.ts';

/** Rollouts as policy and reference see them before the update; grids [rollout][place]. */
export interface ScoredRollouts {
  readonly logProbabilities: Grid;
  readonly referenceLogProbabilities: Grid;
  readonly values: Grid;
  /** 1 where a place counts */
  readonly mask: Grid;
  /** one a rollout, before scaling */
  readonly scores: readonly number[];
}

/** What a run of PPO carries from step to step besides the weights. Plain data. */
export interface PpoProgress {
  readonly klCoefficient: number;
  readonly moments: RunningMoments;
}

export interface RolloutTargets extends TokenRewards, Pick<Advantages, 'advantages' | 'returns'> {
  /** the old values, 0 where the mask hides */
  readonly values: number[][];
  /** scores on the running scale */
  readonly scores: number[];
  /** the penalty at each place */
  readonly kl: number[][];
  /** mean over rollouts of the summed penalty, in nats */
  readonly meanKl: number;
  /** with this batch's scores; the coefficient is still that of this step */
  readonly progress: PpoProgress;
}

/** Rewards, advantages and returns of a batch of rollouts: what the update then works towards. */
export function rolloutTargets(
  rollouts: ScoredRollouts,
  progress: PpoProgress,
  settings: PpoSettings,
): RolloutTargets {
  const { mask, values } = rollouts;
  const moments = updateMoments(progress.moments, rollouts.scores);
  const scores = scaleScores(rollouts.scores, moments, settings.scores);
  const kl = klPenalty(rollouts.logProbabilities, rollouts.referenceLogProbabilities, settings.klEstimate);
  const rewards = tokenRewards(scores, { penalty: kl, mask }, progress.klCoefficient);
  const found = generalisedAdvantages({ values, rewards: rewards.rewards, mask }, settings.advantages);
  return {
    ...rewards,
    advantages: found.advantages,
    returns: found.returns,
    values: found.values,
    scores,
    kl,
    meanKl: meanSequenceKl(kl, mask),
    progress: { ...progress, moments },
  };
}
