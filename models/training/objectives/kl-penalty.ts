import { type Grid, mapGrid } from './masked-statistics.ts';

/**
 * How far a policy is from its reference at one token: `kl` log π - log ρ (unbiased, may be negative), `abs` its
 * size, `mse` half its square. The exact divergence needs whole distributions: `fullKl`.
 */
export type KlEstimate = 'kl' | 'abs' | 'mse';

const estimates: Readonly<Record<KlEstimate, (difference: number) => number>> = {
  kl: (difference) => difference,
  abs: Math.abs,
  mse: (difference) => 0.5 * difference ** 2,
};

/** The penalty at every token from the log-probabilities that both give to it. */
export function klPenalty(policy: Grid, reference: Grid, estimate: KlEstimate = 'kl'): number[][] {
  return mapGrid(policy, (value, row, place) =>
    estimates[estimate](value - (reference[row]?.[place] ?? Number.NaN)),
  );
}

/** Σ π (log π - log ρ) over the vocabulary, from the logits of one token, in nats. */
export function fullKl(policyLogits: readonly number[], referenceLogits: readonly number[]): number {
  const policy = logProbabilities(policyLogits);
  const reference = logProbabilities(referenceLogits);
  return policy.reduce((sum, value, word) => sum + Math.exp(value) * (value - (reference[word] ?? 0)), 0);
}

/** -Σ p log p of the softmax of the logits, in nats. */
export function entropyOfLogits(logits: readonly number[]): number {
  return -logProbabilities(logits).reduce((sum, value) => sum + Math.exp(value) * value, 0);
}

function logProbabilities(logits: readonly number[]): number[] {
  const largest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const total = Math.log(logits.reduce((sum, value) => sum + Math.exp(value - largest), 0)) + largest;
  return logits.map((value) => value - total);
}

export interface AdaptiveKl {
  /** The divergence that is aimed at, in nats a sequence. */
  readonly target: number;
  /** Rollouts over which the coefficient moves by the whole (clipped) error. */
  readonly horizon: number;
}

/**
 * The next KL coefficient (Ziegler et al. 2019, section 2.2): β · (1 + clip(KL / target - 1, ±0.2) · n / horizon).
 * @param observed mean KL a sequence of the last batch, in nats
 * @param rollouts how many sequences the batch had
 */
export function nextKlCoefficient(
  coefficient: number,
  { observed, rollouts }: { readonly observed: number; readonly rollouts: number },
  { target, horizon }: AdaptiveKl,
): number {
  const error = Math.min(Math.max(observed / target - 1, -0.2), 0.2);
  return coefficient * (1 + (error * rollouts) / horizon);
}
