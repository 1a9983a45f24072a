import type { JobProgress } from '#db/schema/jobs.ts';
import type { ErrorCode } from '#lib/errors.ts';

/** What the process of a training is started with, as JSON. Paths are absolute. */
export interface TrainingOrder {
  readonly recipe: string;
  readonly config: string;
  /** The folder that the config's paths start from. */
  readonly dataDir: string;
  readonly out: string;
  readonly init: string;
  /** Where it writes down who it is. */
  readonly processFile: string;
  readonly device: string | null;
  readonly threads: number;
}

/** What it tells who started it. */
export type TrainingMessage =
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'done'; readonly numbers: Readonly<Record<string, unknown>> }
  | { readonly kind: 'failed'; readonly code: ErrorCode | null; readonly message: string };
