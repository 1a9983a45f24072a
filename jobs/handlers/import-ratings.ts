import type { z } from 'zod';
import type { importRatingsJob } from '#jobs/definitions/import-ratings.ts';
import type { JobHandler } from '#jobs/job-context.ts';
import { removeUpload, uploadPath } from '#jobs/uploads.ts';
import { importRatings } from './import/import-ratings.ts';

export const importRatingsHandler: JobHandler<z.infer<typeof importRatingsJob.payload>> = {
  run: ({ upload, ...payload }, context) =>
    importRatings(context, { ...payload, path: uploadPath(context.dataDir, upload) }),
  release: ({ upload }, { dataDir }) => removeUpload(dataDir, upload),
};
