import type { Db } from '#db/client.ts';
import {
  beatJob,
  type ClaimedJob,
  claimNextJob,
  finishJob,
  type JobChoice,
  type JobEnd,
  releaseJob,
} from '#db/queries/jobs.ts';
import type { JobProgress } from '#db/schema/jobs.ts';
import { isWorkbenchError, userMessage } from '#lib/errors.ts';
import { handlerTable, type OpenedJob } from './handler-table.ts';

export interface WorkerOptions {
  readonly db: Db;
  readonly dataDir: string;
  readonly now: () => string;
  /** Aborted when the worker is to end. */
  readonly shutdown: AbortSignal;
  /** Told of defects, with their stack. */
  readonly onDefect: (error: unknown, job: { readonly id: string; readonly type: string }) => void;
  /** Milliseconds between two signs of life, which also look for a cancellation. Default 500. */
  readonly beat?: number;
  /** Which jobs are taken; any where left out. */
  readonly lane?: JobChoice;
  /** Has the id of the job while it is done. */
  readonly held?: Set<string>;
}

const shortestProgressPause = 200;

/** Takes the job that has waited longest and does it to its end. Returns whether there was one. */
export async function runNextJob(options: WorkerOptions): Promise<boolean> {
  const job = claimNextJob(options.db, options.now(), options.lane);
  if (!job) return false;
  options.held?.add(job.id);
  const stop = new AbortController();
  let opened: OpenedJob | undefined;
  let end: JobEnd | 'released' | undefined;
  const sign = startSigns(job, options, stop);
  try {
    const open = handlerTable.get(job.type);
    if (!open) throw new Error(`no handler for jobs of type ${job.type}`);
    opened = await open(job.payload);
    const { db, dataDir, now } = options;
    const result = await opened.run({ db, dataDir, now, signal: stop.signal, onProgress: sign.progress });
    end = { status: 'done', result };
  } catch (error) {
    end = endOf(error, stop.signal);
    if (!isWorkbenchError(error)) options.onDefect(error, job);
  } finally {
    sign.stop();
    options.held?.delete(job.id);
  }
  settle(job, end, options);
  if (end !== 'released') opened?.release(options);
  return true;
}

type StopReason = 'cancelled' | 'shutdown' | 'lost';

/** Beats while the job runs, passes progress on at most every 200 ms, and stops the job where it has to. */
function startSigns(job: ClaimedJob, options: WorkerOptions, stop: AbortController) {
  let latest: JobProgress | undefined;
  let writtenAt = 0;
  const beat = () => {
    const progress = latest;
    latest = undefined;
    writtenAt = performance.now();
    const answer = beatJob(options.db, job, { now: options.now(), progress });
    if (answer === 'cancel') abort('cancelled');
    if (answer === 'lost') abort('lost');
  };
  const abort = (reason: StopReason) => {
    if (!stop.signal.aborted) stop.abort(reason);
  };
  const endWithWorker = () => abort('shutdown');
  if (options.shutdown.aborted) endWithWorker();
  options.shutdown.addEventListener('abort', endWithWorker);
  const timer = setInterval(beat, options.beat ?? 500);
  return {
    progress: (progress: JobProgress) => {
      latest = progress;
      if (performance.now() - writtenAt >= shortestProgressPause) beat();
    },
    stop: () => {
      clearInterval(timer);
      options.shutdown.removeEventListener('abort', endWithWorker);
      if (latest) beat();
    },
  };
}

function endOf(error: unknown, signal: AbortSignal): JobEnd | 'released' {
  const isInterrupted = isWorkbenchError(error) && error.code === 'interrupted';
  if (isInterrupted && signal.reason === 'cancelled') return { status: 'cancelled' };
  // Another worker has it, or the next one will: it stays in the queue.
  if (isInterrupted && signal.aborted) return 'released';
  return { status: 'failed', error: wholeMessage(error) };
}

/** The sentence, and under it a file's other bad rows, a line each. */
function wholeMessage(error: unknown): string {
  const moreRows = isWorkbenchError(error) ? error.details.moreRows : undefined;
  return typeof moreRows === 'string' ? `${userMessage(error)}\n${moreRows}` : userMessage(error);
}

function settle(job: ClaimedJob, end: JobEnd | 'released', { db, now }: WorkerOptions): void {
  if (end === 'released') releaseJob(db, job);
  else finishJob(db, job, { ...end, now: now() });
}
