import type { Db } from '#db/client.ts';
import type { JobProgress } from '#db/schema/jobs.ts';

/** What a handler is given by the worker. */
export interface JobContext {
  readonly db: Db;
  readonly dataDir: string;
  /** The current time, ISO 8601. */
  readonly now: () => string;
  /** Aborted when the job is cancelled or the worker ends: undo or keep the step, and throw `interrupted`. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

export interface JobHandler<Payload> {
  /** Does the work; what it returns is the job's result. A retry after a kill begins it anew, so it must not double. */
  run(payload: Payload, context: JobContext): Promise<unknown>;
  /** Called once the job is over, however it ended. */
  release?(payload: Payload, context: Pick<JobContext, 'dataDir'>): void;
}
