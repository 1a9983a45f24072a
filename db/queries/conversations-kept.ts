import { type Db, readSnapshot, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { ReplyOrigin } from '../schema/conversations.ts';

/** What decides who may see a conversation, and what of it. */
export interface ConversationHead {
  readonly id: string;
  readonly kind: 'chat' | 'arena' | 'study';
  readonly userId: string;
  readonly linkId: string | null;
  readonly assignmentId: string | null;
  /** Whether it came by a link that keeps the names of systems from people. */
  readonly isBlind: boolean;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly endedAt: string | null;
}

const headColumns = `c.id, c.kind, c.user_id as userId, c.link_id as linkId, c.assignment_id as assignmentId,
  coalesce(k.is_blind, 0) as isBlind, c.title, c.created_at as createdAt, c.updated_at as updatedAt,
  c.ended_at as endedAt`;

export function findConversation(db: Db, id: string): ConversationHead | undefined {
  const row = prepared(
    db,
    `select ${headColumns} from conversations c left join chat_links k on k.id = c.link_id where c.id = ?`,
  ).get(id) as (Omit<ConversationHead, 'isBlind'> & { readonly isBlind: number }) | undefined;
  return row && { ...row, isBlind: row.isBlind === 1 };
}

export interface StoredReply {
  readonly id: number;
  readonly turn: number;
  readonly lane: number;
  readonly attempt: number;
  readonly status: 'pending' | 'done' | 'stopped' | 'failed';
  readonly text: string;
  readonly error: string | null;
  readonly origin: ReplyOrigin;
  readonly details: Readonly<Record<string, unknown>>;
  readonly tokenCount: number | null;
  readonly milliseconds: number | null;
  readonly startedAt: string;
}

export interface StoredConversation extends ConversationHead {
  readonly seed: number;
  /** Decoding options in place of the systems' own. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly lanes: readonly { readonly lane: number; readonly systemId: string; readonly system: string }[];
  readonly messages: readonly { readonly turn: number; readonly text: string; readonly saidAt: string }[];
  /** In the order of turns, lanes and attempts. One may still say `pending` that a crash of the program cut off. */
  readonly replies: readonly StoredReply[];
}

type ReplyRow = Omit<StoredReply, 'origin' | 'details'> & {
  readonly origin: string;
  readonly details: string;
};

/** A whole conversation as it was left. */
export function readConversation(db: Db, id: string): StoredConversation | undefined {
  return readSnapshot(db, () => {
    const head = findConversation(db, id);
    if (!head) return undefined;
    const lanes = prepared(
      db,
      `select l.lane, l.system_id as systemId, s.name as system
       from conversation_lanes l join systems s on s.id = l.system_id where l.conversation_id = ? order by l.lane`,
    ).all(id) as StoredConversation['lanes'];
    const messages = prepared(
      db,
      'select turn, text, said_at as saidAt from conversation_messages where conversation_id = ? order by turn',
    ).all(id) as StoredConversation['messages'];
    const replies = prepared(
      db,
      `select id, turn, lane, attempt, status, text, error, origin, details, token_count as tokenCount, milliseconds,
         started_at as startedAt
       from conversation_replies where conversation_id = ? order by turn, lane, attempt`,
    ).all(id) as ReplyRow[];
    const { seed, settings } = prepared(db, 'select seed, settings from conversations where id = ?').get(
      id,
    ) as { seed: number; settings: string };
    return {
      ...head,
      seed,
      settings: JSON.parse(settings),
      lanes,
      messages,
      replies: replies.map((row) => ({
        ...row,
        origin: JSON.parse(row.origin),
        details: JSON.parse(row.details),
      })),
    };
  });
}

export interface ConversationRow extends ConversationHead {
  readonly messages: number;
  /** Names, by lane. */
  readonly systems: readonly string[];
  /** What the link it came by is called. */
  readonly linkTitle: string | null;
}

/** A person's conversations of one kind, the last used first. */
export function listConversations(
  db: Db,
  of: { readonly userId: string; readonly kind: ConversationHead['kind']; readonly limit: number },
): ConversationRow[] {
  const rows = prepared(
    db,
    `select ${headColumns}, k.title as linkTitle,
       (select count(*) from conversation_messages m where m.conversation_id = c.id) as messages,
       (select json_group_array(name) from
         (select s.name from conversation_lanes l join systems s on s.id = l.system_id
          where l.conversation_id = c.id order by l.lane)) as systems
     from conversations c left join chat_links k on k.id = c.link_id
     where c.user_id = @userId and c.kind = @kind order by c.updated_at desc, c.id limit @limit`,
  ).all(of) as (Omit<ConversationRow, 'isBlind' | 'systems'> & { isBlind: number; systems: string })[];
  return rows.map((row) => ({ ...row, isBlind: row.isBlind === 1, systems: JSON.parse(row.systems) }));
}

/** Ids of the conversations of a link in which something was said, oldest first. */
export function conversationsOfLink(db: Db, linkId: string): string[] {
  const rows = prepared(
    db,
    `select id from conversations c where link_id = ?
       and exists (select 1 from conversation_messages m where m.conversation_id = c.id)
     order by created_at, id`,
  ).all(linkId) as { readonly id: string }[];
  return rows.map(({ id }) => id);
}

export function renameConversation(
  db: Db,
  { id, title }: { readonly id: string; readonly title: string },
): void {
  prepared(db, 'update conversations set title = ? where id = ?').run(title, id);
}

/** Removes a conversation with all that was said; what was reported or edited of it stays for review. */
export function removeConversation(db: Db, id: string): void {
  write(db, () => prepared(db, 'delete from conversations where id = ?').run(id));
}

/** From now on nothing more is said. */
export function endConversation(db: Db, { id, now }: { readonly id: string; readonly now: string }): void {
  prepared(db, 'update conversations set ended_at = coalesce(ended_at, ?) where id = ?').run(now, id);
}
