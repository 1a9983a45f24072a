import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { JobProgress } from '../schema/jobs.ts';
import type { JobStatus } from './jobs.ts';

/** What a job of a run was asked for. */
export interface GenerationRequest {
  readonly system: string;
  readonly dataset: string;
  readonly split: string | null;
  readonly limit: number | null;
  readonly seed: number;
  /** Whether answers are stored with their levels of empathy; true if left out. */
  readonly levels?: boolean | undefined;
  /** Decoding options in place of the system's own. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

/** A run in the background. */
export interface GenerationJob {
  readonly id: string;
  readonly status: JobStatus;
  readonly progress: JobProgress;
  /** A sentence, where it failed. */
  readonly error: string | null;
  readonly createdAt: string;
  readonly request: GenerationRequest;
}

type Row = Omit<GenerationJob, 'progress' | 'request'> & {
  readonly progress: string;
  readonly request: string;
};

const columns = `id, status, progress, error, created_at as createdAt, payload -> '$.input' as request`;

/** Newest first; `system` and `dataset` leave only those that ask for it. */
export function listGenerationJobs(
  db: Db,
  {
    system = null,
    dataset = null,
    limit = 50,
  }: { readonly system?: string | null; readonly dataset?: string | null; readonly limit?: number } = {},
): GenerationJob[] {
  const rows = prepared(
    db,
    `select ${columns} from jobs where type = 'generate'
       and (@system is null or payload ->> '$.input.system' = @system)
       and (@dataset is null or payload ->> '$.input.dataset' = @dataset)
     order by created_at desc, rowid desc limit @limit`,
  ).all({ system, dataset, limit });
  return (rows as Row[]).map(toJob);
}

/** Those that wait or run, in the order in which they are taken. */
export function listOpenGenerations(db: Db, dataset: string | null = null): GenerationJob[] {
  const rows = prepared(
    db,
    `select ${columns} from jobs where status in ('queued', 'running') and type = 'generate'
       and (@dataset is null or payload ->> '$.input.dataset' = @dataset)
     order by created_at, rowid limit 100`,
  ).all({ dataset });
  return (rows as Row[]).map(toJob);
}

/** What a job asks for; undefined for another kind of job. */
export function findGenerationOfJob(db: Db, jobId: string): GenerationRequest | undefined {
  const row = prepared(
    db,
    `select payload -> '$.input' as request from jobs where id = ? and type = 'generate'`,
  ).get(jobId) as { request: string } | undefined;
  return row && (JSON.parse(row.request) as GenerationRequest);
}

function toJob({ progress, request, ...row }: Row): GenerationJob {
  return { ...row, progress: JSON.parse(progress), request: JSON.parse(request) };
}
