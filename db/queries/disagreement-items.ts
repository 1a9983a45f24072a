import type { RatingsIncluded } from '#annotations/study-results.ts';
import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import { clusterName, ratedContext, turnName } from './rated-names.ts';

/**
 * An item's names, numbered as `loadReportInput` numbers items: from 1 in the order of their labels. All versions of a
 * dialogue, one a system, are one.
 */
export interface NumberedItem {
  readonly ids: readonly number[];
  readonly label: string;
  readonly contextId: number;
}

export function numberedItems(db: Db, studyId: string): NumberedItem[] {
  const rows = prepared(
    db,
    `select json_group_array(i.id) as ids, ${clusterName} as label, min(i.context_id) as contextId
     from study_items i join contexts x on x.id = i.context_id join dialogues d on d.id = x.dialogue_id
     where i.study_id = ? and i.wanted > 0 group by ${clusterName} order by ${clusterName}`,
  ).all(studyId) as (Omit<NumberedItem, 'ids'> & { readonly ids: string })[];
  return rows.map(({ ids, ...row }) => ({ ...row, ids: JSON.parse(ids) as number[] }));
}

export interface ItemWords {
  readonly turns: readonly { readonly speaker: string; readonly text: string }[];
  readonly emotion: string | null;
  readonly situation: string | null;
  /** In the order of the study's systems; of a dialogue, whose turns they are, with the turn's name after the system's. */
  readonly responses: readonly { readonly system: string; readonly text: string }[];
}

/** What the raters of an item read. */
export function itemWords(db: Db, ids: readonly number[]): ItemWords {
  const row = prepared(
    db,
    `select x.history, d.emotion, d.situation from study_items i
     join contexts x on x.id = i.context_id join dialogues d on d.id = x.dialogue_id where i.id = ?`,
  ).get(ids[0]) as { history: string; emotion: string | null; situation: string | null };
  const responses = prepared(
    db,
    `select s.name || case when i.system_id is null then '' else ', ' || ${turnName} end as system, p.text
     from item_responses m
     join study_items i on i.id = m.item_id
     join responses p on p.id = m.response_id ${ratedContext}
     join runs u on u.id = p.run_id join systems s on s.id = u.system_id
     left join study_systems t on t.study_id = i.study_id and t.system_id = s.id
     where m.item_id in (select value from json_each(?)) order by t.position, s.name, pc.turn_index`,
  ).all(JSON.stringify(ids)) as { system: string; text: string }[];
  return { turns: JSON.parse(row.history), emotion: row.emotion, situation: row.situation, responses };
}

/** What a rater said of an item as a whole. */
export interface ItemRemark {
  readonly rater: string;
  readonly comment: string;
  readonly flagged: boolean;
}

export function itemRemarks(
  db: Db,
  { ids, include }: { readonly ids: readonly number[]; readonly include: RatingsIncluded },
): ItemRemark[] {
  const rows = prepared(
    db,
    `select coalesce(t.pseudonym, a.user_id) as rater, a.comment, a.flagged from assignments a
     left join study_annotators t on t.study_id = a.study_id and t.user_id = a.user_id
     where a.item_id in (select value from json_each(?)) and a.role = 'task' and (? = 'all' or a.status = 'submitted')
       and (a.comment <> '' or a.flagged) order by t.ordinal`,
  ).all(JSON.stringify(ids), include) as (Omit<ItemRemark, 'flagged'> & { readonly flagged: 0 | 1 })[];
  return rows.map((row) => ({ ...row, flagged: row.flagged === 1 }));
}
