import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

/**
 * By pseudonym, when an annotator was last seen at work: given an item, rating it, or submitting it. Looks at their
 * latest and their unfinished items only; a correction of an earlier one does not count.
 */
export function lastActivity(db: Db, studyId: string): ReadonlyMap<string, string> {
  const rows = prepared(
    db,
    `with looked_at (id, user_id) as (
       select id, user_id from assignments where study_id = @studyId and status = 'active'
       union
       select a.id, a.user_id from study_annotators n join assignments a
         on a.study_id = n.study_id and a.user_id = n.user_id and a.sequence = (
           select max(m.sequence) from assignments m where m.study_id = n.study_id and m.user_id = n.user_id)
       where n.study_id = @studyId),
     rated (user_id, at) as (
       select l.user_id, max(r.last_rated_at) from looked_at l join ratings r on r.assignment_id = l.id group by l.user_id)
     select n.pseudonym, max(a.assigned_at) as assigned, max(a.submitted_at) as submitted, d.at as rated
     from study_annotators n
     join assignments a on a.study_id = n.study_id and a.user_id = n.user_id
     left join rated d on d.user_id = n.user_id
     where n.study_id = @studyId group by n.user_id`,
  ).all({ studyId }) as {
    readonly pseudonym: string;
    readonly assigned: string;
    readonly submitted: string | null;
    readonly rated: string | null;
  }[];
  return new Map(
    rows.map(({ pseudonym, assigned, submitted, rated }) => [
      pseudonym,
      [assigned, submitted ?? '', rated ?? ''].reduce((latest, at) => (at > latest ? at : latest)),
    ]),
  );
}
