import { expect, test } from 'vitest';
import { temporaryDatabase } from '../testing.ts';
import { castVote, forgetBattleWords } from './arena-battles.ts';
import { contenderChanges, keepVoteCheckpoints, withCheckpoints } from './arena-versions.ts';
import { listArenaVotes } from './arena-votes.ts';
import { createConversation, finishReply, sayInConversation } from './conversations.ts';
import { addGenerator, findGenerator } from './generator-systems.ts';
import { createUser } from './users.ts';

const at = (day: number) => `2026-01-0${day}T12:00:00.000Z`;

test('a vote knows what wrote the replies it was given on, after their words are gone, and the table who has changed', () => {
  const db = temporaryDatabase();
  for (const name of ['calm', 'loud'])
    addGenerator(db, { name, description: '', definition: { name }, now: at(1) });
  const systemIds = ['calm', 'loud'].map((name) => findGenerator(db, name).id);
  const { id: userId } = createUser(db, { role: 'visitor', displayName: 'V', now: at(1) });
  const id = createConversation(db, { kind: 'arena', userId, systemIds, seed: 1, now: at(1) });
  // In the midst of the talk the first came to answer with another.
  for (const [turn, checkpoint] of ['c0', 'c1'].entries()) {
    const { replies } = sayInConversation(db, { conversationId: id, text: `Hello ${turn}.`, now: at(1) });
    for (const reply of replies)
      finishReply(db, {
        replyId: reply.id,
        status: 'done',
        text: 'Hi.',
        checkpoint: reply.lane === 0 ? checkpoint : null,
        milliseconds: 1,
      });
  }
  castVote(db, { conversationId: id, choice: 'first', turns: 2, namesSystem: false, now: at(2) });
  expect(withCheckpoints(db, listArenaVotes(db, {}))).toMatchObject([{ checkpoints: [null, null] }]);
  keepVoteCheckpoints(db, id);
  forgetBattleWords(db, id);
  expect(withCheckpoints(db, listArenaVotes(db, {}))).toMatchObject([
    { systems: ['calm', 'loud'], checkpoints: ['c1', null] },
  ]);

  expect(contenderChanges(db)).toEqual([]);
  const add = db.driver.prepare(
    `insert into system_versions (system_id, version, definition, since, note) values (?, ?, '{}', ?, '')`,
  );
  // Those that are registered, changed before any vote, and changed after one.
  add.run(systemIds[0], 1, at(1));
  add.run(systemIds[1], 2, at(1));
  add.run(systemIds[0], 2, at(3));
  expect(contenderChanges(db)).toEqual([{ system: 'calm', version: 2, since: at(3) }]);
});
