import type { AssignmentStatus, BlindedValue, BlindedView } from '#annotations/blinded-view.ts';
import type { PlantedCheck } from '#annotations/quality/planted-check.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type Db, readSnapshot } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import { responseLabel } from './response-label.ts';
import { blindedTurns, shownDialogue } from './shown-dialogue.ts';
import { studyCriteria } from './study-lookup.ts';

interface AssignmentRow {
  readonly studyId: string;
  readonly status: AssignmentStatus;
  readonly sequence: number;
  readonly responseOrder: string;
  readonly planted: string | null;
  readonly flagged: number;
  readonly comment: string;
  readonly skipReason: string | null;
  readonly submittedAt: string | null;
  readonly isDialogue: 0 | 1;
  readonly history: string;
  readonly emotion: string | null;
  readonly situation: string | null;
}

/**
 * An assignment as its annotator may see it, see `BlindedView`.
 * Throws `not-found` for an assignment that is not this user's, whether or not it exists.
 */
export function blindedAssignment(
  db: Db,
  params: { readonly assignmentId: string; readonly userId: string },
): BlindedView {
  return readSnapshot(db, () => {
    const row = requireAssignmentRow(db, params);
    const dialogue = row.isDialogue === 1 ? shownDialogue(db, row.responseOrder) : null;
    return {
      assignmentId: params.assignmentId,
      status: row.status,
      number: row.sequence + 1,
      turns: dialogue?.turns ?? blindedTurns(row.history),
      isDialogue: dialogue !== null,
      emotion: row.emotion,
      situation: row.situation,
      responses: dialogue?.responses ?? shownResponses(db, row),
      criteria: studyCriteria(db, row.studyId),
      values: standingValues(db, params.assignmentId),
      flagged: row.flagged === 1,
      comment: row.comment,
      skipReason: row.skipReason,
      submittedAt: row.submittedAt,
    };
  });
}

function requireAssignmentRow(
  db: Db,
  { assignmentId, userId }: { readonly assignmentId: string; readonly userId: string },
): AssignmentRow {
  const row = prepared(
    db,
    `select a.study_id as studyId, a.status, a.sequence, a.response_order as responseOrder, a.planted, a.flagged, a.comment,
       a.skip_reason as skipReason, a.submitted_at as submittedAt, i.system_id is not null as isDialogue, c.history,
       case when s.definition ->> '$.show.emotion' then d.emotion end as emotion,
       case when s.definition ->> '$.show.situation' then d.situation end as situation
     from assignments a
     join studies s on s.id = a.study_id
     join study_items i on i.id = a.item_id
     join contexts c on c.id = i.context_id
     join dialogues d on d.id = c.dialogue_id
     where a.id = ? and a.user_id = ? and ${landed('s')}`,
  ).get(assignmentId, userId) as AssignmentRow | undefined;
  if (!row) throw new WorkbenchError('not-found', 'There is no such item among those given to you.');
  return row;
}

/** The instruction of an attention check stands among the responses like any of them. */
function shownResponses(
  db: Db,
  { responseOrder, planted }: Pick<AssignmentRow, 'responseOrder' | 'planted'>,
): BlindedView['responses'] {
  const check = planted === null ? null : (JSON.parse(planted) as PlantedCheck).planted;
  const rows = prepared(
    db,
    `select o.key + 1 as position, r.text from json_each(?) o join responses r on r.id = o.value order by o.key`,
  ).all(responseOrder) as { position: number; text: string }[];
  return rows.map(({ position, text }) => ({
    position,
    label: responseLabel(position),
    text: check?.position === position ? check.text : text,
  }));
}

function standingValues(db: Db, assignmentId: string): BlindedValue[] {
  return prepared(
    db,
    `select r.position, c.name as criterion, r.value, r.last_rated_at as savedAt
     from ratings r join criteria c on c.id = r.criterion_id
     where r.assignment_id = ? order by r.position, c.position`,
  ).all(assignmentId) as BlindedValue[];
}

export interface HistoryEntry {
  readonly assignmentId: string;
  /** From 1. */
  readonly number: number;
  readonly status: AssignmentStatus;
  /** Cells rated so far. */
  readonly rated: number;
  readonly flagged: boolean;
  readonly submittedAt: string | null;
}

/** The annotator's own assignments in the order they were given. */
export function assignmentHistory(
  db: Db,
  { studyId, userId }: { readonly studyId: string; readonly userId: string },
): HistoryEntry[] {
  const rows = prepared(
    db,
    `select a.id as assignmentId, a.sequence + 1 as number, a.status, a.flagged, a.submitted_at as submittedAt,
       (select count(*) from ratings r where r.assignment_id = a.id) as rated
     from assignments a join studies s on s.id = a.study_id
     where a.study_id = ? and a.user_id = ? and ${landed('s')}
     order by a.sequence`,
  ).all(studyId, userId) as (Omit<HistoryEntry, 'flagged'> & { readonly flagged: number })[];
  return rows.map((row) => ({ ...row, flagged: row.flagged === 1 }));
}
