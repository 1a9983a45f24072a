import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { JobProgress } from '../schema/jobs.ts';
import type { JobStatus } from './jobs.ts';

/** The scoring of a study's responses in the background. */
export interface ScoreStudyJob {
  readonly id: string;
  readonly status: JobStatus;
  readonly progress: JobProgress;
  /** A sentence, where it failed. */
  readonly error: string | null;
}

/** The newest of a study; undefined where there was none. */
export function newestScoreStudyJob(db: Db, studyId: string): ScoreStudyJob | undefined {
  const row = prepared(
    db,
    `select id, status, progress, error from jobs
     where type = 'score-study' and payload ->> '$.input.study' = ?
     order by created_at desc, rowid desc limit 1`,
  ).get(studyId) as (Omit<ScoreStudyJob, 'progress'> & { readonly progress: string }) | undefined;
  return row && { ...row, progress: JSON.parse(row.progress) as JobProgress };
}
