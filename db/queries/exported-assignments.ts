import type { ExportedAssignment, ExportedResponse } from '#annotations/exports/exported-assignment.ts';
import type { RatingsIncluded } from '#annotations/study-results.ts';
import type { Db } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import { clusterName, ratedContext, turnName } from './rated-names.ts';

export interface AssignmentsWanted {
  readonly studyId: string;
  /** Default `submitted`, as in the results. */
  readonly include?: RatingsIncluded | undefined;
  /** What comes together: all of a rater in the order in which they rated, or all of an item. Default `rater`. */
  readonly by?: 'rater' | 'item';
  /** Pseudonyms of those whose answers are left out. */
  readonly exclude?: ReadonlySet<string> | undefined;
  /** Assignments, or items, read at a time. Default 40: some milliseconds. */
  readonly chunk?: number;
}

const usualChunk = 40;

interface StoredAssignment {
  readonly id: string;
  readonly itemId: number;
  readonly ordinal: number;
  readonly item: string;
  readonly convId: string;
  readonly turnIndex: number;
  readonly emotion: string | null;
  readonly rater: string;
  readonly sequence: number;
  readonly status: string;
  readonly responseOrder: string;
  /** Of a study of dialogues, whose items are taken apart into turns. */
  readonly dialogue: string | null;
}

/**
 * A study's assignments with their answers, in constant memory. Nothing stays open between two, so other queries may
 * run meanwhile; a value changed during the export appears as it stands when its chunk is read. Only the task itself:
 * repeats, gold items, attention checks and qualification are no results.
 */
export function* exportedAssignments(db: Db, wanted: AssignmentsWanted): Generator<ExportedAssignment> {
  const { include = 'submitted', by = 'rater', exclude } = wanted;
  for (const rows of by === 'rater' ? pagesByRater(db, wanted) : pagesByItem(db, wanted))
    yield* withAnswers(
      db,
      rows.filter(
        ({ status, rater }) => (include === 'all' || status === 'submitted') && !exclude?.has(rater),
      ),
    );
}

const columns = `a.id, a.item_id as itemId, t.ordinal, i.label as item, d.conv_id as convId, x.turn_index as turnIndex,
  d.emotion, t.pseudonym as rater, a.sequence, a.status, a.response_order as responseOrder,
  case when i.system_id is not null then ${clusterName} end as dialogue`;

// Each page is found along an index, however many came before it: a row value over two tables would look through all.
function* pagesByRater(
  db: Db,
  { studyId, chunk = usualChunk }: AssignmentsWanted,
): Generator<StoredAssignment[]> {
  const raters = prepared(
    db,
    'select user_id as userId from study_annotators where study_id = ? order by ordinal',
  ).all(studyId) as { userId: string }[];
  for (const { userId } of raters)
    for (let after = -1; ; ) {
      const rows = prepared(
        db,
        `select ${columns}
         from assignments a
         join study_annotators t on t.study_id = a.study_id and t.user_id = a.user_id
         join study_items i on i.id = a.item_id
         join contexts x on x.id = i.context_id
         join dialogues d on d.id = x.dialogue_id
         where a.study_id = @studyId and a.user_id = @userId and a.sequence > @after and a.role = 'task'
         order by a.sequence limit @chunk`,
      ).all({ studyId, userId, after, chunk }) as StoredAssignment[];
      yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < chunk) break;
      after = last.sequence;
    }
}

/** Items are numbered in the order of the sample. All of an item come on one page. */
function* pagesByItem(
  db: Db,
  { studyId, chunk = usualChunk }: AssignmentsWanted,
): Generator<StoredAssignment[]> {
  for (let after = -1; ; ) {
    const items = prepared(
      db,
      // The plus keeps the planner from sorting all items of the study for each page.
      'select id from study_items where +study_id = ? and id > ? order by id limit ?',
    ).all(studyId, after, chunk) as { id: number }[];
    yield prepared(
      db,
      `select ${columns}
       from json_each(?) page
       join study_items i on i.id = page.value
       join assignments a on a.item_id = i.id and a.role = 'task'
       join study_annotators t on t.study_id = i.study_id and t.user_id = a.user_id
       join contexts x on x.id = i.context_id
       join dialogues d on d.id = x.dialogue_id
       order by i.id, t.ordinal`,
    ).all(JSON.stringify(items.map(({ id }) => id))) as StoredAssignment[];
    const last = items.at(-1);
    if (!last || items.length < chunk) return;
    after = last.id;
  }
}

interface StoredValue {
  readonly assignmentId: string;
  readonly responseId: number;
  readonly position: number | null;
  readonly criterion: string;
  readonly value: number;
}

function* withAnswers(db: Db, rows: readonly StoredAssignment[]): Generator<ExportedAssignment> {
  const values = new Map<string, StoredValue[]>();
  for (const value of storedValues(db, rows)) {
    const own = values.get(value.assignmentId);
    if (own) own.push(value);
    else values.set(value.assignmentId, [value]);
  }
  const orders = rows.map(({ responseOrder }) => JSON.parse(responseOrder) as readonly number[]);
  const responses = storedResponses(db, new Set(orders.flat()));
  for (const [index, row] of rows.entries()) {
    const own = values.get(row.id) ?? [];
    const shown = (orders[index] ?? []).flatMap((id, at) => {
      const response = responses.get(id);
      return response ? [{ ...response, ...answers(own, { id, at }) }] : [];
    });
    const { emotion, rater, sequence, status, dialogue } = row;
    const whole = { emotion, rater, sequence, status };
    if (dialogue === null) {
      const { item, convId: conv_id, turnIndex: turn_index } = row;
      yield { item, conv_id, turn_index, ...whole, responses: shown.map(withoutTurn) };
      continue;
    }
    for (const one of shown)
      yield {
        item: one.turn.name,
        conv_id: one.turn.convId,
        turn_index: one.turn.turnIndex,
        ...whole,
        dialogue,
        responses: [withoutTurn(one)],
      };
  }
}

function withoutTurn({ turn: _, ...response }: ExportedResponse & { readonly turn: Turn }): ExportedResponse {
  return response;
}

/** Positions are told by the ratings themselves: an imported study may have none, and its order then means nothing. */
function answers(
  own: readonly StoredValue[],
  { id, at }: { readonly id: number; readonly at: number },
): Pick<ExportedResponse, 'position' | 'values'> {
  const here = own.filter(({ responseId }) => responseId === id);
  const isTold = own.some(({ position }) => position !== null);
  return {
    position: here.find(({ position }) => position !== null)?.position ?? (isTold ? at + 1 : null),
    values: Object.fromEntries(here.map(({ criterion, value }) => [criterion, value])),
  };
}

function storedValues(db: Db, rows: readonly StoredAssignment[]): StoredValue[] {
  return prepared(
    db,
    `select r.assignment_id as assignmentId, r.response_id as responseId, r.position, c.name as criterion, r.value
     from ratings r join criteria c on c.id = r.criterion_id
     where r.assignment_id in (select value from json_each(?)) and ${landed('r')}
     order by r.id`,
  ).all(JSON.stringify(rows.map(({ id }) => id))) as StoredValue[];
}

/** Where in which dialogue a response was given. */
interface Turn {
  readonly name: string;
  readonly convId: string;
  readonly turnIndex: number;
}

function storedResponses(
  db: Db,
  ids: ReadonlySet<number>,
): Map<number, Pick<ExportedResponse, 'system' | 'text'> & { readonly turn: Turn }> {
  const rows = prepared(
    db,
    `select p.id, s.name as system, p.text, pd.conv_id as convId, pc.turn_index as turnIndex, ${turnName} as name
     from responses p ${ratedContext} join runs u on u.id = p.run_id join systems s on s.id = u.system_id
     where p.id in (select value from json_each(?))`,
  ).all(JSON.stringify([...ids])) as (Turn & { id: number; system: string; text: string })[];
  return new Map(rows.map(({ id, system, text, ...turn }) => [id, { system, text, turn }]));
}

/** What raters wrote to items, by `["item", "rater"]` as JSON; only where they wrote something. */
export function assignmentComments(db: Db, studyId: string): Map<string, string> {
  const rows = prepared(
    db,
    // Of a dialogue with its last turn, which every rater of it has rated.
    `select case when i.system_id is null then i.label else (
         select ${turnName} from responses p ${ratedContext}
         where p.id = a.response_order ->> '$[#-1]') end as item,
       t.pseudonym as rater, a.comment
     from assignments a join study_items i on i.id = a.item_id
     join study_annotators t on t.study_id = a.study_id and t.user_id = a.user_id
     where a.study_id = ? and a.role = 'task' and a.comment <> ''`,
  ).all(studyId) as { item: string; rater: string; comment: string }[];
  return new Map(rows.map(({ item, rater, comment }) => [JSON.stringify([item, rater]), comment]));
}
