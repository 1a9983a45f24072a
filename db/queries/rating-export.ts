import type { RatingExportRow } from '#annotations/rating-export.ts';
import type { RatingsIncluded } from '#annotations/study-results.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { Db } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import { ratedContext, turnName } from './rated-names.ts';

export interface ExportRequest {
  readonly studyId: string;
  /** Default `submitted`, as in the results. */
  readonly include?: RatingsIncluded;
  /** Rows read at a time, which nobody can interrupt. Default 200. */
  readonly chunk?: number;
}

interface StoredRow {
  readonly id: number;
  readonly label: string;
  readonly contextId: number;
  readonly system: string;
  readonly response: string;
  readonly rater: string;
  readonly position: number | null;
  readonly criterion: string;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly kind: RatingExportRow['kind'];
  readonly step: number | null;
  readonly chosen: string | null;
  readonly firstRatedAt: string | null;
  readonly lastRatedAt: string | null;
  readonly submittedAt: string | null;
  readonly status: string;
}

type ExportedContext = Pick<RatingExportRow, 'conv_id' | 'turn_index' | 'context' | 'emotion'>;

/**
 * Rows in the order they were first rated, in constant memory. Nothing stays open between two rows, so other
 * queries may run meanwhile; a value changed during the export appears as it stands when its chunk is read.
 */
export function* iterateExportRows(db: Db, request: ExportRequest): Generator<RatingExportRow> {
  const { studyId, include = 'submitted', chunk = 200 } = request;
  const study = prepared(db, `select name, seed from studies where id = ? and ${landed()}`).get(studyId) as
    | { name: string; seed: number }
    | undefined;
  if (!study) throw new WorkbenchError('not-found', 'There is no such study.');
  let after = 0;
  for (;;) {
    const rows = storedRows(db, { studyId, include, after, chunk });
    const contexts = new Map<number, ExportedContext>();
    for (const row of rows) {
      const context = contexts.get(row.contextId) ?? exportedContext(db, row.contextId);
      contexts.set(row.contextId, context);
      yield exportRow(row, { study: study.name, seed: study.seed, context });
    }
    const last = rows.at(-1);
    if (!last || rows.length < chunk) return;
    after = last.id;
  }
}

function exportRow(
  row: StoredRow,
  {
    study,
    seed,
    context,
  }: { readonly study: string; readonly seed: number; readonly context: ExportedContext },
): RatingExportRow {
  return {
    study,
    item: row.label,
    conv_id: context.conv_id,
    turn_index: context.turn_index,
    context: context.context,
    emotion: context.emotion,
    system: row.system,
    response: row.response,
    rater: row.rater,
    position: row.position,
    criterion: row.criterion,
    value: row.value,
    scale_minimum: row.minimum,
    scale_maximum: row.maximum,
    kind: row.kind,
    step: row.step,
    chosen: row.chosen,
    first_rated_at: row.firstRatedAt,
    last_rated_at: row.lastRatedAt,
    submitted_at: row.submittedAt,
    status: row.status,
    seed,
  };
}

function storedRows(
  db: Db,
  page: {
    readonly studyId: string;
    readonly include: string;
    readonly after: number;
    readonly chunk: number;
  },
): StoredRow[] {
  return prepared(
    db,
    `select r.id, case when i.system_id is null then i.label else ${turnName} end as label,
       iif(i.system_id is null, i.context_id, p.context_id) as contextId, s.name as system, p.text as response,
       coalesce(t.pseudonym, a.user_id) as rater, r.position, c.name as criterion, r.value, c.minimum, c.maximum,
       c.kind, c.step,
       case when c.kind = 'choice' and r.value > 0 then (
         select chosen.name from responses o
         join runs on runs.id = o.run_id join systems chosen on chosen.id = runs.system_id
         where o.id = a.response_order ->> ('$[' || (cast(r.value as integer) - 1) || ']')) end as chosen,
       r.first_rated_at as firstRatedAt, r.last_rated_at as lastRatedAt, a.submitted_at as submittedAt, a.status
     from ratings r
     join assignments a on a.id = r.assignment_id
     join study_items i on i.id = a.item_id
     join criteria c on c.id = r.criterion_id
     join responses p on p.id = r.response_id
     ${ratedContext}
     join runs u on u.id = p.run_id
     join systems s on s.id = u.system_id
     left join study_annotators t on t.study_id = r.study_id and t.user_id = a.user_id
     where r.study_id = @studyId and r.id > @after and ${landed('r')}
       and a.role = 'task' and (@include = 'all' or a.status = 'submitted')
     order by r.id limit @chunk`,
  ).all(page) as StoredRow[];
}

function exportedContext(db: Db, contextId: number): ExportedContext {
  const row = prepared(
    db,
    `select d.conv_id as convId, c.turn_index as turnIndex, c.history, d.emotion
     from contexts c join dialogues d on d.id = c.dialogue_id where c.id = ?`,
  ).get(contextId) as { convId: string; turnIndex: number; history: string; emotion: string | null };
  const turns = JSON.parse(row.history) as readonly { readonly text: string }[];
  return {
    conv_id: row.convId,
    turn_index: row.turnIndex,
    context: turns.map(({ text }) => text).join('\n'),
    emotion: row.emotion,
  };
}
