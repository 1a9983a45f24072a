import { z } from 'zod';
import { defineJob } from './define-job.ts';

/** What metrics need to know of the responses of a study, so that they can be compared with its ratings. */
export const scoreStudyJob = defineJob({
  id: 'score-study',
  version: 1,
  payload: z.object({
    /** Its id. */
    study: z.string().min(1),
    metrics: z.array(z.string().min(1)).min(1),
    prepare: z.enum(['none', 'moel']),
  }),
});
