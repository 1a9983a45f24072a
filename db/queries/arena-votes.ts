import type { ArenaVote } from '#annotations/arena/arena-vote.ts';
import { type Db, readSnapshot } from '../client.ts';
import { prepared } from '../prepared.ts';

export interface ArenaFilter {
  /** Of one link's visitors; `none` for those who came by no link. */
  readonly link?: string | undefined;
  /** Votes at this ISO time or later. */
  readonly since?: string | undefined;
  readonly leastTurns?: number | undefined;
  /** Whether votes on replies that named a system are among them. Default left out. */
  readonly leaks?: 'in' | 'out' | undefined;
}

export interface ArenaVoteRow extends ArenaVote {
  readonly conversation: string;
  /** Of the link; null where there was none, or it is gone. */
  readonly link: string | null;
  readonly votedAt: string;
}

/**
 * Votes in the order they came. People are named by the order in which they first voted, over all votes whatever the
 * filter, so that a name stays theirs.
 */
export function listArenaVotes(db: Db, filter: ArenaFilter): ArenaVoteRow[] {
  return readSnapshot(db, () => {
    const names = voterNames(db);
    const rows = prepared(
      db,
      `select v.conversation_id as conversation, c.user_id as userId, k.title as link, v.choice, v.turns,
         v.names_system as namesSystem, v.voted_at as votedAt, a.name as first, b.name as second
       from arena_votes v
       join conversations c on c.id = v.conversation_id
       join systems a on a.id = v.first_system
       join systems b on b.id = v.second_system
       left join chat_links k on k.id = c.link_id
       where (@link is null or iif(@link = 'none', c.link_id is null, c.link_id = @link))
         and (@since is null or v.voted_at >= @since)
         and v.turns >= @leastTurns
         and (@leaks = 'in' or not v.names_system)
       order by v.voted_at, v.conversation_id`,
    ).all({
      link: filter.link ?? null,
      since: filter.since ?? null,
      leastTurns: filter.leastTurns ?? 1,
      leaks: filter.leaks ?? 'out',
    }) as VoteRow[];
    // Field by field: of thousands of votes, what is left of a row is slow to gather.
    return rows.map((row) => ({
      conversation: row.conversation,
      voter: names.get(row.userId) ?? '',
      link: row.link,
      systems: [row.first, row.second],
      choice: row.choice,
      turns: row.turns,
      namesSystem: row.namesSystem === 1,
      votedAt: row.votedAt,
    }));
  });
}

type VoteRow = Omit<ArenaVoteRow, 'systems' | 'voter' | 'namesSystem'> & {
  readonly userId: string;
  readonly first: string;
  readonly second: string;
  readonly namesSystem: number;
};

function voterNames(db: Db): ReadonlyMap<string, string> {
  const voters = prepared(
    db,
    `select user_id as id from arena_votes v join conversations c on c.id = v.conversation_id
     group by user_id order by min(v.voted_at), user_id`,
  ).all() as { readonly id: string }[];
  return new Map(voters.map(({ id }, at) => [id, `P${String(at + 1).padStart(3, '0')}`]));
}

/**
 * Text that differs from an earlier one where `listArenaVotes` may tell of other votes: they come and go with people
 * and systems, and never change.
 */
export function arenaVotesStamp(db: Db): string {
  const { votes, last, systems } = prepared(
    db,
    `select (select count(*) from arena_votes) as votes, (select max(voted_at) from arena_votes) as last,
       (select count(*) from systems) as systems`,
  ).get() as { votes: number; last: string | null; systems: number };
  return `${votes} ${last} ${systems}`;
}

export interface ArenaTotals {
  readonly votes: number;
  /** Votes on replies that named a system. */
  readonly leaks: number;
  /** Battles that people left with no vote though both had answered. */
  readonly unvoted: number;
}

/** Over all votes, whatever the filter. */
export function arenaTotals(db: Db): ArenaTotals {
  return prepared(
    db,
    `select (select count(*) from arena_votes) as votes,
       (select count(*) from arena_votes where names_system) as leaks,
       (select count(*) from conversations c where c.kind = 'arena'
          and not exists (select 1 from arena_votes v where v.conversation_id = c.id)
          and exists (select 1 from conversation_replies a join conversation_replies b
                      on b.conversation_id = a.conversation_id and b.turn = a.turn and b.lane = 1 and b.status = 'done'
                      where a.conversation_id = c.id and a.lane = 0 and a.status = 'done')) as unvoted`,
  ).get() as ArenaTotals;
}

/** Links by which people came to the arena, the newest first. */
export function listArenaLinks(db: Db): { readonly id: string; readonly title: string }[] {
  return prepared(
    db,
    `select id, title from chat_links where kind = 'arena' order by created_at desc, id`,
  ).all() as { id: string; title: string }[];
}
