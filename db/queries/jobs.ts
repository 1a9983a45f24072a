import { WorkbenchError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { JobProgress } from '../schema/jobs.ts';

export type JobStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Job {
  readonly id: string;
  readonly type: string;
  readonly status: JobStatus;
  readonly progress: JobProgress;
  /** What the handler returned, where it is done. */
  readonly result: unknown;
  /** A sentence for the person, where it failed. */
  readonly error: string | null;
  readonly attempts: number;
  readonly cancelRequested: boolean;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export const finishedStatuses: readonly JobStatus[] = ['done', 'failed', 'cancelled'];

/** How often a job is begun anew after its worker died, before it is given up. */
export const mostAttempts = 3;

const columns = `id, type, status, progress, result, error, attempts, cancel_requested as cancelRequested,
  created_at as createdAt, started_at as startedAt, finished_at as finishedAt`;

type JobRow = Omit<Job, 'progress' | 'result' | 'cancelRequested'> & {
  readonly progress: string;
  readonly result: string | null;
  readonly cancelRequested: 0 | 1;
};

function toJob(row: JobRow): Job {
  return {
    ...row,
    progress: JSON.parse(row.progress) as JobProgress,
    result: row.result === null ? null : JSON.parse(row.result),
    cancelRequested: row.cancelRequested === 1,
  };
}

export function insertJob(
  db: Db,
  job: { readonly type: string; readonly payload: unknown; readonly now: string },
): string {
  const id = newId('job');
  const progress: JobProgress = { done: 0, total: null, message: 'Waiting' };
  prepared(
    db,
    `insert into jobs (id, type, payload, status, progress, created_at) values (?, ?, ?, 'queued', ?, ?)`,
  ).run(id, job.type, JSON.stringify(job.payload), JSON.stringify(progress), job.now);
  return id;
}

/** Newest first. */
export function listJobs(db: Db, { limit = 50 }: { readonly limit?: number } = {}): Job[] {
  const rows = prepared(db, `select ${columns} from jobs order by created_at desc, rowid desc limit ?`);
  return (rows.all(limit) as JobRow[]).map(toJob);
}

/** @throws WorkbenchError `not-found` */
export function findJob(db: Db, id: string): Job {
  const row = prepared(db, `select ${columns} from jobs where id = ?`).get(id) as JobRow | undefined;
  if (!row)
    throw new WorkbenchError('not-found', `There is no job ${id}. \`jobs list\` shows those there are.`);
  return toJob(row);
}

/**
 * Asks a running job to stop, and takes a waiting one out of the queue. Returns its status.
 * @throws WorkbenchError `not-found`, or `conflict` where it is over
 */
export function cancelJob(db: Db, { id, now }: { readonly id: string; readonly now: string }): JobStatus {
  return write(db, () => {
    const { status } = findJob(db, id);
    if (finishedStatuses.includes(status))
      throw new WorkbenchError('conflict', `Job ${id} is over already (${status}).`);
    if (status === 'running') prepared(db, 'update jobs set cancel_requested = 1 where id = ?').run(id);
    else prepared(db, `update jobs set status = 'cancelled', finished_at = ? where id = ?`).run(now, id);
    return findJob(db, id).status;
  });
}

/** A job that this worker holds. `attempt` is its token: a worker that lost the job to another may not write it. */
export interface ClaimedJob {
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
  readonly attempt: number;
}

/** Which types of jobs are taken; of all where left out. */
export type JobChoice = { readonly only: readonly string[] } | { readonly except: readonly string[] };

/** Takes the job that has waited longest, if one waits. */
export function claimNextJob(
  db: Db,
  now: string,
  choice: JobChoice = { except: [] },
): ClaimedJob | undefined {
  const isOnly = 'only' in choice;
  const types = JSON.stringify(isOnly ? choice.only : choice.except);
  const next = prepared(
    db,
    `select id, type, payload, attempts from jobs
     where status = 'queued' and (type in (select value from json_each(@types))) = @isOnly
     order by created_at, rowid limit 1`,
  );
  const chosen = { types, isOnly: isOnly ? 1 : 0 };
  // Looked at without the write lock first, for mostly nothing waits.
  if (!next.get(chosen)) return undefined;
  return write(db, () => {
    const row = next.get(chosen) as
      | { id: string; type: string; payload: string; attempts: number }
      | undefined;
    if (!row) return undefined;
    prepared(
      db,
      `update jobs set status = 'running', attempts = attempts + 1, heartbeat_at = @now,
         started_at = coalesce(started_at, @now) where id = @id`,
    ).run({ id: row.id, now });
    return {
      id: row.id,
      type: row.type,
      payload: JSON.parse(row.payload) as unknown,
      attempt: row.attempts + 1,
    };
  });
}

type Held = Pick<ClaimedJob, 'id' | 'attempt'>;

/** Says that the job's worker lives, and how far it is. Returns whether to go on with it. */
export function beatJob(
  db: Db,
  { id, attempt }: Held,
  beat: { readonly now: string; readonly progress: JobProgress | undefined },
): 'go-on' | 'cancel' | 'lost' {
  const row = prepared(
    db,
    `update jobs set heartbeat_at = ?, progress = coalesce(?, progress)
     where id = ? and attempts = ? and status = 'running' returning cancel_requested as cancelRequested`,
  ).get(beat.now, beat.progress ? JSON.stringify(beat.progress) : null, id, attempt) as
    | { cancelRequested: 0 | 1 }
    | undefined;
  if (!row) return 'lost';
  return row.cancelRequested === 1 ? 'cancel' : 'go-on';
}

export type JobEnd =
  | { readonly status: 'done'; readonly result: unknown }
  | { readonly status: 'failed'; readonly error: string }
  | { readonly status: 'cancelled' };

/** Ends a job that is still held; returns whether it was. */
export function finishJob(db: Db, { id, attempt }: Held, end: JobEnd & { readonly now: string }): boolean {
  const { changes } = prepared(
    db,
    `update jobs set status = @status, result = @result, error = @error, finished_at = @now
     where id = @id and attempts = @attempt and status = 'running'`,
  ).run({
    id,
    attempt,
    status: end.status,
    result: end.status === 'done' ? JSON.stringify(end.result ?? null) : null,
    error: end.status === 'failed' ? end.error : null,
    now: end.now,
  });
  return changes === 1;
}

/** Puts a job back that its worker had to leave in good order; the attempt does not count. */
export function releaseJob(db: Db, { id, attempt }: Held): void {
  prepared(
    db,
    `update jobs set status = 'queued', attempts = attempts - 1
     where id = ? and attempts = ? and status = 'running'`,
  ).run(id, attempt);
}

/**
 * Puts back the jobs whose worker has given no sign of life since `before`; one that was begun `mostAttempts` times
 * fails, and one that was to be cancelled is.
 * @param held ids of those that this worker has itself: one job may have kept it from beating for another
 */
export function requeueStaleJobs(
  db: Db,
  {
    before,
    now,
    held = [],
  }: { readonly before: string; readonly now: string; readonly held?: Iterable<string> },
): void {
  write(db, () => {
    prepared(
      db,
      `update jobs set
         status = case when cancel_requested then 'cancelled' when attempts >= @most then 'failed' else 'queued' end,
         error = case when not cancel_requested and attempts >= @most
           then 'The worker ended unexpectedly each time it tried. See the log.' end,
         finished_at = case when cancel_requested or attempts >= @most then @now end
       where status = 'running' and heartbeat_at < @before and id not in (select value from json_each(@held))`,
    ).run({ before, now, most: mostAttempts, held: JSON.stringify([...held]) });
  });
}

/** Payloads of jobs that are not over. */
export function listOpenPayloads(db: Db): unknown[] {
  const rows = prepared(db, `select payload from jobs where status in ('queued', 'running')`);
  return (rows.all() as { payload: string }[]).map(({ payload }) => JSON.parse(payload));
}
