import { z } from 'zod';
import { defineJob } from './define-job.ts';

/** One run of a system over a dataset's contexts. The result is the summary that `generate --json` prints. */
export const generateJob = defineJob({
  id: 'generate',
  version: 1,
  payload: z.object({
    system: z.string().min(1),
    dataset: z.string().min(1),
    /** Null for all contexts. */
    split: z.string().min(1).nullable(),
    /** The first so many contexts; null for all of them. */
    limit: z.int().min(1).nullable(),
    seed: z.int().min(0),
    /** Whether answers are stored with the levels of empathy that the shipped identifiers find; true if left out. */
    levels: z.boolean().optional(),
    /** Decoding options in place of the system's own. */
    settings: z.record(z.string(), z.unknown()).optional(),
  }),
});
