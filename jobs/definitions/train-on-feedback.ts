import { z } from 'zod';
import { defineJob } from './define-job.ts';

/** A training on what people reported or corrected, as its row describes it. The result names the new checkpoint. */
export const trainOnFeedbackJob = defineJob({
  id: 'train-on-feedback',
  version: 1,
  payload: z.object({
    /** Its id. */
    training: z.string().min(1),
  }),
});
