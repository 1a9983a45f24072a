import { z } from 'zod';
import { feedbackFields } from '../feedback/feedback-config.ts';

/** Active learning has no published settings; these keep what our CAiRE could do before (docs/guides/learning.md). A step is an update. */
export const activeConfig = z.strictObject({
  /** A file of reports with corrections, from --data: see `reportLine`. */
  corrections: z.string().min(1),
  ...feedbackFields,
  momentum: feedbackFields.momentum.default(0),
  retreats: feedbackFields.retreats.default(4),

  /** Times that each correction is learned. */
  passes: z.int().min(1).default(6),
  /** Corrections of an update. */
  batchCorrections: z.int().min(1).default(8),
  /** What the corrections of an update count in its loss; its batch of dialogues counts the rest. */
  correctionShare: z.number().positive().lt(1).default(0.5),
  /** Of stochastic gradient descent. */
  learningRate: z.number().positive().default(0.05),
});

export type ActiveConfig = z.infer<typeof activeConfig>;
