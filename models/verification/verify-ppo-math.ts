import {
  entropyOfLogits,
  fullKl,
  type KlEstimate,
  klPenalty,
  nextKlCoefficient,
} from '../training/objectives/kl-penalty.ts';
import {
  type Grid,
  maskedMean,
  maskedVariance,
  maskedWhiten,
} from '../training/objectives/masked-statistics.ts';
import {
  type Advantages,
  generalisedAdvantages,
  meanSequenceKl,
  tokenRewards,
} from '../training/objectives/ppo-advantages.ts';
import { ppoLoss } from '../training/objectives/ppo-loss.ts';
import { compareNested, type Nested } from './compare.ts';
import type { PpoLossGolden, PpoMathGolden } from './ppo-goldens.ts';
import { statsLines, trlStatistics } from './ppo-statistics.ts';
import { compared, skipped, type VerificationLine } from './report.ts';
import { verifyRunningMoments } from './verify-running-moments.ts';

/** Computed in double precision on both sides. */
const exact = 1e-7;

/** Compares results by the names of a reference; what it lists and nothing computes is skipped by name. */
type Compare = (
  quantity: string,
  found: Readonly<Record<string, Nested>>,
  golden: object,
) => VerificationLine[];

/** PPO's arithmetic against TRL's on the same arrays. */
export function verifyPpoMath(name: string, golden: PpoMathGolden): VerificationLine[] {
  const compare = comparerFor(name);
  const advantages = new Map<string, Advantages>();
  const rewards = rewardsOf(golden, 'kl');
  for (const [key, { params }] of Object.entries(golden.compute_advantages)) {
    const { gamma, lam: lambda, whiten_rewards: whitenRewards } = params;
    const { values, mask } = golden.inputs;
    advantages.set(key, generalisedAdvantages({ values, rewards, mask }, { gamma, lambda, whitenRewards }));
  }
  const known = new Set([
    'meta',
    'inputs',
    'compute_rewards',
    'compute_advantages',
    'loss',
    'masked_stats',
    'adaptive_kl',
    'running_moments',
  ]);
  return [
    ...Object.keys(golden.compute_rewards).flatMap((key) => rewardLines(golden, key, compare)),
    ...[...advantages].flatMap(([key, found]) => advantageLines(golden, { key, found }, compare)),
    ...Object.entries(golden.loss).flatMap(([key, expected]) => {
      const found = advantages.get(expected.from);
      return found
        ? lossLines(golden, { name, key, expected, found })
        : [skipped(name, `loss.${key}`, `the reference has no advantages ${expected.from}`)];
    }),
    ...statisticLines(golden, compare),
    ...adaptiveLines(golden, compare),
    ...verifyRunningMoments(name, golden.running_moments),
    ...Object.keys(golden)
      .filter((key) => !known.has(key))
      .map((key) => skipped(name, key, 'this quantity is not known')),
  ];
}

function comparerFor(name: string): Compare {
  return (quantity, found, golden) =>
    Object.entries(golden).flatMap(([key, expected]) => {
      if (key === 'params') return [];
      const value = found[key];
      return value === undefined
        ? [skipped(name, `${quantity}.${key}`, 'this quantity is not known')]
        : [compared(name, `${quantity}.${key}`, compareNested(value, expected as Nested, exact))];
    });
}

const estimates: readonly string[] = ['kl', 'abs', 'mse'] satisfies KlEstimate[];

function penaltyOf({ inputs, compute_rewards: { full } }: PpoMathGolden, key: string): number[][] {
  if (estimates.includes(key)) return klPenalty(inputs.logprobs, inputs.ref_logprobs, key as KlEstimate);
  return (full?.policy_logits ?? []).map((row, at) =>
    row.map((logits, place) => fullKl(logits, full?.ref_logits?.[at]?.[place] ?? [])),
  );
}

function rewardsOf(golden: PpoMathGolden, key: string): Grid {
  const { scores, mask } = golden.inputs;
  const penalty = penaltyOf(golden, key);
  return tokenRewards(scores, { penalty, mask }, golden.compute_rewards.kl_coef).rewards;
}

function rewardLines(golden: PpoMathGolden, key: string, compare: Compare): VerificationLine[] {
  const expected = golden.compute_rewards[key];
  if (typeof expected !== 'object' || !(estimates.includes(key) || key === 'full')) return [];
  const { scores, mask } = golden.inputs;
  const penalty = penaltyOf(golden, key);
  const { rewards, nonScoreRewards } = tokenRewards(
    scores,
    { penalty, mask },
    golden.compute_rewards.kl_coef,
  );
  const { policy_logits, ref_logits, ...listed } = expected;
  return compare(
    `compute_rewards.${key}`,
    {
      rewards,
      non_score_reward: nonScoreRewards,
      kl: penalty,
      kl_per_sequence_masked_sum: penalty.map((row, at) => meanSequenceKl([row], [mask[at] ?? []])),
      mean_kl: meanSequenceKl(penalty, mask),
    },
    listed,
  );
}

function advantageLines(
  golden: PpoMathGolden,
  { key, found }: { readonly key: string; readonly found: Advantages },
  compare: Compare,
): VerificationLine[] {
  return compare(
    `compute_advantages.${key}`,
    {
      values_masked: found.values,
      advantages_unwhitened: found.unwhitened,
      advantages: found.advantages,
      returns: found.returns,
      whitened_rewards: found.rewards,
    },
    golden.compute_advantages[key] ?? {},
  );
}

interface LossCase {
  readonly name: string;
  readonly key: string;
  readonly expected: PpoLossGolden;
  readonly found: Advantages;
}

/** By how much the reference moved the new log-probabilities in one case; undefined: in a way not known here. */
function shiftOf(extra: string | null | undefined): number | undefined {
  if (!extra) return 0;
  const added = /^(-?[\d.]+) added to new_logprobs$/.exec(extra);
  return added ? Number(added[1]) : undefined;
}

function lossLines(golden: PpoMathGolden, { name, key, expected, found }: LossCase): VerificationLine[] {
  const shift = shiftOf(expected.extra);
  if (shift === undefined) return [skipped(name, `loss.${key}`, `"${expected.extra}" is not known`)];
  const { inputs } = golden;
  const { params } = expected;
  const result = ppoLoss(
    {
      oldLogProbabilities: inputs.logprobs,
      logProbabilities: inputs.new_logprobs.map((row) => row.map((value) => value + shift)),
      oldValues: inputs.values,
      values: inputs.new_values,
      advantages: found.advantages,
      returns: found.returns,
      mask: inputs.mask,
    },
    {
      policyRange: params.cliprange,
      valueRange: params.cliprange_value,
      valueWeight: params.vf_coef,
      ratioLimit: params.ratio_threshold,
    },
  );
  const { from, extra, stats, params: _, ...listed } = expected;
  const entropy = inputs.new_logits.map((row) => row.map(entropyOfLogits));
  const compare = comparerFor(name);
  return [
    ...compare(
      `loss.${key}`,
      {
        policy_loss: result.policyLoss,
        value_loss_times_vf_coef: params.vf_coef * result.valueLoss,
        total: result.loss,
        ratio: result.ratio,
        grad_new_logprobs: result.slopes.logProbabilities,
        grad_new_values: result.slopes.values,
      },
      listed,
    ),
    ...statsLines(stats, {
      case: name,
      quantity: `loss.${key}.stats`,
      found: { ...trlStatistics(result), 'policy/entropy': maskedMean(entropy, inputs.mask) },
      tolerance: exact,
    }),
  ];
}

function statisticLines(
  { masked_stats: golden, inputs }: PpoMathGolden,
  compare: Compare,
): VerificationLine[] {
  const { x, ...listed } = golden;
  const values = inputs.values;
  const everything = values.map((row) => row.map(() => 1));
  if (x !== 'inputs.values') return [];
  return compare(
    'masked_stats',
    {
      masked_mean: maskedMean(values, inputs.mask),
      masked_mean_axis1: values.map((row, at) => maskedMean([row], [inputs.mask[at] ?? []])),
      masked_var_unbiased: maskedVariance(values, inputs.mask),
      masked_var_biased: maskedVariance(values, inputs.mask, 'population'),
      masked_whiten: maskedWhiten(values, inputs.mask),
      masked_whiten_shift_mean_false: maskedWhiten(values, inputs.mask, { shiftMean: false }),
      whiten_unmasked: maskedWhiten(values, everything),
      whiten_unmasked_shift_mean_false: maskedWhiten(values, everything, { shiftMean: false }),
      entropy_from_logits: inputs.new_logits.map((row) => row.map(entropyOfLogits)),
    },
    listed,
  );
}

function adaptiveLines({ adaptive_kl: golden }: PpoMathGolden, compare: Compare): VerificationLine[] {
  return golden.cases.flatMap(
    ({ init_kl_coef, target, horizon, n_steps, observed_kl, values_after }, index) => {
      const found: number[] = [];
      for (const observed of observed_kl)
        found.push(
          nextKlCoefficient(
            found.at(-1) ?? init_kl_coef,
            { observed, rollouts: n_steps },
            { target, horizon },
          ),
        );
      return compare(`adaptive_kl.${index}`, { values_after: found }, { values_after });
    },
  );
}
