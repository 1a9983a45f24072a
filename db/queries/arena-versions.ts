import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

/**
 * Keeps which checkpoints wrote the last replies of a battle with its vote, for the words may be removed. To be called
 * inside the `write` of the vote.
 */
export function keepVoteCheckpoints(db: Db, conversationId: string): void {
  prepared(
    db,
    `update arena_votes set checkpoints = (
       select json_group_array(checkpoint) from (
         select (select r.origin ->> '$.checkpoint' from conversation_replies r
                 where r.conversation_id = l.conversation_id and r.lane = l.lane and r.status = 'done'
                 order by r.turn desc, r.attempt desc limit 1) as checkpoint
         from conversation_lanes l where l.conversation_id = @id order by l.lane))
     where conversation_id = @id`,
  ).run({ id: conversationId });
}

type Checkpoints = readonly [string | null, string | null];

/** Votes with the checkpoints they were given on. */
export function withCheckpoints<Vote extends { readonly conversation: string }>(
  db: Db,
  votes: readonly Vote[],
): (Vote & { readonly checkpoints: Checkpoints })[] {
  const rows = prepared(
    db,
    `select conversation_id as id, checkpoints ->> 0 as first, checkpoints ->> 1 as second from arena_votes
     where checkpoints <> '[]'`,
  ).all() as { id: string; first: string | null; second: string | null }[];
  const known = new Map(rows.map(({ id, first, second }): [string, Checkpoints] => [id, [first, second]]));
  return votes.map((vote) => ({ ...vote, checkpoints: known.get(vote.conversation) ?? [null, null] }));
}

export interface ContenderChange {
  readonly system: string;
  readonly version: number;
  readonly since: string;
}

/** When systems that had votes already came to answer with another checkpoint, the newest change first. */
export function contenderChanges(db: Db): ContenderChange[] {
  return prepared(
    db,
    `select s.name as system, v.version, v.since from system_versions v join systems s on s.id = v.system_id
     where v.version > 1 and exists (
       select 1 from conversation_lanes l join arena_votes a on a.conversation_id = l.conversation_id
       where l.system_id = v.system_id and a.voted_at < v.since)
     order by v.since desc, s.name`,
  ).all() as ContenderChange[];
}
