import { z } from 'zod';
import type { TrainerState } from '../../runtime/trainer.ts';
import type { FeedbackFigures, RejectedFigures } from '../feedback/report-figures.ts';
import { type LoopState, loadTrainingState } from '../framework/training-state.ts';

/** How a system stands to what people wrote in place of its replies. */
export interface ActiveFigures extends FeedbackFigures {
  /** Null where no reply was reported. */
  readonly reported: RejectedFigures | null;
}

const progress = z.object({
  /** What `RejectedFigures` calls a hit: the mean log-probability of a token of validation replies, at the start. */
  threshold: z.number(),
  /** Of the weights it started from; null before they were measured. */
  before: z.custom<ActiveFigures>((value) => typeof value === 'object' && value !== null).nullable(),
  /** The mean log-probability of a token of the corrections by the weights kept so far. */
  bestLogProbability: z.number(),
  /** Times that the training went back to them. */
  retreats: z.int().min(0),
  /** By how much validation perplexity was above that of the start when last looked at, as a factor. */
  perplexityRatio: z.number(),
  /** Why it ended: all passes are taken, or the limit of perplexity. */
  ended: z.enum(['passes', 'perplexity']).nullable(),
});

export type ActiveProgress = z.infer<typeof progress>;

/** Where an active learning stands, besides the weights. A step of the loop is an update. */
export interface ActiveState {
  readonly loop: LoopState;
  readonly progress: ActiveProgress;
}

export const newActiveState: ActiveState = {
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
    threshold: 0,
    before: null,
    bestLogProbability: 0,
    retreats: 0,
    perplexityRatio: 1,
    ended: null,
  },
};

/** The training that a folder holds, or undefined where it holds none. Throws as `loadTrainingState`. */
export function loadActiveState(
  out: string,
  fingerprint: string,
): (ActiveState & { readonly trainer: TrainerState }) | undefined {
  const saved = loadTrainingState(out, fingerprint);
  if (!saved) return undefined;
  return { loop: saved.loop, trainer: saved.trainer, progress: progress.parse(saved.extra) };
}
