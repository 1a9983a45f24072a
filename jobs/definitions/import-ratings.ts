import { z } from 'zod';
import { defineJob } from './define-job.ts';
import { uploadSchema } from './upload-schema.ts';

/** Finished ratings from an uploaded file. The result is the summary that `import ratings --json` prints. */
export const importRatingsJob = defineJob({
  id: 'import-ratings',
  version: 1,
  payload: uploadSchema.extend({ study: z.string().min(1) }),
});
