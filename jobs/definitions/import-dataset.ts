import { z } from 'zod';
import { defineJob } from './define-job.ts';
import { uploadSchema } from './upload-schema.ts';

/** Dialogues from an uploaded file. The result is the summary that `import dataset --json` prints. */
export const importDatasetJob = defineJob({
  id: 'import-dataset',
  version: 1,
  payload: uploadSchema.extend({
    dataset: z.string().min(1),
    format: z.enum(['empathetic-dialogues', 'jsonl']),
    split: z.string().min(1).optional(),
  }),
});
