import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { ReplyOrigin } from '../schema/conversations.ts';
import type { ContextTurn } from '../schema/datasets.ts';
import { decideFeedback, type FeedbackKind, type FeedbackStatus, type ReportReason } from './feedback.ts';

/** Accepted feedback as a training needs it. */
export interface AcceptedFeedback {
  readonly id: string;
  readonly system: string;
  readonly kind: FeedbackKind;
  readonly history: readonly ContextTurn[];
  readonly reply: string;
  readonly correction: string | null;
  readonly reason: ReportReason | null;
  readonly origin: ReplyOrigin;
  readonly createdAt: string;
}

/** Feedback that a training learns from; its id is null once it was taken back. */
export type LearnedFeedback = Omit<AcceptedFeedback, 'id'> & { readonly id: string | null };

type StoredRow = Omit<AcceptedFeedback, 'history' | 'origin'> & {
  readonly history: string;
  readonly origin: string;
};

const columns = `f.id, s.name as system, f.kind, f.history, f.reply, f.correction, f.reason, f.origin,
  f.created_at as createdAt from feedback f join systems s on s.id = f.system_id`;

/** What was accepted, the oldest first; of all systems, or of one. */
export function acceptedFeedback(
  db: Db,
  { systemId }: { readonly systemId: string | null },
): AcceptedFeedback[] {
  const rows = prepared(
    db,
    `select ${columns} where f.status = 'accepted' and (@systemId is null or f.system_id = @systemId)
     order by f.created_at, f.id`,
  ).all({ systemId }) as StoredRow[];
  return rows.map(parsed);
}

/** What a training learns from, as it was when it was asked for, the oldest first. */
export function feedbackOfTraining(db: Db, trainingId: string): LearnedFeedback[] {
  const rows = prepared(
    db,
    `select x.feedback_id as id, s.name as system, x.kind, x.history, x.reply, x.correction, x.reason, x.origin,
       x.said_at as createdAt
     from training_feedback x join trainings t on t.id = x.training_id join systems s on s.id = t.system_id
     where x.training_id = ? order by x.position`,
  ).all(trainingId) as (Omit<StoredRow, 'id'> & Pick<LearnedFeedback, 'id'>)[];
  return rows.map((row) => ({ ...row, history: JSON.parse(row.history), origin: JSON.parse(row.origin) }));
}

function parsed(row: StoredRow): AcceptedFeedback {
  return { ...row, history: JSON.parse(row.history), origin: JSON.parse(row.origin) };
}

export interface FeedbackCounts {
  readonly systemId: string;
  readonly system: string;
  readonly kind: FeedbackKind;
  readonly status: FeedbackStatus;
  readonly count: number;
}

/** How much there is by system, kind and status. */
export function feedbackCounts(db: Db): FeedbackCounts[] {
  return prepared(
    db,
    `select f.system_id as systemId, s.name as system, f.kind, f.status, count(*) as count
     from feedback f join systems s on s.id = f.system_id
     group by f.system_id, f.kind, f.status order by s.name, f.kind, f.status`,
  ).all() as FeedbackCounts[];
}

export interface SeenFeedback {
  readonly id: string;
  /** The `updatedAt` that the researcher looked at. */
  readonly seen: string;
}

/** Decides on several at once. Returns how many were decided: others have been taken back or changed since. */
export function decideAll(
  db: Db,
  {
    feedback,
    ...decision
  }: {
    readonly feedback: readonly SeenFeedback[];
    readonly status: FeedbackStatus;
    readonly userId: string | null;
    readonly now: string;
  },
): number {
  return write(db, () => feedback.filter((each) => decideFeedback(db, { ...decision, ...each })).length);
}
