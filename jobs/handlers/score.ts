import type { z } from 'zod';
import type { scoreJob } from '#jobs/definitions/score.ts';
import type { JobHandler } from '#jobs/job-context.ts';
import { scoreDataset } from './score/score-dataset.ts';
import { scoringResources } from './score/scoring-resources.ts';

/** A retry after a kill goes on where it stopped, for the rows that were made are found in the database. */
export const scoreHandler: JobHandler<z.infer<typeof scoreJob.payload>> = {
  run: async (payload, context) => ({
    scores: await scoreDataset({ ...context, resources: scoringResources() }, payload),
  }),
};
