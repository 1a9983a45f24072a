import type { ExportedItem } from '#annotations/exports/exported-item.ts';
import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import { clusterName, ratedContext, turnName } from './rated-names.ts';
import { showsDialogues } from './shows-dialogues.ts';

/**
 * Of `study_items i`: not a gold item, which no place is kept of. An imported study has none, but may have items that
 * nobody finished.
 */
export const isSampled = `(i.wanted > 0 or exists (select 1 from studies k where k.id = i.study_id and k.kind = 'imported'))`;

interface StoredItem {
  readonly id: number;
  readonly item: string;
  readonly convId: string;
  readonly turnIndex: number;
  readonly emotion: string | null;
  readonly history: string;
  readonly responses: string;
}

/** A study's items in the order of the sample, in constant memory; nothing stays open between two. */
export function* exportedItems(
  db: Db,
  { studyId, chunk = 100 }: { readonly studyId: string; readonly chunk?: number },
): Generator<ExportedItem> {
  if (showsDialogues(db, studyId)) {
    yield* exportedTurns(db, { studyId, chunk });
    return;
  }
  let after = -1;
  for (;;) {
    // Items are numbered in the order of the sample; the plus keeps the planner from sorting all of them for each page.
    const rows = prepared(
      db,
      `${selectItems} where +i.study_id = @studyId and ${isSampled} and i.id > @after order by i.id limit @chunk`,
    ).all({ studyId, after, chunk }) as StoredItem[];
    yield* rows.map(exportedItem);
    const last = rows.at(-1);
    if (!last || rows.length < chunk) return;
    after = last.id;
  }
}

/** Of a study of dialogues every turn of theirs that is rated is an item, with the answers of all that gave one. */
function* exportedTurns(
  db: Db,
  { studyId, chunk }: { readonly studyId: string; readonly chunk: number },
): Generator<ExportedItem> {
  for (let after = -1; ; ) {
    const rows = prepared(
      db,
      `select pc.id, ${turnName} as item, pd.conv_id as convId, pc.turn_index as turnIndex, pd.emotion, pc.history,
         json_group_object(s.name, p.text) as responses, min(${clusterName}) as dialogue
       from study_items i
       join contexts x on x.id = i.context_id join dialogues d on d.id = x.dialogue_id
       join item_responses o on o.item_id = i.id join responses p on p.id = o.response_id ${ratedContext}
       join runs u on u.id = p.run_id join systems s on s.id = u.system_id
       where i.study_id = @studyId and pc.id > @after group by pc.id order by pc.id limit @chunk`,
    ).all({ studyId, after, chunk }) as (StoredItem & { readonly dialogue: string })[];
    yield* rows.map((row) => ({ ...exportedItem(row), dialogue: row.dialogue }));
    const last = rows.at(-1);
    if (!last || rows.length < chunk) return;
    after = last.id;
  }
}

/** One item by its name; undefined where the study has none of that name. */
export function findExportedItem(
  db: Db,
  { studyId, item }: { readonly studyId: string; readonly item: string },
): ExportedItem | undefined {
  const row = prepared(db, `${selectItems} where i.study_id = ? and i.label = ?`).get(studyId, item) as
    | StoredItem
    | undefined;
  return row && exportedItem(row);
}

const selectItems = `select i.id, i.label as item, d.conv_id as convId, x.turn_index as turnIndex, d.emotion, x.history,
    (select json_group_object(s.name, p.text)
     from item_responses o join responses p on p.id = o.response_id
     join runs u on u.id = p.run_id join systems s on s.id = u.system_id
     where o.item_id = i.id) as responses
  from study_items i
  join contexts x on x.id = i.context_id
  join dialogues d on d.id = x.dialogue_id`;

function exportedItem(row: StoredItem): ExportedItem {
  return {
    item: row.item,
    conv_id: row.convId,
    turn_index: row.turnIndex,
    emotion: row.emotion,
    context: JSON.parse(row.history) as ExportedItem['context'],
    responses: JSON.parse(row.responses) as ExportedItem['responses'],
  };
}

/** The items' names and emotions alone, in the order of the sample. */
export function sampledItems(
  db: Db,
  studyId: string,
): { readonly item: string; readonly emotion: string | null }[] {
  return prepared(
    db,
    `select i.label as item, d.emotion from study_items i
     join contexts x on x.id = i.context_id join dialogues d on d.id = x.dialogue_id
     where i.study_id = ? and ${isSampled} order by i.id`,
  ).all(studyId) as { item: string; emotion: string | null }[];
}
