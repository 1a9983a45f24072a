import {
  type PolicyBatch,
  type PolicyConfig,
  policyBatch,
  type Rollout,
} from '../../architectures/policy.ts';
import type { GraphModel } from '../../runtime/graph-model.ts';
import type { Fetched } from '../../runtime/session.ts';
import type { PpoSettings } from './ppo-settings.ts';
import type { ScoredRollouts } from './rollout-targets.ts';

export interface RolloutScoring {
  readonly config: PolicyConfig;
  readonly settings: Pick<PpoSettings, 'passes' | 'miniBatch' | 'skipFirstToken'>;
}

/** Log-probabilities of policy and reference and the critic's values at each place, as the weights stand. */
export async function scoreRollouts(
  rollouts: readonly Rollout[],
  { scorer, reference }: { readonly scorer: GraphModel; readonly reference: GraphModel },
  scoring: RolloutScoring,
): Promise<Omit<ScoredRollouts, 'scores'>> {
  const own: number[][] = [];
  const other: number[][] = [];
  const values: number[][] = [];
  const mask: number[][] = [];
  for (const rows of scoringRows(rollouts, scoring.settings)) {
    const batch = batchOf(rollouts, rows, scoring);
    const found = await scorer.run(batch.feeds);
    const frozen = await reference.run(batch.feeds);
    const shown = maskOf(batch, scoring).map((row) => row.slice(0, -1));
    put(own, rows, shiftedRows(found.log_probabilities));
    put(other, rows, shiftedRows(frozen.log_probabilities));
    put(values, rows, shiftedRows(found.values));
    put(mask, rows, shown);
  }
  return {
    logProbabilities: filled(own),
    referenceLogProbabilities: filled(other),
    values: filled(values),
    mask: filled(mask),
  };
}

/** Natural log of the probability of each response, all of its tokens taken together. */
export async function responseLogProbabilities(
  rollouts: readonly Rollout[],
  scorer: GraphModel,
  scoring: RolloutScoring,
): Promise<number[]> {
  const sums: number[][] = [];
  for (const rows of scoringRows(rollouts, scoring.settings)) {
    const { feeds, mask } = batchOf(rollouts, rows, scoring);
    const { log_probabilities } = await scorer.run(feeds, ['log_probabilities']);
    const found = shiftedRows(log_probabilities);
    put(
      sums,
      rows,
      found.map((row, at) => [row.reduce((sum, value, t) => sum + (mask[at]?.[t] ? value : 0), 0)]),
    );
  }
  return sums.map(([sum = 0]) => sum);
}

/** Rows of each run: all at once as in TRL, or those alike in length, which spares filling. */
function scoringRows(rollouts: readonly Rollout[], { passes, miniBatch }: RolloutScoring['settings']) {
  const rows = [...rollouts.keys()];
  return passes === 'shuffled' ? [rows] : chunks(byLength(rows, rollouts), miniBatch);
}

/** Rows in the order of their queries' lengths, which differ more than those of responses. */
export function byLength(rows: readonly number[], rollouts: readonly Rollout[]): number[] {
  const lengthOf = (row: number) => rollouts[row]?.query.length ?? 0;
  return rows.toSorted((a, b) => lengthOf(a) - lengthOf(b) || a - b);
}

export function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}

function batchOf(
  rollouts: readonly Rollout[],
  rows: readonly number[],
  { config }: RolloutScoring,
): PolicyBatch {
  return policyBatch(
    config,
    rows.flatMap((row) => rollouts[row] ?? []),
  );
}

function maskOf({ mask }: PolicyBatch, { config, settings }: RolloutScoring): number[][] {
  if (config.model_type !== 't5' || !settings.skipFirstToken) return mask;
  return mask.map((row) => row.map((shown, place) => (place === 0 ? 0 : shown)));
}

/** [batch, time] as rows without the last place, after which no token follows. */
function shiftedRows(found: Fetched | undefined): number[][] {
  const { data, shape } = found ?? { data: [], shape: [] };
  const [rows = 0, time = 0] = shape;
  return Array.from({ length: rows }, (_, row) => Array.from(data.slice(row * time, (row + 1) * time - 1)));
}

function put(into: number[][], rows: readonly number[], found: readonly number[][]): void {
  for (const [at, row] of rows.entries()) into[row] = found[at] ?? [];
}

/** Rows of equal length, with 0 at places that a run did not have. */
function filled(rows: readonly number[][]): number[][] {
  const time = rows.reduce((most, { length }) => Math.max(most, length), 0);
  return rows.map((row) => [...row, ...new Array<number>(time - row.length).fill(0)]);
}
