import { expect, test } from 'vitest';
import { temporaryDatabase } from '../testing.ts';
import {
  createChatLink,
  findChatLink,
  linksOfPerson,
  listChatLinks,
  type NewChatLink,
  revokeChatLink,
  takeChatLink,
} from './chat-links.ts';
import { createConversation, sayInConversation } from './conversations.ts';
import { removeConversation } from './conversations-kept.ts';
import { addGenerator } from './generator-systems.ts';
import { createUser } from './users.ts';

const now = '2026-01-02T03:04:05.000Z';
const later = '2026-01-09T03:04:05.000Z';

function world(changes: Partial<NewChatLink> = {}) {
  const db = temporaryDatabase();
  for (const name of ['beta', 'alpha'])
    addGenerator(db, { name, description: '', definition: { name }, now });
  const systems = (
    db.driver.prepare('select id from systems order by name desc').all() as { id: string }[]
  ).map(({ id }) => id);
  const createdBy = createUser(db, { role: 'researcher', displayName: 'Ada', now }).id;
  const link: NewChatLink = {
    kind: 'chat',
    secretHash: 'hash',
    title: 'Talk',
    welcome: '',
    systems,
    isBlind: true,
    maxUses: null,
    createdBy,
    now,
    expiresAt: null,
    ...changes,
  };
  const id = createChatLink(db, link);
  const person = () => createUser(db, { role: 'visitor', displayName: 'Visitor', now }).id;
  const take = (at = now, userId = person()) => takeChatLink(db, { secretHash: 'hash', userId, now: at })?.id;
  const state = (at = now) => findChatLink(db, { secretHash: 'hash', now: at })?.state;
  return { db, id, systems, person, take, state };
}

test('a link lets in as many people as it is for, and says so then', () => {
  const { db, id, take, state } = world({ maxUses: 2 });
  expect([take(), take(), take()]).toEqual([id, id, undefined]);
  expect(state()).toBe('used-up');
  expect(listChatLinks(db, { kind: 'chat', now })).toMatchObject([{ uses: 2, maxUses: 2, state: 'used-up' }]);
});

test('who came by a link comes again without another use, until it is revoked', () => {
  const { db, id, person, take, state } = world({ maxUses: 1 });
  const userId = person();
  expect([take(now, userId), take(later, userId), take()]).toEqual([id, id, undefined]);
  expect(listChatLinks(db, { kind: 'chat', now })).toMatchObject([{ uses: 1 }]);
  expect(linksOfPerson(db, { userId, kind: 'chat', now })).toMatchObject([{ id, state: 'used-up' }]);
  revokeChatLink(db, { id, now });
  expect([take(now, userId), state()]).toEqual([undefined, 'revoked']);
});

test('a link without a bound or an end lets anybody in, until it is revoked', () => {
  const { db, id, take, state } = world();
  for (let n = 0; n < 20; n++) expect(take(later)).toBe(id);
  revokeChatLink(db, { id, now });
  expect(take()).toBeUndefined();
  expect(state()).toBe('revoked');
});

test('a link ends when it expires, and where none of its systems is left', () => {
  const { take, state } = world({ expiresAt: later });
  expect([state(now), state(later), take(later)]).toEqual(['usable', 'expired', undefined]);
  const { db, take: takeIt, state: stateOf } = world();
  db.driver.exec('delete from systems');
  expect([stateOf(), takeIt()]).toEqual(['no-systems', undefined]);
});

test('systems stand in the order they were chosen in', () => {
  const { db } = world();
  const link = findChatLink(db, { secretHash: 'hash', now });
  expect(link?.systems.map(({ name }) => name)).toEqual(['beta', 'alpha']);
  expect(findChatLink(db, { secretHash: 'another', now })).toBeUndefined();
});

test('what came of a link is counted, and those who came by it know it', () => {
  const { db, id, systems, person, take } = world();
  const userId = person();
  expect(linksOfPerson(db, { userId, kind: 'chat', now })).toEqual([]);
  take(now, userId);
  const conversationId = createConversation(db, {
    kind: 'chat',
    userId,
    linkId: id,
    systemIds: systems,
    seed: 1,
    now,
  });
  for (const text of ['One.', 'Two.']) sayInConversation(db, { conversationId, text, now });
  expect(listChatLinks(db, { kind: 'chat', now })).toMatchObject([{ conversations: 1, messages: 2 }]);
  expect(listChatLinks(db, { kind: 'arena', now })).toEqual([]);
  removeConversation(db, conversationId);
  expect(linksOfPerson(db, { userId, kind: 'chat', now })).toMatchObject([{ id, title: 'Talk' }]);
  expect(linksOfPerson(db, { userId, kind: 'arena', now })).toEqual([]);
});
