import { z } from 'zod';
import { feedbackFields } from '../feedback/feedback-config.ts';
import { hitTests } from '../objectives/negative-hits.ts';

/** The settings of He & Glass (2020) for Switchboard are the defaults, where they have any. A step is a round. */
export const negativeConfig = z.strictObject({
  /** A file of reports, from --data: see `reportLine`. */
  reports: z.string().min(1),
  ...feedbackFields,
  momentum: feedbackFields.momentum.default(0.9),
  /** Theirs, who have no limit. */
  retreats: feedbackFields.retreats.default(0),

  /** A reply is a hit where one of these says so. */
  hitTests: z.array(z.enum(hitTests)).min(1).default(['mean', 'greedy']),
  /** What a reported reply that is no hit counts beside one that is. */
  missWeight: z.number().min(0).max(1).default(0.01),
  /** Words that are not unlearned: all replies have them. Of several tokens they have no effect. */
  maskedWords: z.array(z.string().min(1)).default(['you', 'i', 'me', 'are', 'to', 'do']),
  /** So many of the tokens that are most frequent in replies of `data` are not unlearned either. */
  frequentTokens: z.int().min(0).default(0),

  /** Times the reports are gone through at most. */
  passes: z.int().min(1).default(21),
  /** Reports of a minibatch. */
  batchReports: z.int().min(1).default(100),
  /** Rounds on a minibatch at most; fewer where no hit is left. */
  rounds: z.int().min(1).default(20),
  /** Ordinary updates on dialogues after each negative one, the first of them with the corrections. */
  positiveUpdates: z.int().min(1).default(1),
  /** Learning rates of stochastic gradient descent. */
  negativeRate: z.number().positive().default(0.01),
  positiveRate: z.number().positive().default(0.01),
});

export type NegativeConfig = z.infer<typeof negativeConfig>;
