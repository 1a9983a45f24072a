import { z } from 'zod';

/** What `trainings.settings` holds. */
export const trainingSettings = z.object({
  recipe: z.enum(['active', 'negative']),
  /** Name of the dataset whose dialogues are learned beside. */
  dataset: z.string().min(1),
  /** As the recipe reads it, with paths in the folder of its input. */
  config: z.record(z.string(), z.unknown()),
});

export type TrainingSettings = z.infer<typeof trainingSettings>;

/** Files of a training's input, in a folder of their own. */
export const inputFiles = {
  reports: 'reports.jsonl',
  learned: 'learned.jsonl',
  heldOut: 'held-out.jsonl',
  unsafe: 'unsafe.jsonl',
  config: 'config.json',
} as const;

/** Dialogues that are learned beside at most, and those that tell the perplexity. */
export const mostLearned = 4000;
export const mostHeldOut = 100;

const form = 'empathetic-dialogues';

const shared = {
  unsafe: inputFiles.unsafe,
  data: [{ path: inputFiles.learned, form }],
  validation: { path: inputFiles.heldOut, form },
  seed: 1,
  curvature: { batches: 60, replies: 6, damping: 0.05 },
  momentum: 0,
  perplexityLimit: 1.02,
  retreats: 4,
  maxLength: 256,
  maxReply: 50,
  batchTokens: 1024,
  logEvery: 1,
  checkpointMinutes: 1,
};

/**
 * The config of a training that the workbench starts: those of models/training/configs/active.json and negative-few.json,
 * which keep what our CAiRE could do before (docs/guides/learning.md).
 */
export function trainingConfig(kind: 'active' | 'negative'): Readonly<Record<string, unknown>> {
  if (kind === 'active')
    return {
      ...shared,
      corrections: inputFiles.reports,
      passes: 20,
      batchCorrections: 32,
      learningRate: 0.05,
      validateEvery: 5,
    };
  return {
    ...shared,
    reports: inputFiles.reports,
    frequentTokens: 60,
    passes: 8,
    batchReports: 20,
    rounds: 4,
    negativeRate: 0.06,
    positiveRate: 0.04,
    validateEvery: 4,
  };
}
