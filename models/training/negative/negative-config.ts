import { z } from 'zod';
import { dialogueSource } from '../data/data-source.ts';
import { hitTests } from '../objectives/negative-hits.ts';

/** The settings of He & Glass (2020) for Switchboard are the defaults, where they have any. */
export const negativeConfig = z.strictObject({
  /** A file of reports, from --data: see `reportLine`. */
  reports: z.string().min(1),
  /** Further reports in the same form, which are measured and never learned from, such as paraphrases. */
  probes: z.string().min(1).optional(),
  /** Prompts to which a reply may be unsafe, measured before and after: see fixtures/probes. */
  unsafe: z.string().min(1).optional(),
  /** Files of dialogues whose listeners' replies are learned beside, so that the rest stays as it is. */
  data: z.array(dialogueSource).min(1),
  /** A file of dialogues for the threshold and the limit of perplexity, never one that is learned from. */
  validation: dialogueSource,
  /** The order of reports and dialogues follows from it. */
  seed: z.int().min(0).default(1),

  /** A reply is a hit where one of these says so. */
  hitTests: z.array(z.enum(hitTests)).min(1).default(['mean', 'greedy']),
  /** What a reported reply that is no hit counts beside one that is. */
  missWeight: z.number().min(0).max(1).default(0.01),
  /** Words that are not unlearned: all replies have them. Of several tokens they have no effect. */
  maskedWords: z.array(z.string().min(1)).default(['you', 'i', 'me', 'are', 'to', 'do']),
  /** So many of the tokens that are most frequent in replies of `data` are not unlearned either. */
  frequentTokens: z.int().min(0).default(0),

  /**
   * Divides what moves a weight by how much the dialogues of `data` depend on it, so that what is unlearned is what they do
   * not need: the diagonal of their Fisher information at the start (as in elastic weight consolidation, Kirkpatrick et al.
   * 2017) over its mean, plus `damping`; found from the squared gradients of so many batches of `replies` replies. Left
   * out, as in He & Glass: plain descent.
   */
  curvature: z
    .strictObject({
      batches: z.int().min(1).default(150),
      replies: z.int().min(1).default(6),
      damping: z.number().positive().default(0.1),
    })
    .optional(),

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
  momentum: z.number().min(0).lt(1).default(0.9),
  weightDecay: z.number().min(0).default(1e-5),
  maxGradientNorm: z.number().positive().default(5),
  /** Weights are kept only where the perplexity on validation is at most so many times that of the start. */
  perplexityLimit: z.number().min(1).default(1.02),
  /** Times that the training goes back to the weights kept so far and on at half the rates, where it is past that. */
  retreats: z.int().min(0).default(0),

  /** The longest row in tokens: of a GPT persona, context and reply; of a T5 the context. */
  maxLength: z.int().min(8).default(200),
  /** Utterances of a context that a GPT sees; odd. */
  history: z
    .int()
    .min(1)
    .default(5)
    .refine((count) => count % 2 === 1, 'must be odd, so that the other person opens'),
  /** The most tokens of a reply; what is longer ends there. */
  maxReply: z.int().min(1).default(50),
  /** The most places of a run, filling included. */
  batchTokens: z.int().min(8).default(2048),

  /** Rounds between points of the loss curve. */
  logEvery: z.int().min(1).default(5),
  /** Rounds between validations. */
  validateEvery: z.int().min(1).default(10),
  /** Minutes between checkpoints; one is also written at each validation. */
  checkpointMinutes: z.number().min(0).default(5),
  /** The training ends early where the mean of the positive loss rises to so many times its lowest. */
  divergenceFactor: z.number().gt(1).default(2),
});

export type NegativeConfig = z.infer<typeof negativeConfig>;
