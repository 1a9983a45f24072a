import { WorkbenchError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { ReplyOrigin, reportReasons } from '../schema/conversations.ts';
import type { ContextTurn } from '../schema/datasets.ts';
import { conversationContext, longestMessage } from './conversations.ts';

export type ReportReason = (typeof reportReasons)[number];
export type FeedbackKind = 'report' | 'edit';
export type FeedbackStatus = 'open' | 'accepted' | 'dropped';

/** Characters of a remark. */
export const longestRemark = 2_000;

/** The reply that somebody says something of, and who it is. */
export interface FeedbackPlace {
  readonly conversationId: string;
  readonly turn: number;
  readonly lane: number;
  readonly attempt: number;
  readonly userId: string;
  readonly now: string;
}

interface FoundReply {
  readonly id: number;
  readonly systemId: string;
  readonly text: string;
  readonly origin: string;
}

/** @throws WorkbenchError `not-found` where there is no such reply, or it has no words */
function repliedThere(db: Db, { conversationId, turn, lane, attempt }: FeedbackPlace): FoundReply {
  const found = prepared(
    db,
    `select r.id, l.system_id as systemId, r.text, r.origin from conversation_replies r
     join conversation_lanes l on l.conversation_id = r.conversation_id and l.lane = r.lane
     where r.conversation_id = ? and r.turn = ? and r.lane = ? and r.attempt = ?
       and r.status in ('done', 'stopped') and r.text <> ''`,
  ).get(conversationId, turn, lane, attempt) as FoundReply | undefined;
  if (!found) throw new WorkbenchError('not-found', 'There is no such reply any more.');
  return found;
}

/**
 * Reports a reply, or changes this person's report of it while it is open. The dialogue is kept with it as it is now.
 * @throws WorkbenchError `not-found`, `bad-input`, or `conflict` once it has been decided on
 */
export function addReport(
  db: Db,
  report: FeedbackPlace & { readonly reason: ReportReason; readonly remark: string },
): void {
  const remark = report.remark.trim();
  if (remark.length > longestRemark)
    throw new WorkbenchError('bad-input', `Say it in at most ${longestRemark} characters.`);
  keep(db, report, { kind: 'report', reason: report.reason, remark, correction: null });
}

/**
 * Keeps what should have been said instead of a reply, or changes that while it is open.
 * @throws WorkbenchError as `addReport`, and `bad-input` where nothing was changed
 */
export function addEdit(db: Db, edit: FeedbackPlace & { readonly correction: string }): void {
  const correction = edit.correction.trim();
  if (correction === '') throw new WorkbenchError('bad-input', 'Write what should have been said.');
  if (correction.length > longestMessage)
    throw new WorkbenchError('bad-input', `Write at most ${longestMessage} characters.`);
  keep(db, edit, { kind: 'edit', reason: null, remark: '', correction });
}

interface Said {
  readonly kind: FeedbackKind;
  readonly reason: ReportReason | null;
  readonly remark: string;
  readonly correction: string | null;
}

function keep(db: Db, place: FeedbackPlace, said: Said): void {
  const { userId, now } = place;
  write(db, () => {
    const reply = repliedThere(db, place);
    if (said.correction === reply.text)
      throw new WorkbenchError(
        'bad-input',
        'This is what was said. Change it to what should have been said.',
      );
    const { changes } = prepared(
      db,
      `insert into feedback (id, kind, reply_id, system_id, user_id, history, reply, correction, reason, remark, origin,
         status, created_at, updated_at)
       values (@id, @kind, @replyId, @systemId, @userId, @history, @reply, @correction, @reason, @remark, @origin,
         'open', @now, @now)
       on conflict (reply_id, user_id, kind) do update set correction = excluded.correction, reason = excluded.reason,
         remark = excluded.remark, updated_at = excluded.updated_at where status = 'open'`,
    ).run({
      ...said,
      id: newId('feedback'),
      replyId: reply.id,
      systemId: reply.systemId,
      userId,
      history: JSON.stringify(conversationContext(db, place)),
      reply: reply.text,
      origin: reply.origin,
      now,
    });
    if (changes === 0) throw decidedAlready();
  });
}

function decidedAlready(): WorkbenchError {
  return new WorkbenchError(
    'conflict',
    'A researcher has looked at this already, so it stays as it is. Thank you.',
  );
}

/**
 * Takes back a report or an edit that is still open.
 * @throws WorkbenchError `not-found`, or `conflict` once it has been decided on
 */
export function withdrawFeedback(db: Db, place: FeedbackPlace & { readonly kind: FeedbackKind }): void {
  write(db, () => {
    const { id } = repliedThere(db, place);
    const own = [id, place.userId, place.kind];
    const { changes } = prepared(
      db,
      `delete from feedback where reply_id = ? and user_id = ? and kind = ? and status = 'open'`,
    ).run(...own);
    const known = 'select 1 from feedback where reply_id = ? and user_id = ? and kind = ?';
    if (changes === 0 && prepared(db, known).get(...own)) throw decidedAlready();
  });
}

export interface OwnFeedbackRow {
  readonly turn: number;
  readonly lane: number;
  readonly attempt: number;
  readonly kind: FeedbackKind;
  readonly status: FeedbackStatus;
  readonly reason: ReportReason | null;
  readonly remark: string;
  readonly correction: string | null;
}

/** What a person said of the replies of a conversation. */
export function ownFeedback(
  db: Db,
  { conversationId, userId }: { readonly conversationId: string; readonly userId: string },
): OwnFeedbackRow[] {
  return prepared(
    db,
    `select r.turn, r.lane, r.attempt, f.kind, f.status, f.reason, f.remark, f.correction
     from conversation_replies r join feedback f on f.reply_id = r.id
     where r.conversation_id = ? and f.user_id = ? order by r.turn, r.lane, r.attempt, f.kind`,
  ).all(conversationId, userId) as OwnFeedbackRow[];
}

export interface FeedbackRow {
  readonly id: string;
  readonly kind: FeedbackKind;
  readonly systemId: string;
  readonly system: string;
  readonly userId: string | null;
  /** How they call themselves, and what they are; null for who has gone. */
  readonly userName: string | null;
  readonly userRole: 'researcher' | 'annotator' | 'visitor' | null;
  readonly history: readonly ContextTurn[];
  readonly reply: string;
  readonly correction: string | null;
  readonly reason: ReportReason | null;
  readonly remark: string;
  readonly origin: ReplyOrigin;
  readonly status: FeedbackStatus;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly decidedAt: string | null;
  readonly decidedByName: string | null;
}

type StoredRow = Omit<FeedbackRow, 'history' | 'origin'> & {
  readonly history: string;
  readonly origin: string;
};

const feedbackColumns = `f.id, f.kind, f.system_id as systemId, s.name as system, f.user_id as userId,
  u.display_name as userName, u.role as userRole, f.history, f.reply, f.correction, f.reason, f.remark, f.origin,
  f.status, f.created_at as createdAt, f.updated_at as updatedAt, f.decided_at as decidedAt,
  d.display_name as decidedByName
  from feedback f join systems s on s.id = f.system_id
  left join users u on u.id = f.user_id left join users d on d.id = f.decided_by`;

export interface FeedbackFilter {
  readonly status: FeedbackStatus;
  /** Null for all. */
  readonly kind: FeedbackKind | null;
  readonly systemId: string | null;
}

const matching = `f.status = @status and (@kind is null or f.kind = @kind)
  and (@systemId is null or f.system_id = @systemId)`;

/** What was reported and edited: what is open and oldest first, what was decided and newest first. */
export function listFeedback(
  db: Db,
  filter: FeedbackFilter & { readonly limit: number; readonly offset: number },
): FeedbackRow[] {
  const order = filter.status === 'open' ? 'f.created_at, f.id' : 'f.created_at desc, f.id';
  const rows = prepared(
    db,
    `select ${feedbackColumns} where ${matching} order by ${order} limit @limit offset @offset`,
  ).all(filter) as StoredRow[];
  return rows.map(parsed);
}

export function countFeedback(db: Db, { status, kind, systemId }: FeedbackFilter): number {
  const row = prepared(db, `select count(*) as n from feedback f where ${matching}`).get({
    status,
    kind,
    systemId,
  }) as { n: number };
  return row.n;
}

export function findFeedback(db: Db, id: string): FeedbackRow | undefined {
  const row = prepared(db, `select ${feedbackColumns} where f.id = ?`).get(id) as StoredRow | undefined;
  return row && parsed(row);
}

function parsed(row: StoredRow): FeedbackRow {
  return { ...row, history: JSON.parse(row.history), origin: JSON.parse(row.origin) };
}

/**
 * Accepts or drops a report or an edit, or opens it again. False where there is none: it may have been taken back, or
 * changed since `seen`, the `updatedAt` that the researcher looked at.
 */
export function decideFeedback(
  db: Db,
  decision: {
    readonly id: string;
    readonly status: FeedbackStatus;
    /** Null for somebody at the command line. */
    readonly userId: string | null;
    readonly seen: string;
    readonly now: string;
  },
): boolean {
  const { id, status, userId, seen, now } = decision;
  const isOpen = status === 'open';
  const { changes } = prepared(
    db,
    `update feedback set status = ?, decided_by = ?, decided_at = ? where id = ? and updated_at = ?`,
  ).run(status, isOpen ? null : userId, isOpen ? null : now, id, seen);
  return changes === 1;
}
