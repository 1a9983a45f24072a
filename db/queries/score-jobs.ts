import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { JobStatus } from './jobs.ts';

/** What a job of scores was asked for. */
export interface ScoreJobRequest {
  readonly dataset: string;
  readonly systems: readonly string[] | null;
  readonly metrics: readonly string[] | null;
  readonly prepare?: string | undefined;
}

export interface ScoreJobEntry {
  readonly id: string;
  readonly status: JobStatus;
  /** A sentence, where it failed. */
  readonly error: string | null;
  readonly createdAt: string;
  readonly request: ScoreJobRequest;
}

type Row = Omit<ScoreJobEntry, 'request'> & { readonly request: string };

const columns = `id, status, error, created_at as createdAt, payload -> '$.input' as request`;

/** Newest first; `dataset` leaves only those that ask for it. */
export function listScoreJobs(
  db: Db,
  { dataset = null, limit = 50 }: { readonly dataset?: string | null; readonly limit?: number } = {},
): ScoreJobEntry[] {
  const rows = prepared(
    db,
    `select ${columns} from jobs where type = 'score'
       and (@dataset is null or payload ->> '$.input.dataset' = @dataset)
     order by created_at desc, rowid desc limit @limit`,
  ).all({ dataset, limit });
  return (rows as Row[]).map(toEntry);
}

function toEntry({ request, ...row }: Row): ScoreJobEntry {
  return { ...row, request: JSON.parse(request) };
}
