import type { PresentationOrder } from '#annotations/presentation-order.ts';
import type { CheckDealer } from '#annotations/quality/check-dealer.ts';
import type { QualitySettings } from '#annotations/quality/quality-settings.ts';
import type { DesignSolver } from '#annotations/study-assignment.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import { expireOverdue, leaseEnd, renewLease, retakePlace, takePlace } from './assignment-places.ts';
import { type DealtItem, dealCheck } from './claim-check.ts';
import { ownShare, type PlaceOfShare, solvedAnew } from './claim-from-design.ts';
import { answersInTurn } from './dialogue-sampling.ts';
import { responsesBySystem } from './item-responses.ts';
import { nextItem } from './next-item.ts';

export interface ClaimRequest {
  readonly studyId: string;
  readonly userId: string;
  readonly now: string;
  /** `presentationOrder` of annotations/presentation-order.ts; for items that no design deals. */
  readonly order: PresentationOrder;
  /** `designSolver` of annotations/study-assignment.ts. */
  readonly solver: DesignSolver;
  /** `checkDealer` of annotations/quality/check-dealer.ts. */
  readonly checks: CheckDealer;
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
  /** `your-share-is-done`: others have theirs still before them. `you-left`: they said that they stop. */
  readonly reason:
    | 'all-done'
    | 'all-held-by-others'
    | 'you-have-rated-everything'
    | 'your-share-is-done'
    | 'you-left'
    | 'study-closed';
  /** When the first place that others hold comes free unless they go on; null where waiting is no use. */
  readonly nextLeaseExpiresAt: string | null;
}

export interface Claimant extends ClaimRequest {
  readonly ordinal: number;
  readonly seed: number;
  readonly leaseMinutes: number;
  /** Null where the study asks for no checks. */
  readonly quality: QualitySettings | null;
  readonly showsDialogues: boolean;
}

/**
 * The annotator's next item: the one they hold, else one of theirs that had expired, else a check that is due, else the next of their share of
 * the study's design, else the item with the fewest places taken that they never had and that is kept for nobody.
 * One transaction, so no item is ever given out more often than wanted.
 * Throws `not-found` for one who has not joined, `forbidden` for one who has not yet consented.
 */
export function claimAssignment(db: Db, request: ClaimRequest): Claim {
  return write(db, () => {
    const { studyStatus, leftAt, ...claimant } = requireClaimant(db, request);
    if (studyStatus !== 'open') return none('study-closed');
    expireOverdue(db, claimant);
    if (leftAt !== null) return none('you-left');
    return (
      currentAssignment(db, claimant) ??
      resumeExpired(db, claimant) ??
      takeCheck(db, claimant) ??
      takeFromShare(db, claimant) ??
      takeNext(db, claimant) ??
      whyNone(db, claimant)
    );
  });
}

function none(reason: NothingToClaim['reason']): NothingToClaim {
  return { kind: 'none', reason, nextLeaseExpiresAt: null };
}

function requireClaimant(
  db: Db,
  request: ClaimRequest,
): Claimant & { readonly studyStatus: string; readonly leftAt: string | null } {
  const found = prepared(
    db,
    `select s.status as studyStatus, s.seed, s.lease_minutes as leaseMinutes, a.ordinal, a.consented_at as consentedAt, a.left_at as leftAt,
       coalesce(s.definition ->> '$.unit', 'response') <> 'response' as showsDialogues,
       coalesce(s.definition ->> '$.consent', '') <> '' as needsConsent, s.definition -> '$.quality' as quality
     from study_annotators a join studies s on s.id = a.study_id
     where a.study_id = ? and a.user_id = ? and ${landed('s')} and s.kind = 'live'`,
  ).get(request.studyId, request.userId) as
    | {
        studyStatus: string;
        seed: number;
        leaseMinutes: number;
        ordinal: number;
        consentedAt: string | null;
        leftAt: string | null;
        showsDialogues: number;
        needsConsent: number;
        quality: string | null;
      }
    | undefined;
  if (!found) throw new WorkbenchError('not-found', 'There is no such study among those you take part in.');
  const { needsConsent, consentedAt, quality, showsDialogues, ...study } = found;
  if (needsConsent === 1 && consentedAt === null)
    throw new WorkbenchError('forbidden', 'Read and accept the consent text before you rate.', {
      why: 'consent',
    });
  return {
    ...request,
    ...study,
    showsDialogues: showsDialogues === 1,
    quality: quality === null ? null : (JSON.parse(quality) as QualitySettings),
  };
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
     where a.study_id = ? and a.user_id = ? and a.status = 'expired' and (a.role <> 'task' or i.taken < i.wanted)
     order by a.sequence limit 1`,
  ).get(claimant.studyId, claimant.userId) as { id: string; itemId: number } | undefined;
  if (!own || !retakePlace(db, { ...claimant, assignmentId: own.id, itemId: own.itemId })) return undefined;
  return { kind: 'assignment', assignmentId: own.id, how: 'resumed', leaseExpiresAt: leaseEnd(claimant) };
}

/** A repeat, an attention check or a gold item where one is due. It takes no place. */
function takeCheck(db: Db, claimant: Claimant): ClaimedAssignment | undefined {
  const { quality } = claimant;
  const check = quality && dealCheck(db, { ...claimant, quality, sequence: nextSequence(db, claimant) });
  return check ? insertAssignment(db, { ...claimant, ...check }) : undefined;
}

/** The next place of the annotator's share, solved anew where that gives them one. */
function takeFromShare(db: Db, claimant: Claimant): ClaimedAssignment | undefined {
  let next = ownShare(db, claimant);
  while (!next && solvedAnew(db, claimant)) next = ownShare(db, claimant);
  if (!next) return undefined;
  const { itemId, systems } = next;
  const responseOrder = answersInTurn(db, itemId) ?? inDesign(db, claimant, { itemId, systems });
  return insertAssignment(db, { ...claimant, ...task, itemId: next.itemId, responseOrder });
}

function inDesign(db: Db, { studyId }: Claimant, { itemId, systems }: PlaceOfShare): number[] {
  const bySystem = responsesBySystem(db, { studyId, itemId });
  return systems.flatMap((system) => bySystem[system]?.id ?? []);
}

function takeNext(db: Db, claimant: Claimant): ClaimedAssignment | undefined {
  const item = nextItem(db, claimant);
  if (!item || !hasQuotaLeft(db, claimant) || !takePlace(db, item.id)) return undefined;
  const sequence = nextSequence(db, claimant);
  const responseOrder =
    answersInTurn(db, item.id) ?? orderResponses(db, { ...claimant, itemId: item.id, sequence });
  return insertAssignment(db, { ...claimant, ...task, itemId: item.id, responseOrder });
}

function hasQuotaLeft(db: Db, { studyId, userId }: Claimant): boolean {
  const { left } = prepared(
    db,
    `select coalesce((select quota from study_designs where study_id = @studyId) > (
       select count(*) from assignments
       where study_id = @studyId and user_id = @userId and role = 'task' and status <> 'skipped'), 1) as left`,
  ).get({ studyId, userId }) as { left: number };
  return left === 1;
}

function nextSequence(db: Db, { studyId, userId }: Claimant): number {
  const { sequence } = prepared(
    db,
    `select coalesce(max(sequence) + 1, 0) as sequence from assignments where study_id = ? and user_id = ?`,
  ).get(studyId, userId) as { sequence: number };
  return sequence;
}

const task = { role: 'task', planted: null } as const;

/** The place of a task must have been taken. */
function insertAssignment(db: Db, claimant: Claimant & DealtItem): ClaimedAssignment {
  const { studyId, userId, now, itemId, role, responseOrder, planted } = claimant;
  const assignmentId = newId('assignment');
  const leaseExpiresAt = leaseEnd(claimant);
  prepared(
    db,
    `insert into assignments
       (id, study_id, item_id, user_id, role, sequence, response_order, planted, status, assigned_at, lease_expires_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?)`,
  ).run(
    assignmentId,
    studyId,
    itemId,
    userId,
    role,
    nextSequence(db, claimant),
    JSON.stringify(responseOrder),
    planted && JSON.stringify(planted),
    now,
    leaseExpiresAt,
  );
  return { kind: 'assignment', assignmentId, how: 'new', leaseExpiresAt };
}

/** Response ids by position shown, where no design says it: of incomplete blocks those shown least on this item. */
function orderResponses(
  db: Db,
  claimant: Claimant & { readonly itemId: number; readonly sequence: number },
): number[] {
  const { studyId, sequence, seed, ordinal, order } = claimant;
  const size = prepared(db, 'select shown from study_designs where study_id = ?').get(studyId) as
    | { shown: number }
    | undefined;
  const responses = responsesBySystem(db, claimant)
    .toSorted((a, b) => a.showings - b.showings)
    .slice(0, size?.shown)
    .toSorted((a, b) => a.position - b.position);
  const shown = order({ seed, annotator: ordinal, sequence, size: responses.length });
  return shown.flatMap((index) => responses[index]?.id ?? []);
}

function whyNone(db: Db, { studyId, userId }: Claimant): NothingToClaim {
  const { lease } = prepared(
    db,
    `select min(a.lease_expires_at) as lease from assignments a
     where a.study_id = ? and a.status = 'active' and a.role = 'task' and not exists (
       select 1 from assignments own
       where own.item_id = a.item_id and own.user_id = ? and own.role = 'task' and own.status <> 'expired')`,
  ).get(studyId, userId) as { lease: string | null };
  const designed = prepared(db, 'select 1 from study_designs where study_id = ?').get(studyId);
  if (designed) return none(isUnfinished(db, studyId) ? 'your-share-is-done' : 'all-done');
  if (lease !== null) return { kind: 'none', reason: 'all-held-by-others', nextLeaseExpiresAt: lease };
  return none(isUnfinished(db, studyId) ? 'you-have-rated-everything' : 'all-done');
}

function isUnfinished(db: Db, studyId: string): boolean {
  const { yes } = prepared(
    db,
    `select exists (select 1 from study_items where study_id = @studyId and taken < wanted)
         or exists (select 1 from assignments where study_id = @studyId and status = 'active' and role = 'task') as yes`,
  ).get({ studyId }) as { yes: number };
  return yes === 1;
}
