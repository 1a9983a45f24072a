import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

/** Whether the study's items are dialogues with one system's answers each. */
export function showsDialogues(db: Db, studyId: string): boolean {
  const found = prepared(
    db,
    'select 1 from study_items where study_id = ? and system_id is not null limit 1',
  ).get(studyId);
  return found !== undefined;
}
