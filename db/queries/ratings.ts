import { WorkbenchError } from '#lib/errors.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import {
  ensurePlace,
  type HeldAssignment,
  renewLease,
  requireOpenStudy,
  requireOwnAssignment,
} from './assignment-places.ts';
import { type ClickNumber, requireClickNumber } from './click-number.ts';
import { giveUpRank } from './give-up-rank.ts';
import { type AskedCriterion, requireValue } from './rating-value.ts';

/** One answer to one question, as it was given. */
export interface Click extends ClickNumber {
  readonly assignmentId: string;
  readonly userId: string;
  /** From 1. A choice, which is one answer for the whole item, is given at 1. */
  readonly position: number;
  /** By name. */
  readonly criterion: string;
  readonly value: number;
  readonly now: string;
}

export interface SavedRating {
  /** The value that now stands in the cell. */
  readonly value: number;
  /** When that value was stored. */
  readonly savedAt: string;
  /** `repeated`: this very click had been stored before. `superseded`: the tab's newer click stands. */
  readonly outcome: 'stored' | 'repeated' | 'superseded';
  readonly assignmentStatus: 'active' | 'submitted' | 'skipped' | 'expired';
}

/** A click with its cell as the database knows it. */
interface CellClick extends Click {
  readonly responseId: number;
  readonly criterionId: string;
  readonly kind: AskedCriterion['kind'];
}

/**
 * Stores a click. When it returns, the value is on disk. Throws `not-found` (not their assignment), `bad-input`
 * (position, criterion, value or click id), `closed` (study closed, item skipped, or its place has gone to somebody
 * else); after a throw nothing was stored.
 */
export function saveRating(db: Db, click: Click): SavedRating {
  return write(db, () => {
    const assignment = requireOwnAssignment(db, click);
    const cell = requireCell(db, assignment, click);
    // Before anything is refused: what was stored once is acknowledged again, whatever has happened since.
    const outcome = storedBefore(db, cell);
    if (outcome) return { ...standingValue(db, cell), outcome, assignmentStatus: assignment.status };

    requireOpenStudy(assignment);
    const assignmentStatus = ensurePlace(db, assignment, click.now);
    if (cell.kind === 'ranking' && assignment.status === 'submitted') giveUpRank(db, cell);
    store(db, { ...cell, studyId: assignment.studyId });
    if (assignmentStatus === 'active') renewLease(db, { ...click, leaseMinutes: assignment.leaseMinutes });
    return { value: cell.value, savedAt: click.now, outcome: 'stored', assignmentStatus };
  });
}

function requireCell(db: Db, assignment: HeldAssignment, click: Click): CellClick {
  const order = JSON.parse(assignment.responseOrder) as readonly number[];
  const responseId = Number.isInteger(click.position) ? order[click.position - 1] : undefined;
  if (responseId === undefined)
    throw new WorkbenchError(
      'bad-input',
      `This item shows ${order.length} responses; there is none at position ${click.position}.`,
      { field: 'position' },
    );
  const criterion = prepared(
    db,
    'select id, kind, name, minimum, maximum, step, about from criteria where study_id = ? and name = ?',
  ).get(assignment.studyId, click.criterion) as (AskedCriterion & { readonly id: string }) | undefined;
  if (!criterion)
    throw new WorkbenchError('bad-input', `This study has no criterion named ${click.criterion}.`, {
      field: 'criterion',
    });
  const value = requireValue(criterion, { ...click, shown: order.length });
  requireClickNumber(click);
  return { ...click, value, responseId, criterionId: criterion.id, kind: criterion.kind };
}

/** Whether this click, or a newer one of its tab in the same cell, has been stored. */
function storedBefore(db: Db, cell: CellClick): 'repeated' | 'superseded' | undefined {
  const same = prepared(
    db,
    `select assignment_id as assignmentId, response_id as responseId, criterion_id as criterionId, value
     from rating_events where client_id = ? and client_sequence = ?`,
  ).get(cell.clientId, cell.clientSequence) as
    | Pick<CellClick, 'assignmentId' | 'responseId' | 'criterionId' | 'value'>
    | undefined;
  if (same) {
    if (
      same.assignmentId === cell.assignmentId &&
      same.responseId === cell.responseId &&
      same.criterionId === cell.criterionId &&
      same.value === cell.value
    )
      return 'repeated';
    throw new WorkbenchError(
      'bad-input',
      'Another click had this number before. Reload the page and rate again.',
      {
        field: 'clientSequence',
      },
    );
  }
  const newer = prepared(
    db,
    `select 1 from rating_events
     where assignment_id = ? and response_id = ? and criterion_id = ? and client_id = ? and client_sequence > ?`,
  ).get(cell.assignmentId, cell.responseId, cell.criterionId, cell.clientId, cell.clientSequence);
  return newer ? 'superseded' : undefined;
}

function standingValue(db: Db, cell: CellClick): Pick<SavedRating, 'value' | 'savedAt'> {
  return prepared(
    db,
    `select value, last_rated_at as savedAt from ratings
     where assignment_id = ? and response_id = ? and criterion_id = ?`,
  ).get(cell.assignmentId, cell.responseId, cell.criterionId) as Pick<SavedRating, 'value' | 'savedAt'>;
}

/** The event and the value that stands, together. */
function store(db: Db, cell: CellClick & { readonly studyId: string }): void {
  prepared(
    db,
    `insert into rating_events
       (assignment_id, response_id, criterion_id, value, client_id, client_sequence, at)
     values (@assignmentId, @responseId, @criterionId, @value, @clientId, @clientSequence, @now)`,
  ).run(cell);
  prepared(
    db,
    `insert into ratings
       (study_id, assignment_id, response_id, criterion_id, value, position, first_rated_at, last_rated_at)
     values (@studyId, @assignmentId, @responseId, @criterionId, @value, @position, @now, @now)
     on conflict (assignment_id, response_id, criterion_id)
     do update set value = excluded.value, last_rated_at = excluded.last_rated_at`,
  ).run(cell);
}
