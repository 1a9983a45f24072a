import type { PresentationOrder } from '#annotations/presentation-order.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import { expireOverdue, leaseEnd, renewLease, retakePlace, takePlace } from './assignment-places.ts';

export interface ClaimRequest {
  readonly studyId: string;
  readonly userId: string;
  readonly now: string;
  /** `presentationOrder` of annotations/presentation-order.ts. */
  readonly order: PresentationOrder;
}

export type Claim = ClaimedAssignment | NothingToClaim;

export interface ClaimedAssignment {
  readonly kind: 'assignment';
  readonly assignmentId: string;
  /** `current` they already held; `resumed` had expired; `new` was just handed out. */
  readonly how: 'current' | 'resumed' | 'new';
  readonly leaseExpiresAt: string;
}

export interface NothingToClaim {
  readonly kind: 'none';
  readonly reason: 'all-done' | 'all-held-by-others' | 'you-have-rated-everything' | 'study-closed';
  /** When the first place that others hold comes free unless they go on; null where waiting is no use. */
  readonly nextLeaseExpiresAt: string | null;
}

interface Claimant extends ClaimRequest {
  readonly ordinal: number;
  readonly seed: number;
  readonly leaseMinutes: number;
}

/**
 * The annotator's next item: the one they hold, else one of theirs that had expired, else the item with the fewest
 * places taken that they never had. One transaction, so no item is ever given out more often than wanted.
 * Throws `not-found` for one who has not joined, `forbidden` for one who has not yet consented.
 */
export function claimAssignment(db: Db, request: ClaimRequest): Claim {
  return write(db, () => {
    const { studyStatus, ...claimant } = requireClaimant(db, request);
    if (studyStatus !== 'open') return { kind: 'none', reason: 'study-closed', nextLeaseExpiresAt: null };
    expireOverdue(db, claimant);
    return (
      currentAssignment(db, claimant) ??
      resumeExpired(db, claimant) ??
      takeNext(db, claimant) ??
      whyNone(db, claimant)
    );
  });
}

function requireClaimant(db: Db, request: ClaimRequest): Claimant & { readonly studyStatus: string } {
  const found = prepared(
    db,
    `select s.status as studyStatus, s.seed, s.lease_minutes as leaseMinutes, a.ordinal, a.consented_at as consentedAt,
       coalesce(s.definition ->> '$.consent', '') <> '' as needsConsent
     from study_annotators a join studies s on s.id = a.study_id
     where a.study_id = ? and a.user_id = ? and s.pending_import is null and s.kind = 'live'`,
  ).get(request.studyId, request.userId) as
    | {
        studyStatus: string;
        seed: number;
        leaseMinutes: number;
        ordinal: number;
        consentedAt: string | null;
        needsConsent: number;
      }
    | undefined;
  if (!found) throw new WorkbenchError('not-found', 'There is no such study among those you take part in.');
  const { needsConsent, consentedAt, ...study } = found;
  if (needsConsent === 1 && consentedAt === null)
    throw new WorkbenchError('forbidden', 'Read and accept the consent text before you rate.', {
      why: 'consent',
    });
  return { ...request, ...study };
}

function currentAssignment(db: Db, claimant: Claimant): ClaimedAssignment | undefined {
  // The unary plus keeps the planner off the index by user: of a study only what is active now is looked at.
  const held = prepared(
    db,
    `select id from assignments where study_id = ? and status = 'active' and +user_id = ? order by sequence limit 1`,
  ).get(claimant.studyId, claimant.userId) as { id: string } | undefined;
  if (!held) return undefined;
  const leaseExpiresAt = renewLease(db, { ...claimant, assignmentId: held.id });
  return { kind: 'assignment', assignmentId: held.id, how: 'current', leaseExpiresAt };
}

function resumeExpired(db: Db, claimant: Claimant): ClaimedAssignment | undefined {
  const own = prepared(
    db,
    `select a.id, a.item_id as itemId from assignments a join study_items i on i.id = a.item_id
     where a.study_id = ? and a.user_id = ? and a.status = 'expired' and i.taken < i.wanted
     order by a.sequence limit 1`,
  ).get(claimant.studyId, claimant.userId) as { id: string; itemId: number } | undefined;
  if (!own || !retakePlace(db, { ...claimant, assignmentId: own.id, itemId: own.itemId })) return undefined;
  return { kind: 'assignment', assignmentId: own.id, how: 'resumed', leaseExpiresAt: leaseEnd(claimant) };
}

function takeNext(db: Db, claimant: Claimant): ClaimedAssignment | undefined {
  const { studyId, userId, now } = claimant;
  const item = prepared(
    db,
    `select i.id from study_items i
     where i.study_id = ? and i.taken < i.wanted
       and not exists (select 1 from assignments a where a.item_id = i.id and a.user_id = ?)
     order by i.taken, i.position limit 1`,
  ).get(studyId, userId) as { id: number } | undefined;
  if (!item || !takePlace(db, item.id)) return undefined;

  const { sequence } = prepared(
    db,
    `select coalesce(max(sequence) + 1, 0) as sequence from assignments where study_id = ? and user_id = ?`,
  ).get(studyId, userId) as { sequence: number };
  const assignmentId = newId('assignment');
  const leaseExpiresAt = leaseEnd(claimant);
  const responseOrder = JSON.stringify(orderResponses(db, { ...claimant, itemId: item.id, sequence }));
  prepared(
    db,
    `insert into assignments (id, study_id, item_id, user_id, sequence, response_order, status, assigned_at, lease_expires_at)
     values (?, ?, ?, ?, ?, ?, 'active', ?, ?)`,
  ).run(assignmentId, studyId, item.id, userId, sequence, responseOrder, now, leaseExpiresAt);
  return { kind: 'assignment', assignmentId, how: 'new', leaseExpiresAt };
}

/** Response ids by position shown. */
function orderResponses(
  db: Db,
  {
    studyId,
    itemId,
    sequence,
    seed,
    ordinal,
    order,
  }: Claimant & { readonly itemId: number; readonly sequence: number },
): number[] {
  const bySystem = prepared(
    db,
    `select r.response_id as id from item_responses r
     join responses p on p.id = r.response_id
     join study_systems s on s.study_id = ? and s.run_id = p.run_id
     where r.item_id = ? order by s.position`,
  ).all(studyId, itemId) as { id: number }[];
  const shown = order({ seed, annotator: ordinal, sequence, size: bySystem.length });
  return shown.flatMap((index) => bySystem[index]?.id ?? []);
}

function whyNone(db: Db, { studyId, userId }: Claimant): NothingToClaim {
  const { lease } = prepared(
    db,
    `select min(a.lease_expires_at) as lease from assignments a
     where a.study_id = ? and a.status = 'active' and not exists (
       select 1 from assignments own
       where own.item_id = a.item_id and own.user_id = ? and own.status <> 'expired')`,
  ).get(studyId, userId) as { lease: string | null };
  if (lease !== null) return { kind: 'none', reason: 'all-held-by-others', nextLeaseExpiresAt: lease };
  const unfinished = prepared(
    db,
    `select exists (select 1 from study_items where study_id = @studyId and taken < wanted)
         or exists (select 1 from assignments where study_id = @studyId and status = 'active') as yes`,
  ).get({ studyId }) as { yes: number };
  const reason = unfinished.yes === 1 ? 'you-have-rated-everything' : 'all-done';
  return { kind: 'none', reason, nextLeaseExpiresAt: null };
}
