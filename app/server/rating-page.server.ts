import type { BlindedView } from '#annotations/blinded-view.ts';
import type { Display } from '#annotations/display.ts';
import { displayedView } from '#annotations/displayed-view.ts';
import { presentationOrder } from '#annotations/presentation-order.ts';
import { checkDealer } from '#annotations/quality/check-dealer.ts';
import { itemsToRate } from '#annotations/quality/items-to-rate.ts';
import { designSolver } from '#annotations/study-assignment.ts';
import type { Criterion } from '#annotations/study-definition.ts';
import type { Db } from '#db/client.ts';
import { assignmentHistory, blindedAssignment, type HistoryEntry } from '#db/queries/annotator-view.ts';
import { claimAssignment, type NothingToClaim } from '#db/queries/assignments.ts';
import { type AnnotatorStudy, studyForAnnotator } from '#db/queries/study-annotators.ts';
import { type Talk, talkOf } from '#db/queries/talks.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type Completion, type EndedReason, type FlowStep, RatingFlow } from './rating-flow.server.ts';

/** Everything the rating page is made of. It goes to an annotator's browser: nothing in it may tell of systems. */
export interface RatingPage {
  readonly study: RatedStudy;
  readonly step: RatingStep;
  /** Numbers of the finished items before and after the one shown; `current` stands for the item at hand. */
  readonly previous: number | null;
  readonly next: number | 'current' | null;
}

export interface RatedStudy {
  readonly id: string;
  readonly title: string;
  readonly status: 'draft' | 'open' | 'closed';
  readonly instructions: string;
  readonly criteria: readonly Criterion[];
  readonly items: number;
  readonly submitted: number;
  readonly skipped: number;
  readonly shows: AnnotatorStudy['shows'];
}

export type RatingStep =
  | { readonly kind: 'consent'; readonly consent: string }
  /** Nothing was given to them yet. */
  | { readonly kind: 'welcome' }
  | { readonly kind: 'item'; readonly item: BlindedView; readonly suggestsBreak?: true | undefined }
  /** Before the item is rated, its person talks with a system. */
  | { readonly kind: 'talk'; readonly talk: Talk }
  | FlowStep
  | {
      readonly kind: 'nothing';
      readonly reason: NothingReason;
      readonly comesFreeAt: string | null;
      /** Of somebody who came from a crowd platform. */
      readonly completion: Completion | null;
    };

export type NothingReason = NothingToClaim['reason'] | 'not-open-yet' | EndedReason;

export interface RatingPageRequest {
  readonly studyId: string;
  readonly userId: string;
  /** The annotator's n-th item, from 1; null for the one at hand, which may be handed out now. */
  readonly number: number | null;
  /** They have read the instructions and want the first item. */
  readonly begun: boolean;
  readonly now: string;
}

/** Throws `not-found` for a study they have not joined, or a number that was not given to them. */
export function loadRatingPage(db: Db, request: RatingPageRequest): RatingPage {
  const before = studyForAnnotator(db, request);
  const flow = new RatingFlow(db, request);
  const step = before.needsConsent
    ? { kind: 'consent' as const, consent: before.consent }
    : ratingStep(db, { ...request, study: before }, flow);
  // Counted again: handing out an item may have changed them.
  const history = assignmentHistory(db, request);
  const study = studyForAnnotator(db, request);
  return { study: ratedStudy(study), step, ...neighbours(history, step, request.number) };
}

type StudyRequest = RatingPageRequest & { readonly study: AnnotatorStudy };

function ratingStep(db: Db, request: StudyRequest, flow: RatingFlow): RatingStep {
  const { userId, number, study } = request;
  const history = assignmentHistory(db, request);
  if (number !== null) {
    const entry = history.find((other) => other.number === number);
    if (!entry) throw new WorkbenchError('not-found', 'There is no such item among those given to you.');
    return itemStep(
      db,
      { ...entry, userId, now: request.now, display: study.display, suggestsBreak: false },
      flow,
    );
  }
  if (study.status === 'draft') return nothing('not-open-yet', flow);
  const ended = flow.ended();
  if (ended) return nothing(ended, flow);
  const isNew = history.length === 0 && !flow.begun && !request.begun && study.leftAt === null;
  if (study.status === 'open' && isNew) return { kind: 'welcome' };
  const practice = study.status === 'open' && study.leftAt === null ? flow.practice(study) : null;
  return practice ?? taskStep(db, request, flow);
}

/** The item at hand, or what comes when there is none. */
function taskStep(db: Db, request: StudyRequest, flow: RatingFlow): RatingStep {
  const ask = { ...request, order: presentationOrder, solver: designSolver, checks: checkDealer };
  let claim = claimAssignment(db, ask);
  if (claim.kind === 'none' && waitsForOthers.has(claim.reason) && flow.freesPlaces())
    claim = claimAssignment(db, ask);
  if (claim.kind === 'assignment') {
    flow.hasWork();
    const { assignmentId } = claim;
    const { userId, study } = request;
    const suggestsBreak = flow.suggestsBreak();
    return itemStep(
      db,
      { assignmentId, userId, now: request.now, display: study.display, suggestsBreak },
      flow,
    );
  }
  const { reason, nextLeaseExpiresAt } = claim;
  // A worker is not kept waiting for what others may leave undone.
  const study = studyForAnnotator(db, request);
  const isFinal =
    finished.has(reason) ||
    (reason === 'all-held-by-others' && flow.fromCrowd) ||
    (reason === 'study-closed' && flow.closedOn(study));
  const end = isFinal ? flow.atTheEnd(study) : null;
  if (typeof end === 'object' && end !== null) return end;
  return nothing(end ?? reason, flow, nextLeaseExpiresAt);
}

const finished: ReadonlySet<NothingReason> = new Set([
  'all-done',
  'you-have-rated-everything',
  'your-share-is-done',
]);
const waitsForOthers: ReadonlySet<NothingReason> = new Set([...finished, 'all-held-by-others']);

interface ShownAssignment {
  readonly now: string;
  readonly assignmentId: string;
  readonly userId: string;
  readonly display: Display | null;
  readonly suggestsBreak: boolean;
}

function itemStep(db: Db, own: ShownAssignment, flow: RatingFlow): RatingStep {
  const item = displayedView(blindedAssignment(db, own), own);
  const text = flow.warning(own.assignmentId);
  const talk = text === null ? talkOf(db, own) : null;
  if (talk) return { kind: 'talk', talk };
  if (text === null) return { kind: 'item', item, ...(own.suggestsBreak ? { suggestsBreak: true } : {}) };
  const status = item.status === 'skipped' ? 'skipped' : 'open';
  return { kind: 'warning', assignmentId: item.assignmentId, number: item.number, text, status };
}

function nothing(reason: NothingReason, flow: RatingFlow, comesFreeAt: string | null = null): RatingStep {
  const completion = flow.completion();
  return {
    kind: 'nothing',
    reason,
    comesFreeAt: reason === 'all-held-by-others' ? comesFreeAt : null,
    completion,
  };
}

/** Chosen by name, so that what is added to the query for others does not travel along. */
function ratedStudy(study: AnnotatorStudy): RatedStudy {
  const { id, title, status, instructions, criteria, submitted, skipped, shows } = study;
  return { id, title, status, instructions, criteria, items: itemsToRate(study), submitted, skipped, shows };
}

function neighbours(
  history: readonly HistoryEntry[],
  step: RatingStep,
  number: number | null,
): Pick<RatingPage, 'previous' | 'next'> {
  if (step.kind !== 'item' && step.kind !== 'warning' && step.kind !== 'nothing')
    return { previous: null, next: null };
  const finished = history
    .filter(({ status }) => status === 'submitted' || status === 'skipped')
    .map((entry) => entry.number);
  if (number === null) return { previous: finished.at(-1) ?? null, next: null };
  return {
    previous: finished.findLast((other) => other < number) ?? null,
    next: finished.find((other) => other > number) ?? 'current',
  };
}
