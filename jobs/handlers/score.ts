import type { z } from 'zod';
import type { scoreJob } from '#jobs/definitions/score.ts';
import type { JobHandler } from '#jobs/job-context.ts';
import { openModelClient } from '#jobs/open-model-client.ts';
import { scoringThreads } from './score/row-threads.ts';
import { scoreDataset } from './score/score-dataset.ts';
import { scoringResources } from './score/scoring-resources.ts';

/** A retry after a kill goes on where it stopped, for the rows that were made are found in the database. */
export const scoreHandler: JobHandler<z.infer<typeof scoreJob.payload>> = {
  run: async (payload, context) => {
    // No process of it is started before a metric needs a model.
    const models = await openModelClient(context.dataDir, process.env);
    try {
      const tools = { resources: scoringResources(), threads: scoringThreads(), models };
      const scores = [];
      for (const part of [payload, ...(payload.again ?? [])])
        scores.push(...(await scoreDataset({ ...context, ...tools }, { ...payload, ...part })));
      return { scores };
    } finally {
      await models.close();
    }
  },
};
