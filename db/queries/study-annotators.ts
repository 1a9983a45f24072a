import type { Display } from '#annotations/display.ts';
import type { QualitySettings } from '#annotations/quality/quality-settings.ts';
import type { Criterion } from '#annotations/study-definition.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type Db, readSnapshot, write } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import { type PutAside, putAside } from './assignment-places.ts';
import { changeStudyDesign, type SolvingAt } from './study-design-changes.ts';
import { studyCriteria } from './study-lookup.ts';

export interface Participation {
  readonly studyId: string;
  readonly userId: string;
}

export interface StudyAnnotator {
  /** `R01`, `R02`, … in order of joining. */
  readonly pseudonym: string;
  /** From 0. */
  readonly ordinal: number;
  readonly consentedAt: string | null;
}

/**
 * Takes part in a study; joining again changes nothing. Throws `not-found` for a study that does not exist,
 * `closed` for a closed or imported one.
 */
export function joinStudy(db: Db, params: Participation & { readonly now: string }): StudyAnnotator {
  return write(db, () => {
    const { studyId, userId, now } = params;
    const found = findParticipation(db, params);
    if (found) return found;
    refuseIfNotJoinable(db, studyId);
    const { ordinal } = prepared(
      db,
      'select coalesce(max(ordinal) + 1, 0) as ordinal from study_annotators where study_id = ?',
    ).get(studyId) as { ordinal: number };
    const pseudonym = `R${String(ordinal + 1).padStart(2, '0')}`;
    prepared(
      db,
      'insert into study_annotators (study_id, user_id, pseudonym, ordinal, joined_at) values (?, ?, ?, ?, ?)',
    ).run(studyId, userId, pseudonym, ordinal, now);
    return { pseudonym, ordinal, consentedAt: null };
  });
}

function findParticipation(db: Db, { studyId, userId }: Participation): StudyAnnotator | undefined {
  return prepared(
    db,
    `select pseudonym, ordinal, consented_at as consentedAt from study_annotators where study_id = ? and user_id = ?`,
  ).get(studyId, userId) as StudyAnnotator | undefined;
}

function refuseIfNotJoinable(db: Db, studyId: string): void {
  const study = prepared(db, `select kind, status from studies where id = ? and ${landed()}`).get(studyId) as
    | { kind: string; status: string }
    | undefined;
  if (!study) throw new WorkbenchError('not-found', 'There is no such study.');
  if (study.kind === 'imported' || study.status === 'closed')
    throw new WorkbenchError('closed', 'This study is closed and takes no more annotators.', {
      why: 'study-closed',
    });
}

/** The first consent stands. Throws `not-found` for one who has not joined. */
export function recordConsent(db: Db, params: Participation & { readonly now: string }): void {
  write(db, () => {
    const { changes } = prepared(
      db,
      `update study_annotators set consented_at = coalesce(consented_at, ?) where study_id = ? and user_id = ?`,
    ).run(params.now, params.studyId, params.userId);
    if (changes === 0) throw notJoined();
  });
}

/**
 * Ends somebody's part in a study: what they finished is kept, what they had not goes to others. Leaving twice
 * changes nothing. Throws `not-found` for one who has not joined.
 */
export function leaveStudy(db: Db, { userId, ...at }: Participation & SolvingAt): void {
  const reason = 'An annotator stopped taking part; what they had not finished was dealt anew.';
  leaveTogether(db, { ...at, userIds: [userId], reason });
}

export interface Leaving extends SolvingAt {
  readonly userIds: readonly string[];
  /** For the study's log. */
  readonly reason: string;
}

/** The same for several at once: a design is solved anew once. */
export function leaveTogether(db: Db, { userIds, reason, ...at }: Leaving): void {
  write(db, () => {
    const left = userIds.flatMap((userId) => {
      const { ordinal, leftAt } = requireParticipation(db, { studyId: at.studyId, userId });
      if (leftAt !== null) return [];
      giveBack(db, { studyId: at.studyId, userId, now: at.now });
      return [ordinal];
    });
    if (left.length > 0) changeStudyDesign(db, at, { left, reason });
  });
}

function giveBack(db: Db, { studyId, userId, now }: Participation & { readonly now: string }): void {
  prepared(db, 'update study_annotators set left_at = ? where study_id = ? and user_id = ?').run(
    now,
    studyId,
    userId,
  );
  const held = prepared(
    db,
    `select id, item_id as itemId, user_id as userId, role from assignments
     where study_id = ? and status = 'active' and +user_id = ?`,
  ).all(studyId, userId) as Omit<PutAside, 'studyId'>[];
  for (const assignment of held) putAside(db, { ...assignment, studyId });
}

/** Takes part again after `leaveStudy`; the design gives them a share of what is left when they next ask for an item. */
export function returnToStudy(db: Db, params: Participation): void {
  write(db, () => {
    requireParticipation(db, params);
    prepared(db, 'update study_annotators set left_at = null where study_id = ? and user_id = ?').run(
      params.studyId,
      params.userId,
    );
  });
}

/** Throws `not-found` for one who has not joined. */
export function requireParticipation(
  db: Db,
  { studyId, userId }: Participation,
): { readonly ordinal: number; readonly leftAt: string | null } {
  const found = prepared(
    db,
    'select ordinal, left_at as leftAt from study_annotators where study_id = ? and user_id = ?',
  ).get(studyId, userId) as { ordinal: number; leftAt: string | null } | undefined;
  if (!found) throw notJoined();
  return found;
}

/** What an annotator may know of a study they joined: no system, no other annotator. */
export interface AnnotatorStudy {
  readonly id: string;
  /** The definition's `publicTitle`; the study's name is the researcher's. */
  readonly title: string;
  readonly status: 'draft' | 'open' | 'closed';
  readonly instructions: string;
  readonly consent: string;
  readonly consentedAt: string | null;
  /** There is a consent text, and they have not accepted it yet. */
  readonly needsConsent: boolean;
  readonly pseudonym: string;
  readonly criteria: readonly Criterion[];
  readonly leaseMinutes: number;
  /** How responses are shown; null where the study was made before there was a choice. */
  readonly display: Display | null;
  /** What comes to them: single answers, whole dialogues, or talks of their own. */
  readonly shows: 'answers' | 'dialogues' | 'talks';
  /** They stopped taking part, and may begin again. */
  readonly leftAt: string | null;
  /** Of the task, in the study or their share of its design; `itemsToRate` adds the checks among them. */
  readonly items: number;
  /** Null where the study asks for no checks. Not for their eyes. */
  readonly quality: QualitySettings | null;
  /** Checks count like items of the task here, so that the counts do not tell them apart. */
  readonly submitted: number;
  readonly skipped: number;
  readonly active: number;
}

/** Throws `not-found` where the study does not exist or they have not joined it. */
export function studyForAnnotator(db: Db, params: Participation): AnnotatorStudy {
  return readSnapshot(db, () => {
    const [study] = annotatorStudies(db, { studyId: params.studyId, userId: params.userId });
    if (!study) throw notJoined();
    return study;
  });
}

/** The studies an annotator takes part in, the one joined last first. */
export function studiesOfAnnotator(db: Db, userId: string): AnnotatorStudy[] {
  return readSnapshot(db, () => annotatorStudies(db, { studyId: null, userId }));
}

type StudyOfAnnotator = Omit<
  AnnotatorStudy,
  'quality' | 'criteria' | 'needsConsent' | 'submitted' | 'skipped' | 'active'
> & { readonly quality: string | null };

function annotatorStudies(
  db: Db,
  filter: { readonly studyId: string | null; readonly userId: string },
): AnnotatorStudy[] {
  const rows = prepared(
    db,
    `select s.id, s.definition ->> '$.publicTitle' as title, s.status,
       s.definition ->> '$.instructions' as instructions, s.definition ->> '$.consent' as consent,
       s.definition -> '$.quality' as quality, s.definition ->> '$.display' as display,
       case when s.definition -> '$.task' is not null then 'talks'
         when coalesce(s.definition ->> '$.unit', 'response') <> 'response' then 'dialogues' else 'answers' end as shows,
       a.consented_at as consentedAt, a.left_at as leftAt, a.pseudonym, s.lease_minutes as leaseMinutes,
       coalesce((select json_array_length(h.places) - h.begun + (
                   select count(*) from assignments own
                   where own.study_id = s.id and own.user_id = a.user_id and own.role = 'task' and own.status <> 'skipped')
                 from design_shares h where h.study_id = s.id and h.ordinal = a.ordinal),
         (select count(*) from study_items i where i.study_id = s.id and i.wanted > 0)) as items
     from study_annotators a join studies s on s.id = a.study_id
     where a.user_id = @userId and (@studyId is null or a.study_id = @studyId)
       and ${landed('s')} and s.kind = 'live'
     order by a.joined_at desc, s.id`,
  ).all(filter) as StudyOfAnnotator[];
  return rows.map((row) => ({
    ...row,
    quality: row.quality === null ? null : (JSON.parse(row.quality) as QualitySettings),
    needsConsent: row.consent !== '' && row.consentedAt === null,
    criteria: studyCriteria(db, row.id),
    ...ownCounts(db, { studyId: row.id, userId: filter.userId }),
  }));
}

function ownCounts(
  db: Db,
  { studyId, userId }: Participation,
): Pick<AnnotatorStudy, 'submitted' | 'skipped' | 'active'> {
  return prepared(
    db,
    `select count(*) filter (where status = 'submitted') as submitted,
       count(*) filter (where status = 'skipped') as skipped, count(*) filter (where status = 'active') as active
     from assignments where study_id = ? and user_id = ? and role <> 'qualification'`,
  ).get(studyId, userId) as Pick<AnnotatorStudy, 'submitted' | 'skipped' | 'active'>;
}

function notJoined(): WorkbenchError {
  return new WorkbenchError('not-found', 'There is no such study among those you take part in.');
}
