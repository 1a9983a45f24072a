import { type PolicyConfig, policyBatch, type Rollout } from '../../architectures/policy.ts';
import { type PpoInput, referenceWeights } from '../../architectures/ppo-objective.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import type { Grid } from '../objectives/masked-statistics.ts';
import type { RolloutTargets, ScoredRollouts } from './rollout-targets.ts';

/** The rows of a batch that a pass takes, with what it works towards. */
export interface PpoPass {
  readonly rows: readonly number[];
  readonly rollouts: readonly Rollout[];
  readonly scored: ScoredRollouts;
  readonly targets: RolloutTargets;
  /** What was answered to the query of each rollout, where that counts besides. */
  readonly references?: readonly Rollout[];
}

export interface UpdatePart {
  /** Of the whole update. */
  readonly rows: readonly number[];
  /** What the part's means count in it. */
  readonly share: number;
}

/**
 * What an update takes for some rows of a batch, filled up to the longest of them; references stand below rollouts.
 * @param whole the update that the pass is a part of, and what the pass counts there: tokens of references count alike
 *   in all of its parts
 */
export function ppoFeeds(
  config: PolicyConfig,
  { rows, rollouts, scored, targets, references }: PpoPass,
  whole: UpdatePart = { rows, share: 1 },
): Feeds {
  const chosen = (from: readonly Rollout[] = []) => rows.flatMap((row) => from[row] ?? []);
  const batch = policyBatch(config, [...chosen(rollouts), ...chosen(references)]);
  const time = batch.mask[0]?.length ?? 0;
  const height = batch.mask.length;
  const grids: Readonly<Record<PpoInput, Grid>> = {
    ppo_mask: scored.mask,
    old_log_probabilities: scored.logProbabilities,
    old_values: targets.values,
    advantages: targets.advantages,
    returns: targets.returns,
  };
  const fed = Object.entries(grids).map(([name, grid]) => [
    name,
    gridTensor(
      rows.map((row) => grid[row] ?? []),
      [height, time],
    ),
  ]);
  const feeds = { ...batch.feeds, ...Object.fromEntries(fed) };
  if (!references) return feeds;
  const all = whole.rows.reduce((sum, row) => sum + predictedTokens(config, references[row]), 0);
  const weight = 1 / (all * whole.share);
  const weights = batch.mask.map((row, at) => row.map((shown) => (at < rows.length ? 0 : shown * weight)));
  return { ...feeds, [referenceWeights]: gridTensor(weights, [height, time]) };
}

/** An encoder-decoder's answers begin with a token that is given. */
function predictedTokens({ model_type }: PolicyConfig, answer: Rollout | undefined): number {
  return answer ? answer.response.length - (model_type === 't5' ? 1 : 0) : 0;
}

/** The first rows of a tensor [rows, time]; places that the grid does not have are 0. */
function gridTensor(grid: Grid, [height, time]: readonly [number, number]) {
  const data = new Float32Array(height * time);
  for (const [at, row] of grid.entries()) data.set(row.slice(0, time), at * time);
  return { data, shape: [height, time] };
}
