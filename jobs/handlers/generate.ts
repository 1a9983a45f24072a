import type { z } from 'zod';
import type { generateJob } from '#jobs/definitions/generate.ts';
import type { JobHandler } from '#jobs/job-context.ts';
import { openModelClient } from '#jobs/open-model-client.ts';
import { generateRun } from './generate/generate-run.ts';

/** A retry after a kill goes on where the run stopped, for its answers are found in the database. */
export const generateHandler: JobHandler<z.infer<typeof generateJob.payload>> = {
  run: async (payload, context) => {
    const client = await openModelClient(context.dataDir, process.env, context.db);
    try {
      return await generateRun({ ...context, client }, payload);
    } finally {
      await client.close();
    }
  },
};
