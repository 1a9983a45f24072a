import type { z } from 'zod';
import type { importResponsesJob } from '#jobs/definitions/import-responses.ts';
import type { JobHandler } from '#jobs/job-context.ts';
import { removeUpload, uploadPath } from '#jobs/uploads.ts';
import { importResponses } from './import/import-responses.ts';

export const importResponsesHandler: JobHandler<z.infer<typeof importResponsesJob.payload>> = {
  run: ({ upload, format, ...payload }, context) =>
    importResponses(context, {
      ...payload,
      path: uploadPath(context.dataDir, upload),
      ...(format && { format }),
    }),
  release: ({ upload }, { dataDir }) => removeUpload(dataDir, upload),
};
