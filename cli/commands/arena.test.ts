import { expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { castVote } from '#db/queries/arena-battles.ts';
import { createConversation } from '#db/queries/conversations.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { createUser } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { spokenBy } from '../testing.ts';
import { registerArenaCommands } from './arena.ts';

const now = '2026-01-02T03:04:05.000Z';

const arena = (db: Db, ...words: readonly string[]) =>
  spokenBy(registerArenaCommands, { db, now }, ['arena', ...words]);

function withVotes(): Db {
  const db = temporaryDatabase();
  for (const name of ['calm', 'loud'])
    addGenerator(db, { name, description: '', definition: { name, generator: 'random' }, now });
  const ids = (
    db.driver.prepare(`select id from systems where name in ('calm', 'loud') order by name`).all() as {
      id: string;
    }[]
  ).map(({ id }) => id);
  const userId = createUser(db, { role: 'visitor', displayName: 'Visitor', now }).id;
  const votes = ['first', 'first', 'second', 'tie', 'both-bad', 'first'] as const;
  votes.forEach((choice, at) => {
    const conversationId = createConversation(db, { kind: 'arena', userId, systemIds: ids, seed: at, now });
    castVote(db, {
      conversationId,
      choice,
      turns: 1 + (at % 2),
      namesSystem: at === 5,
      now: `2026-01-02T03:04:0${at}.000Z`,
    });
  });
  return db;
}

test('`arena table` tells strengths, ranks and the votes of each pair', async () => {
  const { out: text, documents } = await arena(withVotes(), 'table', '--resamples', '200');
  expect(text).toMatch(/^5 votes of 1 people/);
  expect(text).toMatch(/^calm +1 /m);
  expect(text).toMatch(/^calm +loud +2 +1 +1 +1$/m);
  expect(documents[0]).toMatchObject({
    votes: 5,
    systems: [{ system: 'calm', wins: 2 }, { system: 'loud' }],
  });
});

test('filters say which votes count, and faults in them are told', async () => {
  const db = withVotes();
  expect((await arena(db, 'table', '--leaks')).documents[0]).toMatchObject({ votes: 6 });
  expect((await arena(db, 'table', '--turns', '2')).documents[0]).toMatchObject({ votes: 2 });
  expect((await arena(db, 'table', '--since', '2026-02-01')).out).toBe('There are no votes.\n');
  await expect(arena(db, 'table', '--since', 'spring')).rejects.toThrow(/--since must be a day/);
  await expect(arena(db, 'table', '--both-bad', 'half')).rejects.toThrow(/tie or left-out/);
});

test('`arena export` has a line for each vote, and nobody’s id', async () => {
  const db = withVotes();
  const { out: text } = await arena(db, 'export');
  const lines = text.trimEnd().split(/\r?\n/);
  expect(lines).toHaveLength(6);
  expect(lines[1]).toBe('2026-01-02,P001,,calm,loud,first,calm,1,no,,');
  expect(text).not.toMatch(/usr_|cnv_|sys_/);
});

test('`arena table --by-version` sets each checkpoint of a system apart', async () => {
  const db = withVotes();
  db.driver.exec(`update arena_votes set checkpoints = '["c0ffee0000","beef"]' where choice = 'first'`);
  db.driver.exec(`update arena_votes set checkpoints = '["decaf00000","beef"]' where choice <> 'first'`);
  const { documents } = await arena(db, 'table', '--by-version');
  const { systems } = documents[0] as { systems: { system: string; wins: number; losses: number }[] };
  const counts = Object.fromEntries(systems.map(({ system, wins, losses }) => [system, [wins, losses]]));
  expect(counts).toEqual({ 'calm @ c0ffee00': [2, 0], 'calm @ decaf000': [0, 1], 'loud @ beef': [1, 2] });
});
