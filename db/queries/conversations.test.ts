import { expect, test } from 'vitest';
import { isWorkbenchError } from '#lib/errors.ts';
import { temporaryDatabase } from '../testing.ts';
import {
  conversationContext,
  createConversation,
  finishReply,
  longestMessage,
  mostAttempts,
  mostLanes,
  mostMessages,
  type PendingReply,
  retryReply,
  sayInConversation,
} from './conversations.ts';
import {
  endConversation,
  findConversation,
  listConversations,
  readConversation,
  removeConversation,
  renameConversation,
} from './conversations-kept.ts';
import { addGenerator } from './generator-systems.ts';
import { createUser } from './users.ts';

const now = '2026-01-02T03:04:05.000Z';
const later = '2026-01-02T03:05:00.000Z';

function world(lanes = 2) {
  const db = temporaryDatabase();
  for (const name of ['first', 'second'])
    addGenerator(db, {
      name,
      description: '',
      definition: { name, generator: 'caire', checkpoint: name },
      now,
    });
  const ids = (db.driver.prepare('select id from systems order by name').all() as { id: string }[]).map(
    ({ id }) => id,
  );
  const userId = createUser(db, { role: 'visitor', displayName: 'Visitor', now }).id;
  const id = createConversation(db, { kind: 'chat', userId, systemIds: ids.slice(0, lanes), seed: 7, now });
  const say = (text: string) => sayInConversation(db, { conversationId: id, text, now });
  const finish = (
    reply: PendingReply | undefined,
    text: string,
    status: 'done' | 'stopped' | 'failed' = 'done',
  ) =>
    finishReply(db, {
      replyId: reply!.id,
      status,
      text,
      checkpoint: 'abc',
      milliseconds: 12.4,
      tokenCount: 3,
    });
  const context = (turn: number, lane: number) =>
    conversationContext(db, { conversationId: id, turn, lane }).map(
      ({ speaker, text }) => `${speaker[0]}: ${text}`,
    );
  return { db, userId, ids, id, say, finish, context };
}

/** Of the expected failure of some work. */
function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isWorkbenchError(error)) return error.code;
    throw error;
  }
  return 'none';
}

test('a message and a reply of each system begin together, each with a seed of its own', () => {
  const { db, id, say } = world();
  const { turn, replies } = say('  My dog ran away.  ');
  expect(turn).toBe(0);
  expect(replies.map(({ lane, system, attempt }) => [lane, system, attempt])).toEqual([
    [0, 'first', 0],
    [1, 'second', 0],
  ]);
  expect(new Set(replies.map(({ seed }) => seed)).size).toBe(2);
  const kept = readConversation(db, id)!;
  expect(kept).toMatchObject({
    title: 'My dog ran away.',
    messages: [{ turn: 0, text: 'My dog ran away.' }],
  });
  expect(kept.replies.map(({ status, origin }) => [status, origin.definition?.name])).toEqual([
    ['pending', 'first'],
    ['pending', 'second'],
  ]);
});

test('the same conversation is given the same seeds again', () => {
  const seeds = () => {
    const { say } = world();
    return [...say('One.').replies, ...say('Two.').replies].map(({ seed }) => seed);
  };
  expect(seeds()).toEqual(seeds());
});

test('a system sees what the person said and its own replies, never another’s', () => {
  const { say, finish, context } = world();
  const first = say('My dog ran away.');
  finish(first.replies[0], 'Oh no!');
  finish(first.replies[1], 'Great.');
  say('He is back.');
  expect(context(0, 0)).toEqual(['s: My dog ran away.']);
  expect(context(1, 0)).toEqual(['s: My dog ran away.', 'l: Oh no!', 's: He is back.']);
  expect(context(1, 1)).toEqual(['s: My dog ran away.', 'l: Great.', 's: He is back.']);
});

test('the dialogue goes on from the last attempt that has words; stopped ones have, failed ones have none', () => {
  const { db, id, say, finish, context } = world(1);
  const first = say('Hello.');
  finish(first.replies[0], 'Hi!');
  const again = retryReply(db, { conversationId: id, turn: 0, lane: 0, now: later });
  expect(again).toMatchObject({ attempt: 1, turn: 0, lane: 0 });
  expect(again.seed).not.toBe(first.replies[0]?.seed);
  finish(again, 'Good mor', 'stopped');
  finish(retryReply(db, { conversationId: id, turn: 0, lane: 0, now: later }), '', 'failed');
  say('How are you?');
  expect(context(1, 0)).toEqual(['s: Hello.', 'l: Good mor', 's: How are you?']);
  expect(readConversation(db, id)?.replies.map(({ text }) => text)).toEqual(['Hi!', 'Good mor', '', '']);
});

test('a reply that was cut off leaves a gap that the dialogue steps over', () => {
  const { say, context } = world(1);
  say('Hello?');
  say('Anybody?');
  expect(context(1, 0)).toEqual(['s: Hello?', 's: Anybody?']);
});

test('a reply remembers the checkpoint that wrote it, and stays as it ended', () => {
  const { db, id, say, finish } = world(1);
  const { replies } = say('Hello.');
  finish(replies[0], 'Hi!');
  finish(replies[0], 'Overwritten', 'stopped');
  expect(readConversation(db, id)?.replies[0]).toMatchObject({
    status: 'done',
    text: 'Hi!',
    tokenCount: 3,
    milliseconds: 12,
    origin: { checkpoint: 'abc', seed: replies[0]?.seed, definition: { checkpoint: 'first' } },
  });
});

test('only the last reply can be tried again, and nothing of another lane or turn', () => {
  const { db, id, say } = world(1);
  say('One.');
  say('Two.');
  const retry = (turn: number, lane: number) =>
    codeOf(() => retryReply(db, { conversationId: id, turn, lane, now }));
  expect(retry(0, 0)).toBe('conflict');
  expect(retry(1, 1)).toBe('not-found');
  expect(retry(2, 0)).toBe('not-found');
});

test('a reply is tried so many times and no more, each lane for itself', () => {
  const { db, id, say } = world();
  say('One.');
  const retry = (lane: number) =>
    codeOf(() => retryReply(db, { conversationId: id, turn: 0, lane, now: later }));
  for (let attempt = 1; attempt < mostAttempts; attempt++) expect(retry(0)).toBe('none');
  expect([retry(0), retry(1)]).toEqual(['conflict', 'none']);
  say('Two.');
  expect(retryReply(db, { conversationId: id, turn: 1, lane: 0, now: later }).attempt).toBe(1);
});

test('nothing, too much and one message too many are refused, and nothing of them is kept', () => {
  const { db, id, say } = world(1);
  expect(codeOf(() => say('  \n '))).toBe('bad-input');
  expect(codeOf(() => say('x'.repeat(longestMessage + 1)))).toBe('bad-input');
  for (let turn = 0; turn < mostMessages; turn++) say('x'.repeat(turn === 0 ? longestMessage : 1));
  expect(codeOf(() => say('more'))).toBe('conflict');
  const kept = readConversation(db, id)!;
  expect(kept.messages).toHaveLength(mostMessages);
  expect([...kept.title]).toHaveLength(80);
});

test('a conversation that has ended, or is gone, takes nothing more', () => {
  const { db, id, say } = world(1);
  say('One.');
  endConversation(db, { id, now });
  endConversation(db, { id, now: later });
  expect(findConversation(db, id)?.endedAt).toBe(now);
  expect(codeOf(() => say('Two.'))).toBe('closed');
  expect(codeOf(() => retryReply(db, { conversationId: id, turn: 0, lane: 0, now }))).toBe('closed');
  removeConversation(db, id);
  expect(readConversation(db, id)).toBeUndefined();
  expect(codeOf(() => say('Three.'))).toBe('not-found');
  for (const table of ['conversation_messages', 'conversation_replies', 'conversation_lanes'])
    expect(db.driver.prepare(`select count(*) as n from ${table}`).get()).toEqual({ n: 0 });
});

test('a person’s conversations are listed by kind, the last used first, under the name they gave', () => {
  const { db, userId, ids, id, say } = world();
  const more = { userId, systemIds: ids.slice(1), seed: 1, now: later };
  const second = createConversation(db, { ...more, kind: 'chat' });
  createConversation(db, { ...more, kind: 'arena' });
  const list = () => listConversations(db, { userId, kind: 'chat', limit: 10 });
  expect(list().map((row) => row.id)).toEqual([second, id]);
  say('Hello.');
  renameConversation(db, { id, title: 'My dog' });
  say('Again.');
  expect(list().find((row) => row.id === id)).toMatchObject({
    title: 'My dog',
    messages: 2,
    systems: ['first', 'second'],
    isBlind: false,
  });
  expect(listConversations(db, { userId: 'nobody', kind: 'chat', limit: 10 })).toEqual([]);
});

test('a conversation has one system at least and not too many; the same may stand in two lanes', () => {
  const { db, userId, ids } = world();
  const make = (systemIds: readonly string[]) =>
    createConversation(db, { kind: 'chat', userId, systemIds, seed: 1, now });
  expect(codeOf(() => make([]))).toBe('bad-input');
  expect(codeOf(() => make(Array(mostLanes + 1).fill(ids[0])))).toBe('bad-input');
  expect(readConversation(db, make([ids[0]!, ids[0]!]))?.lanes).toHaveLength(2);
});
