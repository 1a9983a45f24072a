import { WorkbenchError } from '#lib/errors.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import {
  ensurePlace,
  freeKeptPlace,
  freePlace,
  type HeldAssignment,
  refuseAfterLeaving,
  requireOpenStudy,
  requireOwnAssignment,
  retakePlace,
} from './assignment-places.ts';
import { responseLabel } from './response-label.ts';

export interface OwnAssignment {
  readonly assignmentId: string;
  readonly userId: string;
  readonly now: string;
}

/**
 * Finishes an assignment. Throws `bad-input` that names the cells still unrated or the responses that share a rank,
 * `closed` where the study is, or the place has gone to somebody else. One that is submitted already is left as it is.
 */
export function submitAssignment(db: Db, params: OwnAssignment): { readonly submittedAt: string } {
  return write(db, () => {
    const assignment = requireOwnAssignment(db, params);
    if (assignment.status === 'submitted') return { submittedAt: assignment.submittedAt ?? params.now };
    requireOpenStudy(assignment);
    ensurePlace(db, assignment, params.now);
    refuseUnsaid(assignment);
    refuseUnrated(db, assignment);
    refuseSharedRanks(db, assignment);
    prepared(db, `update assignments set status = 'submitted', submitted_at = ? where id = ?`).run(
      params.now,
      assignment.id,
    );
    wantMoreWhereRatersDisagree(db, assignment);
    return { submittedAt: params.now };
  });
}

/**
 * Once an item has all the ratings it wants, and two of them are far apart, it wants one more: as far apart and as
 * many in all as the study says. Ranks and choices have no distance and do not count.
 */
function wantMoreWhereRatersDisagree(db: Db, { studyId, itemId, role }: HeldAssignment): void {
  if (role !== 'task') return;
  prepared(
    db,
    `update study_items set wanted = wanted + 1
     where id = @itemId
       and wanted < (select definition ->> '$.extraRatings.atMost' from studies where id = @studyId)
       and wanted <= (select count(*) from assignments
                      where item_id = @itemId and role = 'task' and status = 'submitted')
       and (select definition ->> '$.extraRatings.spread' from studies where id = @studyId) <= (
         select max(apart) from (
           select max(r.value) - min(r.value) as apart from ratings r
           join assignments a on a.id = r.assignment_id
           join criteria c on c.id = r.criterion_id
           where a.item_id = @itemId and a.role = 'task' and a.status = 'submitted'
             and c.kind in ('scale', 'slider', 'yes-no', 'levels')
           group by r.response_id, r.criterion_id))`,
  ).run({ studyId, itemId });
}

/** Where somebody talks with a system first there is nothing to rate before that is over. */
function refuseUnsaid({ responseOrder }: HeldAssignment): void {
  if (responseOrder === '[]')
    throw new WorkbenchError('bad-input', 'Talk first: then there is something to rate.', { why: 'unsaid' });
}

/**
 * A choice is one answer for the item, at its first position, and what is asked of a dialogue one at its last;
 * everything else is asked of every response.
 */
function refuseUnrated(db: Db, { id, studyId, itemId, responseOrder }: HeldAssignment): void {
  const missing = prepared(
    db,
    `select o.key + 1 as position, c.name as criterion, c.kind = 'choice' or c.about = 'dialogue' as isOnce,
       (select system_id is not null from study_items where id = @itemId) as isTurn
     from json_each(@responseOrder) o cross join criteria c
     where c.study_id = @studyId and (c.kind <> 'choice' or o.key = 0)
       and (c.about = 'response' or o.key = json_array_length(@responseOrder) - 1) and not exists (
       select 1 from ratings r where r.assignment_id = @id and r.response_id = o.value and r.criterion_id = c.id)
     order by o.key, c.position`,
  ).all({ id, studyId, itemId, responseOrder }) as {
    position: number;
    criterion: string;
    isOnce: 0 | 1;
    isTurn: 0 | 1;
  }[];
  if (missing.length === 0) return;
  const words = missing.map(({ position, criterion, isOnce, isTurn }) =>
    isOnce === 1
      ? criterion
      : `${isTurn === 1 ? `reply ${position}` : responseLabel(position)} (${criterion})`,
  );
  throw new WorkbenchError('bad-input', `Not everything is rated yet. Still to rate: ${words.join(', ')}.`, {
    why: 'unrated',
    missing: missing.length,
  });
}

function refuseSharedRanks(db: Db, { id, studyId }: HeldAssignment): void {
  const shared = prepared(
    db,
    `select c.name as criterion, r.value as rank, json_group_array(r.position order by r.position) as positions
     from ratings r join criteria c on c.id = r.criterion_id
     where r.assignment_id = ? and c.study_id = ? and c.kind = 'ranking'
     group by c.id, r.value having count(*) > 1
     order by c.position, r.value`,
  ).all(id, studyId) as { criterion: string; rank: number; positions: string }[];
  if (shared.length === 0) return;
  const words = shared.map(({ criterion, rank, positions }) => {
    const letters = (JSON.parse(positions) as number[]).map(responseLabel);
    return `${letters.slice(0, -1).join(', ')} and ${letters.at(-1)} have rank ${rank} (${criterion})`;
  });
  throw new WorkbenchError('bad-input', `Every answer needs a rank of its own. ${words.join('; ')}.`, {
    why: 'shared-ranks',
    shared: shared.length,
  });
}

/**
 * Gives the place back; values given so far are kept but do not count. Throws `conflict` for a submitted one: a
 * skip that arrives late, or from another tab, must not undo finished work.
 */
export function skipAssignment(db: Db, params: OwnAssignment & { readonly reason: string }): void {
  write(db, () => {
    const assignment = requireOwnAssignment(db, params);
    requireOpenStudy(assignment);
    const reason = shortText(params.reason, 'reason');
    if (assignment.status === 'submitted')
      throw new WorkbenchError(
        'conflict',
        'You have submitted this item. Its answers can be changed until the study closes.',
      );
    giveUp(db, assignment);
    prepared(db, `update assignments set status = 'skipped', skip_reason = ? where id = ?`).run(
      reason,
      assignment.id,
    );
  });
}

/** Frees what the assignment holds or what a design keeps for it. */
function giveUp(db: Db, { id, status, itemId, role }: HeldAssignment): void {
  if (role !== 'task') return;
  if (status === 'active') freePlace(db, itemId);
  else if (status === 'expired') freeKeptPlace(db, { id, itemId });
}

/** Takes a skipped or expired assignment up again where its place is still free; else throws `closed`. */
export function resumeAssignment(db: Db, params: OwnAssignment): void {
  write(db, () => {
    const assignment = requireOwnAssignment(db, params);
    requireOpenStudy(assignment);
    if (assignment.status === 'active' || assignment.status === 'submitted') return;
    const { itemId, leaseMinutes } = assignment;
    refuseAfterLeaving(db, assignment.id);
    if (!retakePlace(db, { ...params, itemId, leaseMinutes }))
      throw new WorkbenchError('closed', 'This item has been given to somebody else in the meantime.', {
        why: 'place-taken',
      });
  });
}

/** At most 2,000 characters, without white space at the ends. Throws `bad-input` for more. */
export function shortText(text: string, field: string): string {
  const trimmed = text.trim();
  if (trimmed.length > 2000)
    throw new WorkbenchError('bad-input', `The ${field} is too long: at most 2,000 characters are kept.`, {
      field,
    });
  return trimmed;
}
