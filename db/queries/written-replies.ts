import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { ReplyOrigin } from '../schema/conversations.ts';

/** A reply that has words, whole or stopped. */
export interface WrittenReply {
  readonly turn: number;
  readonly lane: number;
  readonly attempt: number;
  readonly status: 'done' | 'stopped';
  readonly text: string;
  /** Its name. */
  readonly system: string;
  readonly seed: number;
  readonly checkpoint: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly tokenCount: number | null;
  readonly milliseconds: number | null;
}

type Row = Omit<WrittenReply, 'seed' | 'checkpoint' | 'details'> & {
  readonly origin: string;
  readonly details: string;
};

/** By lane, the last attempt at a turn, where that has words. */
export function writtenReplies(
  db: Db,
  at: { readonly conversationId: string; readonly turn: number },
): WrittenReply[] {
  const rows = prepared(
    db,
    `select r.turn, r.lane, max(r.attempt) as attempt, r.status, r.text, s.name as system, r.origin, r.details,
       r.token_count as tokenCount, r.milliseconds
     from conversation_replies r
     join conversation_lanes l on l.conversation_id = r.conversation_id and l.lane = r.lane
     join systems s on s.id = l.system_id
     where r.conversation_id = @conversationId and r.turn = @turn group by r.lane order by r.lane`,
  ).all(at) as (Row & { readonly status: string })[];
  return rows
    .filter(({ status, text }) => (status === 'done' || status === 'stopped') && text !== '')
    .map(({ origin, details, ...row }) => {
      const { seed, checkpoint } = JSON.parse(origin) as ReplyOrigin;
      return { ...row, seed, checkpoint, details: JSON.parse(details) };
    });
}
