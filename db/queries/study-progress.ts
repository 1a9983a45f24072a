import { type Db, readSnapshot } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';

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

/** Where a study stands. Overdue assignments count as active until the next claim frees their places. */
export function studyProgress(db: Db, studyId: string): StudyProgress {
  return readSnapshot(db, () => {
    const items = prepared(
      db,
      `select count(*) as items, coalesce(sum(wanted), 0) as wanted
       from study_items where study_id = ? and wanted > 0`,
    ).get(studyId) as Pick<StudyProgress, 'items' | 'wanted'>;
    // All, from an index alone, less those few that have not landed; left to itself SQLite reads every row for them.
    const { ratings } = prepared(
      db,
      `select (select count(*) from ratings where study_id = @studyId) - (
         select count(*) from ratings indexed by ratings_pending
         where study_id = @studyId and pending_import is not null and not ${landed()}) as ratings`,
    ).get({ studyId }) as Pick<StudyProgress, 'ratings'>;
    const annotators = prepared(
      db,
      `select t.pseudonym, t.joined_at as joinedAt,
         count(*) filter (where a.status = 'submitted') as submitted,
         count(*) filter (where a.status = 'active') as active,
         count(*) filter (where a.status = 'skipped') as skipped,
         count(*) filter (where a.status = 'expired') as expired,
         coalesce(sum(a.flagged), 0) as flagged
       from study_annotators t left join assignments a on a.study_id = t.study_id and a.user_id = t.user_id and a.role = 'task'
       where t.study_id = ? group by t.user_id order by t.ordinal`,
    ).all(studyId) as AnnotatorProgress[];
    return { ...items, ...totals(annotators), ratings, annotators };
  });
}

function totals(
  annotators: readonly AnnotatorProgress[],
): Pick<StudyProgress, 'submitted' | 'active' | 'skipped' | 'expired' | 'flagged'> {
  const sum = (key: 'submitted' | 'active' | 'skipped' | 'expired' | 'flagged') =>
    annotators.reduce((total, annotator) => total + annotator[key], 0);
  return {
    submitted: sum('submitted'),
    active: sum('active'),
    skipped: sum('skipped'),
    expired: sum('expired'),
    flagged: sum('flagged'),
  };
}
