import type { Graph, Tensor } from '../graph/graph.ts';
import { cast, clip, greater, lessOrEqual, where } from '../graph/ops/comparison.ts';
import { add, div, exp, maximum, minimum, mul, neg, sub } from '../graph/ops/elementwise.ts';
import { reduceSum } from '../graph/ops/reduction.ts';
import type { PpoClipping } from '../training/objectives/ppo-loss.ts';
import type { ActorCriticGraph } from './policy.ts';

/** What the update is fed with besides the policy's inputs: float32 [batch, time] each. */
export const ppoInputs = [
  'ppo_mask',
  'old_log_probabilities',
  'old_values',
  'advantages',
  'returns',
] as const;

export type PpoInput = (typeof ppoInputs)[number];

/** Scalars. Means are over the places that the mask shows. */
export interface PpoObjective {
  readonly loss: Tensor;
  readonly metrics: Readonly<Record<PpoMetric, Tensor>> & { readonly [referenceLoss]?: Tensor };
}

/** What weighs the tokens of references, float32 [batch, time], where they count beside the rollouts. */
export const referenceWeights = 'reference_weights';
/** The metric of them: Σ -weight · log-probability. */
export const referenceLoss = 'reference_loss';

export type PpoMetric =
  | 'policy_loss'
  /** before its weight */
  | 'value_loss'
  | 'entropy'
  | 'approximate_kl'
  | 'policy_kl'
  | 'policy_clipped'
  | 'value_clipped'
  | 'value_mean'
  | 'value_error'
  | 'ratio';

/**
 * The objective of `ppoLoss` as part of a graph, so that its gradient reaches the policy.
 * @param referenceWeight above 0: what the cross-entropy of references counts besides, which stand in the batch as rows
 *   that `ppo_mask` hides (PPO-ptx, Ouyang et al. 2022, eq. 2)
 */
export function buildPpoObjective(
  policy: ActorCriticGraph,
  clipping: PpoClipping,
  referenceWeight = 0,
): PpoObjective {
  const { graph } = policy;
  const given = inputsOf(graph);
  const count = maximum(reduceSum(given.ppo_mask), 1);
  // Where the mask hides, the value may be infinite: it is left out rather than multiplied by 0.
  const shown = greater(given.ppo_mask, 0);
  const mean = (values: Tensor) => div(reduceSum(where(shown, values, 0)), count);
  const actor = policyParts(policy, given, { range: clipping.policyRange, shown });
  const critic = valueParts(policy, given, clipping.valueRange);
  const ratio = mean(actor.ratio);
  const kept = (loss: Tensor) => where(lessOrEqual(ratio, clipping.ratioLimit), loss, 0);
  const policyLoss = kept(mean(maximum(actor.free, actor.clipped)));
  const valueLoss = kept(mul(mean(maximum(critic.free, critic.clipped)), 0.5));
  const share = (clipped: Tensor, free: Tensor) => mean(cast(greater(clipped, free), 'float32'));
  const loss = add(policyLoss, mul(valueLoss, clipping.valueWeight));
  const likelihood = referenceWeight > 0 ? referenceLikelihood(policy) : null;
  return {
    loss: likelihood ? add(loss, mul(likelihood, referenceWeight)) : loss,
    metrics: {
      ...(likelihood ? { [referenceLoss]: likelihood } : {}),
      policy_loss: policyLoss,
      value_loss: valueLoss,
      entropy: mean(policy.entropy),
      approximate_kl: mul(mean(mul(actor.change, actor.change)), 0.5),
      policy_kl: neg(mean(actor.change)),
      policy_clipped: share(actor.clipped, actor.free),
      value_clipped: share(critic.clipped, critic.free),
      value_mean: mean(policy.values),
      value_error: mean(critic.free),
      ratio,
    },
  };
}

function referenceLikelihood({ graph, logProbabilities }: ActorCriticGraph): Tensor {
  const weights = graph.input(referenceWeights, 'float32', ['batch', 'time']);
  return neg(reduceSum(where(greater(weights, 0), mul(weights, logProbabilities), 0)));
}

type Given = Readonly<Record<PpoInput, Tensor>>;

function inputsOf(graph: Graph): Given {
  const declare = (name: PpoInput) => graph.input(name, 'float32', ['batch', 'time']);
  return {
    ppo_mask: declare('ppo_mask'),
    old_log_probabilities: declare('old_log_probabilities'),
    old_values: declare('old_values'),
    advantages: declare('advantages'),
    returns: declare('returns'),
  };
}

function policyParts(
  { logProbabilities }: ActorCriticGraph,
  { old_log_probabilities: old, advantages }: Given,
  { range, shown }: { readonly range: number; readonly shown: Tensor },
) {
  const change = where(shown, sub(logProbabilities, old), 0);
  const ratio = exp(change);
  const loss = neg(advantages);
  return {
    change,
    ratio,
    free: mul(loss, ratio),
    clipped: mul(loss, clip(ratio, 1 - range, 1 + range)),
  };
}

function valueParts({ values }: ActorCriticGraph, { old_values: old, returns }: Given, range: number) {
  const held = maximum(minimum(values, add(old, range)), sub(old, range));
  const squared = (found: Tensor) => {
    const error = sub(found, returns);
    return mul(error, error);
  };
  return { free: squared(values), clipped: squared(held) };
}
