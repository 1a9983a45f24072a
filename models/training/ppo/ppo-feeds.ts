import { type PolicyConfig, policyBatch, type Rollout } from '../../architectures/policy.ts';
import type { PpoInput } from '../../architectures/ppo-objective.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import type { Grid } from '../objectives/masked-statistics.ts';
import type { RolloutTargets, ScoredRollouts } from './rollout-targets.ts';

/** The rows of a batch that a pass takes, with what it works towards. */
export interface PpoPass {
  readonly rows: readonly number[];
  readonly rollouts: readonly Rollout[];
  readonly scored: ScoredRollouts;
  readonly targets: RolloutTargets;
}

/** What an update takes for some rows of a batch, filled up to the longest of them. */
export function ppoFeeds(config: PolicyConfig, { rows, rollouts, scored, targets }: PpoPass): Feeds {
  const batch = policyBatch(
    config,
    rows.flatMap((row) => rollouts[row] ?? []),
  );
  const time = batch.mask[0]?.length ?? 0;
  const grids: Readonly<Record<PpoInput, Grid>> = {
    ppo_mask: scored.mask,
    old_log_probabilities: scored.logProbabilities,
    old_values: targets.values,
    advantages: targets.advantages,
    returns: targets.returns,
  };
  const fed = Object.entries(grids).map(([name, grid]) => [name, rowsOf(grid, rows, time)]);
  return { ...batch.feeds, ...Object.fromEntries(fed) };
}

/** Some rows of a grid as [rows, time], with 0 at places that the grid does not have. */
function rowsOf(grid: Grid, rows: readonly number[], time: number) {
  const data = new Float32Array(rows.length * time);
  for (const [at, row] of rows.entries()) data.set((grid[row] ?? []).slice(0, time), at * time);
  return { data, shape: [rows.length, time] };
}
