import { z } from 'zod';

/** A file that lies under the data folder's `uploads/` by a plain name of our making. */
export const uploadSchema = z.object({
  upload: z.string().regex(/^[a-z0-9]+$/, 'not the name of an upload'),
  /** The file's name as the person knows it. */
  fileName: z.string().min(1),
});
