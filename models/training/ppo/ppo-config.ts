import { z } from 'zod';
import { emprlPpoSettings, type PpoSettings } from './ppo-settings.ts';

const published = emprlPpoSettings;

/**
 * The part of a config that says how PPO steps; the defaults are EmpRL's flags and TRL 0.9.6's own values elsewhere.
 * Three things TRL does are easily missed, each a switch here: updates run without dropout (`dropout` 0), the first
 * token of an answer takes part in nothing (`skipFirstToken`), and only the first update's gradient is clipped, by a
 * slip (`normClipping`: here every update's is).
 */
export const ppoFields = {
  /** Updates over the rollouts of a step. */
  passes: z.int().min(1).default(published.epochs),
  /** Rollouts of one forward and backward pass; an update takes all rollouts of a step, in parts of this size. */
  miniBatch: z.int().min(1).default(published.miniBatch),
  /**
   * `by-length`: parts are of rollouts alike in length, for a third less work, and count by their tokens. `shuffled`:
   * they are drawn and count alike, as in TRL.
   */
  parts: z.enum(['by-length', 'shuffled']).default('by-length'),
  /** The ratio of probabilities is clipped to 1 ± this. */
  clipRange: z.number().positive().default(published.clipping.policyRange),
  /** The critic may move by ± this within a step. */
  valueRange: z.number().positive().default(published.clipping.valueRange),
  /** What the critic's loss counts. */
  valueWeight: z.number().min(0).default(published.clipping.valueWeight),
  /** A part whose mean ratio is above this changes nothing. */
  ratioLimit: z.number().positive().default(published.clipping.ratioLimit),
  /** Discount; 1 is none. */
  gamma: z.number().min(0).max(1).default(published.advantages.gamma),
  /** λ of generalised advantage estimation. */
  lambda: z.number().min(0).max(1).default(published.advantages.lambda),
  /** Divide rewards by their spread over the step. */
  whitenRewards: z.boolean().default(published.advantages.whitenRewards),
  /** Divide scores by the running deviation of all so far. */
  scaleScores: z.boolean().default(published.scores.scale),
  /** Subtract their running mean before. */
  centreScores: z.boolean().default(published.scores.centre),
  /** Hold scaled scores within ± this; null: no limit. */
  scoreLimit: z.number().positive().nullable().default(published.scores.limit),
  /** The divergence of one token: `kl` log π - log ρ, `abs` its size, `mse` half its square. */
  klEstimate: z.enum(['kl', 'abs', 'mse']).default(published.klEstimate),
  /** The weight of the divergence in the rewards, at the start. */
  klCoefficient: z.number().min(0).default(published.klCoefficient),
  /** What the coefficient aims at, in nats an answer, and over how many rollouts it moves; null: it stays. */
  adaptiveKl: z
    .strictObject({ target: z.number().positive(), horizon: z.number().positive() })
    .nullable()
    .default(published.adaptiveKl),
  /** The norm that an update's gradient is clipped to. */
  maxGradientNorm: z.number().positive().default(published.maxNorm),
  /** `every-update`, or `first-update` as TRL 0.9.6 has it: its Accelerate never clips again (see `PpoSettings`). */
  normClipping: z.enum(['every-update', 'first-update']).default(published.normClipping),
  /**
   * The first token of an answer gets neither reward nor gradient: TRL's mask starts at place 1 of log-probabilities
   * that are shifted already.
   */
  skipFirstToken: z.boolean().default(published.skipFirstToken),
  /**
   * What the cross-entropy of the references of a step's contexts counts beside PPO's loss (PPO-ptx, Ouyang et al. 2022),
   * which holds a small model to the language it learned; EmpRL has none.
   */
  referenceWeight: z.number().min(0).default(published.referenceWeight),
  /** The share of values that are dropped in updates; TRL drops none, as its forward pass leaves training mode. */
  dropout: z.number().min(0).lt(1).default(0),
};

type PpoFields = z.infer<z.ZodObject<typeof ppoFields>>;

/** @param rollouts of a step, all of which make one update */
export function ppoSettings(fields: PpoFields, rollouts: number): PpoSettings {
  return {
    epochs: fields.passes,
    miniBatch: fields.miniBatch,
    accumulation: Math.ceil(rollouts / fields.miniBatch),
    maxNorm: fields.maxGradientNorm,
    normClipping: fields.normClipping,
    klEstimate: fields.klEstimate,
    adaptiveKl: fields.adaptiveKl,
    klCoefficient: fields.klCoefficient,
    scores: { scale: fields.scaleScores, centre: fields.centreScores, limit: fields.scoreLimit },
    advantages: { gamma: fields.gamma, lambda: fields.lambda, whitenRewards: fields.whitenRewards },
    clipping: {
      policyRange: fields.clipRange,
      valueRange: fields.valueRange,
      valueWeight: fields.valueWeight,
      ratioLimit: fields.ratioLimit,
    },
    skipFirstToken: fields.skipFirstToken,
    referenceWeight: fields.referenceWeight,
    dropout: fields.dropout > 0,
    passes: fields.parts,
  };
}
