import { z } from 'zod';
import { dialogueSource } from '../data/data-source.ts';
import { negativeConfig } from '../negative/negative-config.ts';

const {
  curvature,
  maxLength,
  history,
  maxReply,
  batchTokens,
  logEvery,
  checkpointMinutes,
  divergenceFactor,
} = negativeConfig.shape;

/** Active learning has no published settings; these keep what our CAiRE could do before (docs/guides/learning.md). */
export const activeConfig = z.strictObject({
  /** A file of reports with corrections, from --data: see `reportLine`. */
  corrections: z.string().min(1),
  /** Reported replies that are measured and never learned from. */
  probes: z.string().min(1).optional(),
  /** Prompts to which a reply may be unsafe, measured before and after: see fixtures/probes. */
  unsafe: z.string().min(1).optional(),
  /** Files of dialogues whose listeners' replies are learned beside, so that nothing is forgotten. */
  data: z.array(dialogueSource).min(1),
  /** A file of dialogues for the limit of perplexity, never one that is learned from. */
  validation: dialogueSource,
  /** The order of corrections and dialogues follows from it. */
  seed: z.int().min(0).default(1),

  /** As in negative training. */
  curvature,

  /** Times that each correction is learned. */
  passes: z.int().min(1).default(6),
  /** Corrections of an update. */
  batchCorrections: z.int().min(1).default(8),
  /** What the corrections of an update count in its loss; its batch of dialogues counts the rest. */
  correctionShare: z.number().positive().lt(1).default(0.5),
  /** Of stochastic gradient descent. */
  learningRate: z.number().positive().default(0.05),
  momentum: z.number().min(0).lt(1).default(0),
  weightDecay: z.number().min(0).default(1e-5),
  maxGradientNorm: z.number().positive().default(5),
  /** Weights are kept only where the perplexity on validation is at most so many times that of the start. */
  perplexityLimit: z.number().min(1).default(1.02),
  /** Times that the training goes back to the weights kept so far and on at half the rate, where it is past that. */
  retreats: z.int().min(0).default(4),

  maxLength,
  history,
  maxReply,
  batchTokens,

  logEvery,
  /** Updates between validations. */
  validateEvery: z.int().min(1).default(10),
  checkpointMinutes,
  divergenceFactor,
});

export type ActiveConfig = z.infer<typeof activeConfig>;
