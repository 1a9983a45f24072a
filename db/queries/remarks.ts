import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import { type OwnAssignment, shortText } from './assignment-changes.ts';
import { requireOpenStudy, requireOwnAssignment } from './assignment-places.ts';
import { type ClickNumber, requireClickNumber } from './click-number.ts';

type RemarkOf<Value> = OwnAssignment & ClickNumber & { readonly value: Value };

export interface SavedRemark<Value> {
  /** What now stands. */
  readonly value: Value;
  readonly savedAt: string;
}

/** Flags an assignment or takes its flag away. Throws as `commentAssignment` does. */
export function flagAssignment(db: Db, params: RemarkOf<boolean>): SavedRemark<boolean> {
  const saved = saveRemark(db, { ...params, kind: 'flag', value: params.value ? '1' : '0' });
  return { ...saved, value: saved.value === '1' };
}

/**
 * Replaces the comment; at most 2,000 characters, empty to remove it. A change that was stored before, or after a
 * newer one of its tab, is acknowledged with what stands. Throws `not-found`, `closed` and `bad-input`.
 */
export function commentAssignment(db: Db, params: RemarkOf<string>): SavedRemark<string> {
  return saveRemark(db, { ...params, kind: 'comment', value: shortText(params.value, 'comment') });
}

type Remark = RemarkOf<string> & { readonly kind: 'comment' | 'flag' };

const columns = { comment: 'comment', flag: 'flagged' } as const;

function saveRemark(db: Db, remark: Remark): SavedRemark<string> {
  requireClickNumber(remark);
  return write(db, () => {
    const assignment = requireOwnAssignment(db, remark);
    // Before anything is refused: what was stored once is acknowledged again, whatever has happened since.
    const standing = standingRemark(db, remark);
    if (standing) return standing;
    requireOpenStudy(assignment);
    prepared(
      db,
      `insert into remark_events (assignment_id, kind, value, client_id, client_sequence, at)
       values (@assignmentId, @kind, @value, @clientId, @clientSequence, @now)`,
    ).run(remark);
    prepared(db, `update assignments set ${columns[remark.kind]} = @value where id = @assignmentId`).run(
      remark,
    );
    return { value: remark.value, savedAt: remark.now };
  });
}

/** What stands, where this change or a newer one of its tab has been stored. */
function standingRemark(db: Db, remark: Remark): SavedRemark<string> | undefined {
  const known = prepared(
    db,
    `select 1 from remark_events where assignment_id = @assignmentId and kind = @kind
       and client_id = @clientId and client_sequence >= @clientSequence`,
  ).get(remark);
  if (!known) return undefined;
  return prepared(
    db,
    `select value, at as savedAt from remark_events where assignment_id = @assignmentId and kind = @kind
     order by id desc limit 1`,
  ).get(remark) as SavedRemark<string>;
}
