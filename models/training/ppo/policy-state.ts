import { z } from 'zod';
import { type LoopState, loadTrainingState, newLoopState } from '../framework/training-state.ts';
import type { PolicyFigures } from './evaluate-policy.ts';
import type { PpoState } from './ppo-trainer.ts';
import { type TargetLevels, unpackLevels } from './target-levels.ts';

/** Where a training by PPO stands, besides the policy. */
export interface PolicyState {
  readonly loop: LoopState;
  /** Of the weights it started from; null before they were evaluated, or where nothing is. */
  readonly baseline: PolicyFigures | null;
}

export interface SavedPolicy extends PolicyState {
  readonly ppo: PpoState;
  /** Of the rows of the plan, in their order. */
  readonly targets: readonly TargetLevels[];
}

const carried = z.object({
  /** Updates of the optimiser, several a step. */
  updates: z.int().min(0),
  klCoefficient: z.number(),
  /** Of all scores so far. */
  moments: z.object({ mean: z.number(), variance: z.number(), count: z.int() }),
  targets: z.string(),
  baseline: z.custom<PolicyFigures>((value) => typeof value === 'object' && value !== null).nullable(),
});

export const newPolicyState: PolicyState = { loop: newLoopState, baseline: null };

/** The training that a folder holds, or undefined where it holds none. Throws as `loadTrainingState`. */
export function loadPolicyState(out: string, fingerprint: string): SavedPolicy | undefined {
  const saved = loadTrainingState(out, fingerprint);
  if (!saved) return undefined;
  const { updates, klCoefficient, moments, targets, baseline } = carried.parse(saved.extra);
  return {
    loop: saved.loop,
    baseline,
    targets: unpackLevels(targets),
    ppo: {
      step: saved.loop.step,
      progress: { klCoefficient, moments },
      trainer: { ...saved.trainer, step: updates },
    },
  };
}
