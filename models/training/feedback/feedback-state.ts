import { z } from 'zod';
import type { TrainerState } from '../../runtime/trainer.ts';
import { type LoopState, loadTrainingState, newLoopState } from '../framework/training-state.ts';
import type { FeedbackFigures } from './report-figures.ts';

/** Why a training ended: no hit is left, the limit of perplexity, or all passes are taken. */
const endings = ['no hits', 'perplexity', 'passes'] as const;
export type Ending = (typeof endings)[number];

const progress = z.object({
  /** Hits are above it: the mean log-probability of a token of validation replies, by the weights of the start. */
  threshold: z.number(),
  /** Of the weights it started from; null before they were measured. */
  before: z.custom<FeedbackFigures>((value) => typeof value === 'object' && value !== null).nullable(),
  /** `Standing.logProbability` of the weights kept so far. */
  bestLogProbability: z.number(),
  /** Times that the training went back to them. */
  retreats: z.int().min(0),
  /** By how much validation perplexity was above that of the start when last looked at, as a factor. */
  perplexityRatio: z.number(),
  ended: z.enum(endings).nullable(),
});

export type FeedbackProgress = z.infer<typeof progress>;

/** Where a training on feedback stands, besides the weights and what its objective carries. */
export interface FeedbackState {
  readonly loop: LoopState;
  readonly progress: FeedbackProgress;
}

export interface SavedFeedback extends FeedbackState {
  readonly trainer: TrainerState;
  /** What the objective carries, beside other things. */
  readonly carried: unknown;
}

export const newFeedbackState: FeedbackState = {
  loop: newLoopState,
  progress: {
    threshold: 0,
    before: null,
    bestLogProbability: 0,
    retreats: 0,
    perplexityRatio: 1,
    ended: null,
  },
};

/** The training that a folder holds, or undefined where it holds none. Throws as `loadTrainingState`. */
export function loadFeedbackState(out: string, fingerprint: string): SavedFeedback | undefined {
  const saved = loadTrainingState(out, fingerprint);
  if (!saved) return undefined;
  const { loop, trainer, extra: carried } = saved;
  return { loop, trainer, carried, progress: progress.parse(carried) };
}
