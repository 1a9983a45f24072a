import type { Db } from '../client.ts';

export interface StudyProgress {
  readonly items: number;
  /** Assignments: items × ratings wanted per item. */
  readonly wanted: number;
  readonly submitted: number;
  readonly active: number;
  readonly skipped: number;
  readonly expired: number;
  readonly flagged: number;
  /** Single values stored, of every assignment. */
  readonly ratings: number;
  /** In order of joining. */
  readonly annotators: readonly AnnotatorProgress[];
}

export interface AnnotatorProgress {
  readonly pseudonym: string;
  readonly joinedAt: string;
  readonly submitted: number;
  readonly active: number;
  readonly skipped: number;
  readonly expired: number;
  readonly flagged: number;
}

export function studyProgress(_db: Db, _studyId: string): StudyProgress {
  throw new Error('not built yet');
}
