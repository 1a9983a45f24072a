import type { ArenaChoice } from '#annotations/arena/arena-vote.ts';
import type { PairVotes } from '#annotations/arena/draw-battle.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';

/** A system that may be drawn. */
export interface ArenaContender {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** In the order of their names. */
export function listContenders(db: Db): ArenaContender[] {
  return prepared(
    db,
    `select id, name, description from systems where definition is not null and trial_of is null order by name`,
  ).all() as ArenaContender[];
}

/** Systems by their ids, those that no longer answer as well. */
export function findSystemDefinitions(
  db: Db,
  ids: readonly string[],
): { readonly name: string; readonly definition: Readonly<Record<string, unknown>> | null }[] {
  const rows = prepared(
    db,
    'select name, definition from systems where id in (select value from json_each(?))',
  ).all(JSON.stringify(ids)) as { name: string; definition: string | null }[];
  return rows.map(({ name, definition }) => ({
    name,
    definition: definition === null ? null : JSON.parse(definition),
  }));
}

/** Votes so far between any of these systems, by id; those on replies that named a system do not count. */
export function listPairVotes(db: Db, systemIds: readonly string[]): PairVotes[] {
  const rows = prepared(
    db,
    // The index by pair holds all that is asked for: no vote is looked at itself.
    `select first_system as first, second_system as second, choice, count(*) as votes
     from arena_votes
     where names_system = 0 and first_system in (select value from json_each(@ids))
       and second_system in (select value from json_each(@ids))
     group by first_system, second_system, choice`,
  ).all({ ids: JSON.stringify(systemIds) }) as {
    first: string;
    second: string;
    choice: ArenaChoice;
    votes: number;
  }[];
  return rows.map(({ first, second, choice, votes }) => ({
    first,
    second,
    firstWins: choice === 'first' ? votes : 0,
    secondWins: choice === 'second' ? votes : 0,
    ties: choice === 'tie' || choice === 'both-bad' ? votes : 0,
  }));
}

export interface ArenaLink {
  readonly id: string;
  readonly title: string;
  readonly welcome: string;
  /** Ids of systems. */
  readonly systems: readonly string[];
  /** Neither revoked nor expired. */
  readonly isOpen: boolean;
}

export function findArenaLink(
  db: Db,
  { id, now }: { readonly id: string; readonly now: string },
): ArenaLink | undefined {
  const row = prepared(
    db,
    `select id, title, welcome, systems, revoked_at is null and (expires_at is null or expires_at > @now) as isOpen
     from chat_links where id = @id and kind = 'arena'`,
  ).get({ id, now }) as
    | (Omit<ArenaLink, 'systems' | 'isOpen'> & { systems: string; isOpen: number })
    | undefined;
  return row && { ...row, systems: JSON.parse(row.systems), isOpen: row.isOpen === 1 };
}

/** The battle that this person left open, the last one first; only by this link where one is given. */
export function findOpenBattle(
  db: Db,
  { userId, linkId = null }: { readonly userId: string; readonly linkId?: string | null },
): string | undefined {
  const row = prepared(
    db,
    `select id from conversations
     where user_id = @userId and kind = 'arena' and ended_at is null and link_id is @linkId
     order by updated_at desc, id limit 1`,
  ).get({ userId, linkId }) as { id: string } | undefined;
  return row?.id;
}

/** The link of the last battle that this person came to; null where it was none, undefined where there was no battle. */
export function findLastArenaLink(db: Db, userId: string): string | null | undefined {
  const row = prepared(
    db,
    `select link_id as linkId from conversations where user_id = ? and kind = 'arena'
     order by created_at desc, id limit 1`,
  ).get(userId) as { linkId: string | null } | undefined;
  return row?.linkId;
}

export interface BattleVote {
  readonly choice: ArenaChoice;
  readonly turns: number;
  readonly namesSystem: boolean;
}

export function findBattleVote(db: Db, conversationId: string): BattleVote | undefined {
  const row = prepared(
    db,
    'select choice, turns, names_system as namesSystem from arena_votes where conversation_id = ?',
  ).get(conversationId) as (Omit<BattleVote, 'namesSystem'> & { namesSystem: number }) | undefined;
  return row && { ...row, namesSystem: row.namesSystem === 1 };
}

/**
 * Keeps a vote, the only one of its battle, and ends the conversation.
 * @throws WorkbenchError `conflict` where there is one already, `not-found` where the conversation is gone
 */
export function castVote(
  db: Db,
  vote: BattleVote & { readonly conversationId: string; readonly now: string },
): void {
  const { conversationId, choice, turns, namesSystem, now } = vote;
  write(db, () => {
    const ended = prepared(
      db,
      `update conversations set ended_at = coalesce(ended_at, @now), updated_at = @now
       where id = @id and kind = 'arena'`,
    ).run({ id: conversationId, now });
    if (ended.changes === 0) throw new WorkbenchError('not-found', 'There is no such conversation any more.');
    const { changes } = prepared(
      db,
      `insert into arena_votes
         (conversation_id, first_system, second_system, choice, turns, names_system, voted_at)
       values (@id, (select system_id from conversation_lanes where conversation_id = @id and lane = 0),
         (select system_id from conversation_lanes where conversation_id = @id and lane = 1),
         @choice, @turns, @namesSystem, @now)
       on conflict do nothing`,
    ).run({ id: conversationId, choice, turns, namesSystem: namesSystem ? 1 : 0, now });
    if (changes === 0)
      throw new WorkbenchError('conflict', 'You have voted here already, in another tab perhaps.');
  });
}

/** Removes what was said in a battle; who met, and the vote, stay. */
export function forgetBattleWords(db: Db, conversationId: string): void {
  write(db, () => {
    prepared(db, 'delete from conversation_messages where conversation_id = ?').run(conversationId);
    prepared(db, `update conversations set title = '' where id = ?`).run(conversationId);
  });
}
