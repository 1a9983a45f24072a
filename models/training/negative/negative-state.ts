import { z } from 'zod';
import type { TrainerState } from '../../runtime/trainer.ts';
import type { ReportFigures } from '../feedback/report-figures.ts';
import { type LoopState, loadTrainingState } from '../framework/training-state.ts';

/** Why a training ended: no hit is left, the limit of perplexity, or all passes are taken. */
const endings = ['no hits', 'perplexity', 'passes'] as const;
export type Ending = (typeof endings)[number];

const progress = z.object({
  /** Passes over the reports so far, minibatches of this one, and rounds on the one in hand; from 0. */
  pass: z.int().min(0),
  minibatch: z.int().min(0),
  round: z.int().min(0),
  /** Whether there was a hit in this pass. */
  hasHits: z.boolean(),
  /** Hits are above it: the mean log-probability of a token of validation replies, before the first round. */
  threshold: z.number(),
  /** Of the weights it started from; null before they were measured. */
  before: z.custom<ReportFigures>((value) => typeof value === 'object' && value !== null).nullable(),
  /** The mean log-probability of a reported token by the weights kept so far. */
  bestLogProbability: z.number(),
  /** Times that the training went back to them. */
  retreats: z.int().min(0),
  /** By how much validation perplexity was above that of the start when last looked at, as a factor. */
  perplexityRatio: z.number(),
  ended: z.enum(endings).nullable(),
});

export type NegativeProgress = z.infer<typeof progress>;

/** Where a negative training stands, besides the weights. A step of the loop is a round. */
export interface NegativeState {
  readonly loop: LoopState;
  readonly progress: NegativeProgress;
}

export const newNegativeState: NegativeState = {
  loop: {
    step: 0,
    tokens: 0,
    seconds: 0,
    watch: { smoothed: null, lowest: null },
    best: null,
    lastValidation: null,
    validatedAt: 0,
  },
  progress: {
    pass: 0,
    minibatch: 0,
    round: 0,
    hasHits: false,
    threshold: 0,
    before: null,
    bestLogProbability: 0,
    retreats: 0,
    perplexityRatio: 1,
    ended: null,
  },
};

/** The training that a folder holds, or undefined where it holds none. Throws as `loadTrainingState`. */
export function loadNegativeState(
  out: string,
  fingerprint: string,
): (NegativeState & { readonly trainer: TrainerState }) | undefined {
  const saved = loadTrainingState(out, fingerprint);
  if (!saved) return undefined;
  return { loop: saved.loop, trainer: saved.trainer, progress: progress.parse(saved.extra) };
}
