import { type Grid, mapGrid, maskedWhiten } from './masked-statistics.ts';

export interface TokenRewards {
  /** -β · penalty at each token, and the sequence's score added at the last token that the mask shows. */
  readonly rewards: number[][];
  /** The penalties alone. */
  readonly nonScoreRewards: number[][];
}

/**
 * Rewards of single tokens from the scores of whole sequences and the KL penalty (Ziegler et al. 2019; TRL 0.9.6,
 * `compute_rewards`). A sequence of which the mask shows nothing gets no score.
 * @param scores one a sequence
 * @param penalty [sequence][token], from `klPenalty` or `fullKl`
 */
export function tokenRewards(
  scores: readonly number[],
  { penalty, mask }: { readonly penalty: Grid; readonly mask: Grid },
  coefficient: number,
): TokenRewards {
  const nonScoreRewards = mapGrid(penalty, (value) => -coefficient * value);
  const last = mask.map((row) => row.findLastIndex((shown) => shown !== 0));
  const rewards = mapGrid(nonScoreRewards, (value, row, place) =>
    place === last[row] ? value + (scores[row] ?? Number.NaN) : value,
  );
  return { rewards, nonScoreRewards };
}

/** The mean over sequences of the penalty summed over the tokens that the mask shows: TRL's `objective/kl`. */
export function meanSequenceKl(penalty: Grid, mask: Grid): number {
  const sums = penalty.map((row, at) => row.reduce((sum, v, place) => sum + (mask[at]?.[place] ? v : 0), 0));
  return sums.reduce((sum, value) => sum + value, 0) / sums.length;
}

export interface AdvantageSettings {
  /** discount, 1 for none */
  readonly gamma: number;
  /** λ of generalised advantage estimation */
  readonly lambda: number;
  /** Divide rewards by their spread over the batch before. */
  readonly whitenRewards: boolean;
}

export interface Advantages {
  /** whitened over the batch */
  readonly advantages: number[][];
  /** before whitening */
  readonly unwhitened: number[][];
  readonly returns: number[][];
  /** the critic's values with 0 where the mask hides */
  readonly values: number[][];
  /** rewards as they entered the sums */
  readonly rewards: number[][];
}

/**
 * Generalised advantage estimation (Schulman et al. 2016) over the tokens of each sequence, as TRL 0.9.6 does it:
 * values and rewards are 0 where the mask hides, advantages are whitened over the batch, returns are not.
 */
export function generalisedAdvantages(
  { values, rewards, mask }: { readonly values: Grid; readonly rewards: Grid; readonly mask: Grid },
  { gamma, lambda, whitenRewards }: AdvantageSettings,
): Advantages {
  const hide = (grid: Grid) => mapGrid(grid, (value, row, place) => value * (mask[row]?.[place] ?? 0));
  const seenValues = hide(values);
  const seenRewards = hide(rewards);
  const used = whitenRewards ? maskedWhiten(seenRewards, mask, { shiftMean: false }) : seenRewards;
  const unwhitened = used.map((row, at) => discountedErrors(row, seenValues[at] ?? [], { gamma, lambda }));
  const returns = mapGrid(unwhitened, (value, row, place) => value + (seenValues[row]?.[place] ?? 0));
  return {
    advantages: maskedWhiten(unwhitened, mask),
    unwhitened,
    returns,
    values: seenValues,
    rewards: used,
  };
}

/** Σ (γλ)^k δ(t+k) with δ(t) = r(t) + γ V(t+1) - V(t), for every t of one sequence. */
function discountedErrors(
  rewards: readonly number[],
  values: readonly number[],
  { gamma, lambda }: { readonly gamma: number; readonly lambda: number },
): number[] {
  const sums = new Array<number>(rewards.length);
  let later = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    const delta = (rewards[t] ?? 0) + gamma * (values[t + 1] ?? 0) - (values[t] ?? 0);
    later = delta + gamma * lambda * later;
    sums[t] = later;
  }
  return sums;
}
