import { z } from 'zod';
import type { AdamWOptions } from '../../graph/adamw.ts';
import type { LoopSettings } from './train.ts';

/** The part of a config that all recipes which train weights have in common. */
export const loopFields = {
  /** All that is drawn follows from it: first weights, order of the data, dropout. */
  seed: z.int().min(0).default(1),
  /** Times each text is seen. */
  epochs: z.int().min(1),
  /** AdamW's learning rate at its highest. */
  learningRate: z.number().positive(),
  /** Steps over which it rises from 0. */
  warmupSteps: z.int().min(0).default(0),
  /** How it falls after that. */
  schedule: z.enum(['constant', 'linear', 'cosine']).default('linear'),
  /** What it falls to by the last step, as a share of the highest. */
  finalShare: z.number().min(0).max(1).default(0),
  /** AdamW's weight decay of matrices; biases, norms and embeddings have none. */
  weightDecay: z.number().min(0).default(0.01),
  /** AdamW's decay rates of the moments. */
  betas: z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]).default([0.9, 0.999]),
  /**
   * `rms`: the learning rate is a share of each parameter's own root mean square, as Adafactor's. For a T5 from nothing,
   * whose matrices begin at sizes from 0.008 to 1.
   */
  stepSize: z.enum(['absolute', 'rms']).default('absolute'),
  /** The norm that the whole gradient is clipped to. */
  maxGradientNorm: z.number().positive().default(1),
  /** Steps between points of the loss curve. */
  logEvery: z.int().min(1).default(20),
  /** Steps between validations. */
  validateEvery: z.int().min(1).default(1000),
  /** Minutes between checkpoints. */
  checkpointMinutes: z.number().min(0).default(5),
  /** The training ends early where the mean of its loss rises to so many times its lowest. */
  divergenceFactor: z.number().gt(1).default(2),
};

type LoopFields = z.infer<z.ZodObject<typeof loopFields>>;

export function loopSettings(config: LoopFields): LoopSettings {
  const { schedule, learningRate, warmupSteps, finalShare } = config;
  const { logEvery, validateEvery, checkpointMinutes, divergenceFactor } = config;
  return {
    schedule: { form: schedule, peak: learningRate, warmupSteps, finalShare },
    logEvery,
    validateEvery,
    checkpointMinutes,
    divergenceFactor,
  };
}

/** The optimiser that the config asks for. */
export function optimiserOf({ betas, maxGradientNorm, stepSize }: LoopFields): AdamWOptions {
  return { betas, maxNorm: maxGradientNorm, stepSize };
}

/** Which weights decay: matrices, but not embeddings; vectors (biases, scales of norms) do not. */
export function decays(name: string, shape: readonly (number | string)[]): boolean {
  return shape.length >= 2 && !/embed|wte|wpe|shared/.test(name);
}
