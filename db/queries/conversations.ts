import { WorkbenchError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { replySeed } from '#lib/reply-seed.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { ReplyOrigin } from '../schema/conversations.ts';
import type { ContextTurn } from '../schema/datasets.ts';
import { type WrittenReply, writtenReplies } from './written-replies.ts';

/** Characters that one message may have; about 700 words. */
export const longestMessage = 4_000;
/** Messages that one conversation may have. */
export const mostMessages = 200;
/** Systems that one conversation may have. */
export const mostLanes = 6;
/** Times that a system may be asked for one reply. */
export const mostAttempts = 20;

export interface NewConversation {
  readonly kind: 'chat' | 'arena' | 'study';
  readonly userId: string;
  readonly linkId?: string | undefined;
  readonly assignmentId?: string | undefined;
  /** Who answers, by lane; the same system may stand in several. */
  readonly systemIds: readonly string[];
  /** What the seeds of all replies are made of. */
  readonly seed: number;
  /** Decoding options in place of the systems' own. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly now: string;
}

/** @throws WorkbenchError `bad-input` for no system, or too many */
export function createConversation(db: Db, conversation: NewConversation): string {
  const {
    kind,
    userId,
    linkId = null,
    assignmentId = null,
    systemIds,
    seed,
    settings = {},
    now,
  } = conversation;
  if (systemIds.length === 0) throw new WorkbenchError('bad-input', 'Choose a system to talk with.');
  if (systemIds.length > mostLanes)
    throw new WorkbenchError('bad-input', `Choose at most ${mostLanes} systems to talk with at once.`);
  const id = newId('conversation');
  write(db, () => {
    prepared(
      db,
      `insert into conversations (id, kind, user_id, link_id, assignment_id, seed, settings, created_at, updated_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(id, kind, userId, linkId, assignmentId, seed, JSON.stringify(settings), now, now);
    systemIds.forEach((systemId, lane) => {
      prepared(db, 'insert into conversation_lanes (conversation_id, lane, system_id) values (?, ?, ?)').run(
        id,
        lane,
        systemId,
      );
    });
  });
  return id;
}

/** A reply that is to be written: who is asked, and with what. */
export interface PendingReply {
  readonly id: number;
  readonly conversationId: string;
  readonly turn: number;
  readonly lane: number;
  readonly attempt: number;
  readonly seed: number;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The system's name, and its definition at this time. */
  readonly system: string;
  readonly definition: Readonly<Record<string, unknown>> | null;
}

interface Asked {
  readonly kind: NewConversation['kind'];
  readonly seed: number;
  readonly settings: string;
  readonly endedAt: string | null;
  /** The turn of the last message; null where nothing has been said. */
  readonly last: number | null;
}

/** @throws WorkbenchError `not-found`, or `closed` where the conversation has ended */
function openConversation(db: Db, id: string): Asked {
  const found = prepared(
    db,
    `select kind, seed, settings, ended_at as endedAt,
       (select max(turn) from conversation_messages where conversation_id = c.id) as last
     from conversations c where id = ?`,
  ).get(id) as Asked | undefined;
  if (!found) throw new WorkbenchError('not-found', 'There is no such conversation any more.');
  if (found.endedAt !== null)
    throw new WorkbenchError('closed', 'This conversation has ended. Start a new one to go on.');
  return found;
}

export interface Saying {
  readonly conversationId: string;
  readonly text: string;
  /** Where it is said to stand by who has seen the turns before it; after whatever is there where left out. */
  readonly turn?: number | undefined;
  readonly now: string;
}

export interface BegunTurn {
  readonly turn: number;
  readonly replies: readonly PendingReply[];
  /** Of a message that was kept before: what was written to it already. */
  readonly had: readonly WrittenReply[];
}

/**
 * Adds what the person says, and the replies that are to be written to it: the one write at a turn's beginning. The last
 * message said once more at its own turn, by a browser that never heard that it was kept, is the one that is there.
 * @throws WorkbenchError `not-found`, `closed`, `bad-input` for nothing or too much, `conflict` where it is full or has
 * gone on without whoever says it
 */
export function sayInConversation(db: Db, { conversationId, text, turn: place, now }: Saying): BegunTurn {
  const said = text.trim();
  if (said === '') throw new WorkbenchError('bad-input', 'Write something first.');
  if (said.length > longestMessage)
    throw new WorkbenchError(
      'bad-input',
      `This message has ${said.length} characters; at most ${longestMessage} can be sent. Shorten it.`,
    );
  return write(db, () => {
    const asked = openConversation(db, conversationId);
    const turn = asked.last === null ? 0 : asked.last + 1;
    if (place !== undefined && place !== turn)
      return saidBefore(db, { conversationId, said, turn: place, last: asked.last, now });
    if (turn >= mostMessages)
      throw new WorkbenchError(
        'conflict',
        `This conversation has ${mostMessages} messages, as many as one may have. Start a new one to go on.`,
      );
    prepared(
      db,
      'insert into conversation_messages (conversation_id, turn, text, said_at) values (?, ?, ?, ?)',
    ).run(conversationId, turn, said, now);
    prepared(
      db,
      `update conversations set updated_at = @now, title = iif(title = '', @title, title) where id = @id`,
    ).run({ id: conversationId, now, title: titleFrom(said) });
    const lanes = lanesOf(db, conversationId);
    const replies = lanes.map((who) => addReply(db, { conversationId, asked, who, turn, attempt: 0, now }));
    return { turn, replies, had: [] };
  });
}

interface SaidBefore {
  readonly conversationId: string;
  readonly said: string;
  readonly turn: number;
  readonly last: number | null;
  readonly now: string;
}

/** Lanes that have words keep them; the others are asked anew. */
function saidBefore(db: Db, { conversationId, said, turn, last, now }: SaidBefore): BegunTurn {
  const there = prepared(
    db,
    'select text from conversation_messages where conversation_id = ? and turn = ?',
  ).get(conversationId, turn) as { readonly text: string } | undefined;
  if (turn !== last || there?.text !== said)
    throw new WorkbenchError(
      'conflict',
      'This conversation has gone on, in another tab perhaps. What you wrote is still here: read what was said, then send it.',
    );
  const had = writtenReplies(db, { conversationId, turn });
  const replies = lanesOf(db, conversationId)
    .filter(({ lane }) => !had.some((reply) => reply.lane === lane))
    .map(({ lane }) => retryReply(db, { conversationId, turn, lane, now }));
  return { turn, replies, had };
}

const longestTitle = 80;

/** The beginning of what was said, on one line. */
function titleFrom(said: string): string {
  const line = [...said.replace(/\s+/g, ' ')];
  return line.length <= longestTitle ? line.join('') : `${line.slice(0, longestTitle - 1).join('')}…`;
}

interface LaneRow {
  readonly lane: number;
  readonly system: string;
  readonly definition: string | null;
}

function lanesOf(db: Db, conversationId: string): LaneRow[] {
  return prepared(
    db,
    `select l.lane, s.name as system, s.definition from conversation_lanes l join systems s on s.id = l.system_id
     where l.conversation_id = ? order by l.lane`,
  ).all(conversationId) as LaneRow[];
}

interface NewReply {
  readonly conversationId: string;
  readonly asked: Asked;
  readonly who: LaneRow;
  readonly turn: number;
  readonly attempt: number;
  readonly now: string;
}

function addReply(db: Db, { conversationId, asked, who, turn, attempt, now }: NewReply): PendingReply {
  const { lane, system } = who;
  const seed = replySeed(asked.seed, { turn, lane, attempt });
  const definition = who.definition === null ? null : JSON.parse(who.definition);
  const settings = JSON.parse(asked.settings);
  const origin: ReplyOrigin = { definition, checkpoint: null, settings, seed };
  const { lastInsertRowid } = prepared(
    db,
    `insert into conversation_replies (conversation_id, turn, lane, attempt, status, origin, started_at)
     values (?, ?, ?, ?, 'pending', ?, ?)`,
  ).run(conversationId, turn, lane, attempt, JSON.stringify(origin), now);
  return {
    id: Number(lastInsertRowid),
    conversationId,
    turn,
    lane,
    attempt,
    seed,
    settings,
    system,
    definition,
  };
}

/**
 * Adds another attempt of one lane at the last turn; the earlier ones stay. In a study's talk it is for a reply without
 * words, whether it failed or was cut off: nobody may pick the best of several.
 * @throws WorkbenchError `not-found`, `closed`, or `conflict` where the dialogue has gone on since, or it has been tried
 * often enough
 */
export function retryReply(
  db: Db,
  at: {
    readonly conversationId: string;
    readonly turn: number;
    readonly lane: number;
    readonly now: string;
  },
): PendingReply {
  const { conversationId, turn, lane, now } = at;
  return write(db, () => {
    const asked = openConversation(db, conversationId);
    const who = lanesOf(db, conversationId).find((each) => each.lane === lane);
    if (!who || asked.last === null || turn > asked.last)
      throw new WorkbenchError('not-found', 'There is no such reply in this conversation.');
    if (turn < asked.last)
      throw new WorkbenchError(
        'conflict',
        'The conversation has gone on; only the last reply can be tried again.',
      );
    const { attempts, answers } = prepared(
      db,
      `select count(*) as attempts, total(status = 'done' or status = 'stopped' and text <> '') as answers
       from conversation_replies where conversation_id = ? and turn = ? and lane = ?`,
    ).get(conversationId, turn, lane) as { attempts: number; answers: number };
    if (asked.kind === 'study' && answers > 0)
      throw new WorkbenchError('conflict', 'This has been answered: go on from there.');
    if (attempts >= mostAttempts)
      throw new WorkbenchError(
        'conflict',
        `This reply has been tried ${mostAttempts} times, as often as it may be. Say something else to go on.`,
      );
    prepared(db, 'update conversations set updated_at = ? where id = ?').run(now, conversationId);
    return addReply(db, { conversationId, asked, who, turn, attempt: attempts, now });
  });
}

/**
 * What a lane's system is asked at a turn: all that the person said, and the lane's last replies that have words.
 * A turn that was not answered in this lane leaves two messages of the person in a row.
 */
export function conversationContext(
  db: Db,
  at: { readonly conversationId: string; readonly turn: number; readonly lane: number },
): ContextTurn[] {
  const rows = prepared(
    db,
    `select m.turn, m.text,
       (select r.text from conversation_replies r
        where r.conversation_id = m.conversation_id and r.turn = m.turn and r.lane = @lane
          and r.status in ('done', 'stopped') and r.text <> ''
        order by r.attempt desc limit 1) as reply
     from conversation_messages m where m.conversation_id = @conversationId and m.turn <= @turn order by m.turn`,
  ).all(at) as { turn: number; text: string; reply: string | null }[];
  return rows.flatMap(({ turn, text, reply }): ContextTurn[] => [
    { speaker: 'speaker', text },
    ...(reply !== null && turn < at.turn ? [{ speaker: 'listener' as const, text: reply }] : []),
  ]);
}

export interface FinishedReply {
  readonly replyId: number;
  /** `stopped` keeps what was written until then. */
  readonly status: 'done' | 'stopped' | 'failed';
  readonly text: string;
  /** Of one that failed: a sentence for the person. */
  readonly error?: string | undefined;
  /** SHA-256 of the checkpoint that wrote it. */
  readonly checkpoint: string | null;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly tokenCount?: number | undefined;
  readonly milliseconds: number;
}

/** The one write at a reply's end. A reply that has ended, or is gone with its conversation, stays as it is. */
export function finishReply(db: Db, reply: FinishedReply): void {
  const { replyId, status, text, error = null, checkpoint, details = {}, tokenCount = null } = reply;
  prepared(
    db,
    `update conversation_replies set status = @status, text = @text, error = @error, details = @details,
       token_count = @tokenCount, milliseconds = @milliseconds, origin = json_set(origin, '$.checkpoint', @checkpoint)
     where id = @replyId and status = 'pending'`,
  ).run({
    replyId,
    status,
    text,
    error,
    checkpoint,
    details: JSON.stringify(details),
    tokenCount,
    milliseconds: Math.round(reply.milliseconds),
  });
}
