import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { JobStatus } from './jobs.ts';

export interface JobCount {
  readonly type: string;
  readonly status: JobStatus;
  readonly count: number;
}

/** How many jobs there are of each type in each status; those that there are none of are left out. */
export function countJobs(db: Db): JobCount[] {
  return prepared(
    db,
    'select type, status, count(*) as count from jobs group by type, status order by type, status',
  ).all() as JobCount[];
}
