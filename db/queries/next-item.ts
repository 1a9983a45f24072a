import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

interface Asking {
  readonly studyId: string;
  readonly userId: string;
}

/** The item with the fewest places taken that they never had and that is kept for nobody. */
export function nextItem(
  db: Db,
  { showsDialogues, ...asking }: Asking & { readonly showsDialogues: boolean },
): { readonly id: number } | undefined {
  return showsDialogues ? nextDialogue(db, asking) : anyItem(db, asking);
}

/** Of a study of dialogues: none that they have had with another system, as long as there are others. */
function nextDialogue(db: Db, { studyId, userId }: Asking): { readonly id: number } | undefined {
  return prepared(
    db,
    `select i.id from study_items i join contexts c on c.id = i.context_id
     where i.study_id = @studyId and i.system_id is not null and i.taken + i.reserved < i.wanted
       and not exists (
         select 1 from assignments a where a.item_id = i.id and a.user_id = @userId and a.role = 'task')
     order by exists (
       select 1 from assignments a join study_items j on j.id = a.item_id join contexts k on k.id = j.context_id
       where a.study_id = @studyId and a.user_id = @userId and a.role = 'task' and k.dialogue_id = c.dialogue_id
     ), i.taken, i.position limit 1`,
  ).get({ studyId, userId }) as { id: number } | undefined;
}

function anyItem(db: Db, { studyId, userId }: Asking): { readonly id: number } | undefined {
  return prepared(
    db,
    `select i.id from study_items i
     where i.study_id = ? and i.taken + i.reserved < i.wanted
       and not exists (
         select 1 from assignments a
         where a.item_id = i.id and a.user_id = ? and a.role in ('task', 'attention'))
     order by i.taken, i.position limit 1`,
  ).get(studyId, userId) as { id: number } | undefined;
}
