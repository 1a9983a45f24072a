import { expect, test } from 'vitest';
import { arenaChoices } from '#annotations/arena/arena-vote.ts';
import { castVote, listPairVotes } from '#db/queries/arena-battles.ts';
import { createConversation } from '#db/queries/conversations.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { createUser } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { arenaTablePage, parseTableAddress } from './arena-table.server.ts';

const now = '2026-01-02T03:04:05.000Z';
const address = parseTableAddress(new URLSearchParams());

/** Votes of three systems, on each pair as often. */
function world(votes: number) {
  const db = temporaryDatabase();
  for (const name of ['a', 'b', 'c'])
    addGenerator(db, {
      name,
      description: '',
      definition: { name, generator: 'caire', checkpoint: '' },
      now,
    });
  const ids = (db.driver.prepare('select id from systems order by name').all() as { id: string }[]).map(
    ({ id }) => id,
  );
  const userId = createUser(db, { role: 'visitor', displayName: 'Visitor', now }).id;
  const vote = (n: number, namesSystem = false) => {
    const systemIds = [ids[n % 3] ?? '', ids[(n + 1) % 3] ?? ''];
    const conversationId = createConversation(db, { kind: 'arena', userId, systemIds, seed: n, now });
    const choice = arenaChoices[n % 4] ?? 'tie';
    castVote(db, { conversationId, choice, turns: 1, namesSystem, now });
  };
  for (let n = 0; n < votes; n++) vote(n);
  return { db, ids, userId, vote };
}

test('a table is reckoned once, until there are other votes', () => {
  const { db, vote } = world(24);
  const { table } = arenaTablePage(db, address);
  expect(table.votes).toBe(24);
  expect(arenaTablePage(db, address).table).toBe(table);
  createUser(db, { role: 'visitor', displayName: 'Somebody else', now });
  expect(arenaTablePage(db, address).table).toBe(table);
  expect(arenaTablePage(db, { ...address, turns: 2 }).table.votes).toBe(0);
  vote(24);
  expect(arenaTablePage(db, address).table.votes).toBe(25);
  db.driver.exec(`delete from systems where name = 'a'`);
  expect(arenaTablePage(db, address).table.systems.map(({ system }) => system)).toEqual(['b', 'c']);
});

test('votes of a pair are counted by the index alone, each way round, without those that named a system', () => {
  const { db, ids, vote } = world(12);
  vote(0, true);
  const counts = listPairVotes(db, ids.slice(0, 2));
  expect(counts.every(({ first, second }) => first === ids[0] && second === ids[1])).toBe(true);
  const total = (of: (counted: (typeof counts)[number]) => number) =>
    counts.reduce((sum, c) => sum + of(c), 0);
  expect([total((c) => c.firstWins), total((c) => c.secondWins), total((c) => c.ties)]).toEqual([1, 1, 2]);
  expect(listPairVotes(db, ids)).toHaveLength(12);
  const plan = db.driver
    .prepare(
      `explain query plan select first_system, second_system, choice, count(*) from arena_votes
       where names_system = 0 and first_system in (select value from json_each('[]'))
         and second_system in (select value from json_each('[]')) group by first_system, second_system, choice`,
    )
    .all() as { detail: string }[];
  expect(plan.map(({ detail }) => detail).join('; ')).toContain('COVERING INDEX arena_votes_by_pair');
});
