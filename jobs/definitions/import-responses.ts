import { z } from 'zod';
import { defineJob } from './define-job.ts';
import { uploadSchema } from './upload-schema.ts';

/** Systems' answers from an uploaded file. The result is the summary that `import responses --json` prints. */
export const importResponsesJob = defineJob({
  id: 'import-responses',
  version: 1,
  payload: uploadSchema.extend({
    dataset: z.string().min(1),
    /** Guessed from the file's name where it is left out. */
    format: z.enum(['jsonl', 'csv']).optional(),
  }),
});
