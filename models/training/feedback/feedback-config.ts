import { z } from 'zod';
import { dialogueSource } from '../data/data-source.ts';

/** The part of a config that all trainings on what people reported have in common. */
export const feedbackFields = {
  /** Reports in the same form as those learned from, which are measured and never learned from, such as paraphrases. */
  probes: z.string().min(1).optional(),
  /** Prompts to which a reply may be unsafe, measured before and after: see fixtures/probes. */
  unsafe: z.string().min(1).optional(),
  /** Files of dialogues whose listeners' replies are learned beside, so that the rest stays as it is. */
  data: z.array(dialogueSource).min(1),
  /** A file of dialogues for the limit of perplexity and the threshold of hits, never one that is learned from. */
  validation: dialogueSource,
  /** The order of reports and dialogues follows from it. */
  seed: z.int().min(0).default(1),

  /**
   * Divides what moves a weight by how much the dialogues of `data` depend on it, so that what changes is what they do
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

  /** Of stochastic gradient descent. */
  momentum: z.number().min(0).lt(1),
  weightDecay: z.number().min(0).default(1e-5),
  maxGradientNorm: z.number().positive().default(5),
  /** Weights are kept only where the perplexity on validation is at most so many times that of the start. */
  perplexityLimit: z.number().min(1).default(1.02),
  /** Times that the training goes back to the weights kept so far and on at half the rates, where it is past that. */
  retreats: z.int().min(0),

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

  /** Steps between points of the loss curve. */
  logEvery: z.int().min(1).default(5),
  /** Steps between validations. */
  validateEvery: z.int().min(1).default(10),
  /** Minutes between checkpoints; one is also written at each validation. */
  checkpointMinutes: z.number().min(0).default(5),
  /** The training ends early where the mean of its loss rises to so many times its lowest. */
  divergenceFactor: z.number().gt(1).default(2),
};

export type FeedbackSettings = z.infer<z.ZodObject<typeof feedbackFields>>;
