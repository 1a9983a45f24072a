import type { z } from 'zod';
import type { importDatasetJob } from '#jobs/definitions/import-dataset.ts';
import type { JobHandler } from '#jobs/job-context.ts';
import { removeUpload, uploadPath } from '#jobs/uploads.ts';
import { importDataset } from './import/import-dataset.ts';

export const importDatasetHandler: JobHandler<z.infer<typeof importDatasetJob.payload>> = {
  run: ({ upload, split, ...payload }, context) =>
    importDataset(context, {
      ...payload,
      path: uploadPath(context.dataDir, upload),
      ...(split !== undefined && { split }),
    }),
  release: ({ upload }, { dataDir }) => removeUpload(dataDir, upload),
};
