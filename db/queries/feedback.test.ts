import { expect, test } from 'vitest';
import { isWorkbenchError } from '#lib/errors.ts';
import { temporaryDatabase } from '../testing.ts';
import { createConversation, finishReply, retryReply, sayInConversation } from './conversations.ts';
import { removeConversation } from './conversations-kept.ts';
import {
  addEdit,
  addReport,
  countFeedback,
  decideFeedback,
  findFeedback,
  listFeedback,
  longestRemark,
  ownFeedback,
  withdrawFeedback,
} from './feedback.ts';
import { addGenerator } from './generator-systems.ts';
import { createUser } from './users.ts';

const now = '2026-01-02T03:04:05.000Z';
const later = '2026-01-02T03:05:00.000Z';
const open = { status: 'open', kind: null, systemId: null, limit: 10, offset: 0 } as const;

/** Somebody said two things and was answered; the second reply is the one they speak of. */
function world() {
  const db = temporaryDatabase();
  addGenerator(db, { name: 'calm', description: '', definition: { generator: 'caire' }, now });
  const { id: systemId } = db.driver.prepare('select id from systems').get() as { id: string };
  const userId = createUser(db, { role: 'visitor', displayName: 'Visitor', now }).id;
  const researcher = createUser(db, { role: 'researcher', displayName: 'Ada', now }).id;
  const conversationId = createConversation(db, {
    kind: 'chat',
    userId,
    systemIds: [systemId],
    seed: 1,
    now,
  });
  const answer = (said: string, text: string, status: 'done' | 'failed' = 'done') => {
    const { replies } = sayInConversation(db, { conversationId, text: said, now });
    finishReply(db, { replyId: replies[0]!.id, status, text, checkpoint: 'abc', milliseconds: 1 });
  };
  answer('My dog ran away.', 'Oh no!');
  answer('He is dead.', 'Great!');
  const place = { conversationId, turn: 1, lane: 0, attempt: 0, userId, now };
  return { db, systemId, researcher, answer, place };
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isWorkbenchError(error)) return error.code;
    throw error;
  }
  return 'none';
}

test('a report is kept with the dialogue as it was, and outlives the conversation', () => {
  const { db, place } = world();
  addReport(db, { ...place, reason: 'hurtful', remark: '  He died! ' });
  removeConversation(db, place.conversationId);
  expect(listFeedback(db, open)).toMatchObject([
    {
      kind: 'report',
      system: 'calm',
      userRole: 'visitor',
      history: [
        { speaker: 'speaker', text: 'My dog ran away.' },
        { speaker: 'listener', text: 'Oh no!' },
        { speaker: 'speaker', text: 'He is dead.' },
      ],
      reply: 'Great!',
      correction: null,
      reason: 'hurtful',
      remark: 'He died!',
      origin: { checkpoint: 'abc' },
      status: 'open',
    },
  ]);
});

test('a report and an edit of one reply stand beside each other, and each can be changed while it is open', () => {
  const { db, place } = world();
  addReport(db, { ...place, reason: 'hurtful', remark: '' });
  addEdit(db, { ...place, correction: 'I am so sorry.' });
  addReport(db, { ...place, reason: 'unsafe', remark: 'Worse.', now: later });
  expect(countFeedback(db, open)).toBe(2);
  const { conversationId, userId } = place;
  expect(ownFeedback(db, { conversationId, userId })).toMatchObject([
    { turn: 1, lane: 0, attempt: 0, kind: 'edit', correction: 'I am so sorry.' },
    { kind: 'report', reason: 'unsafe', remark: 'Worse.' },
  ]);
  expect(ownFeedback(db, { conversationId, userId: 'somebody else' })).toEqual([]);
  withdrawFeedback(db, { ...place, kind: 'report' });
  withdrawFeedback(db, { ...place, kind: 'report' });
  expect(listFeedback(db, open).map(({ kind }) => kind)).toEqual(['edit']);
});

test('what was decided on stays, until it is opened again', () => {
  const { db, place, researcher } = world();
  addEdit(db, { ...place, correction: 'I am so sorry.' });
  const [{ id } = { id: '' }] = listFeedback(db, open);
  const decision = { id, userId: researcher, seen: now, now: later };
  expect(decideFeedback(db, { ...decision, status: 'accepted' })).toBe(true);
  expect(codeOf(() => addEdit(db, { ...place, correction: 'Sorry.' }))).toBe('conflict');
  expect(codeOf(() => withdrawFeedback(db, { ...place, kind: 'edit' }))).toBe('conflict');
  expect(findFeedback(db, id)).toMatchObject({
    correction: 'I am so sorry.',
    status: 'accepted',
    decidedByName: 'Ada',
    decidedAt: later,
  });
  expect(listFeedback(db, { ...open, status: 'accepted', kind: 'edit' })).toHaveLength(1);
  expect(decideFeedback(db, { ...decision, status: 'open' })).toBe(true);
  addEdit(db, { ...place, correction: 'Sorry.', now: later });
  expect(findFeedback(db, id)).toMatchObject({ correction: 'Sorry.', status: 'open', decidedAt: null });
});

test('nobody decides on words that they have not seen', () => {
  const { db, place, researcher } = world();
  addEdit(db, { ...place, correction: 'I am so sorry.' });
  const [{ id } = { id: '' }] = listFeedback(db, open);
  addEdit(db, { ...place, correction: 'Something else.', now: later });
  expect(decideFeedback(db, { id, status: 'accepted', userId: researcher, seen: now, now: later })).toBe(
    false,
  );
  expect(findFeedback(db, id)?.status).toBe('open');
});

test('only a reply with words can be spoken of, and an edit must change it', () => {
  const { db, place, answer } = world();
  answer('Hello?', '', 'failed');
  retryReply(db, { ...place, turn: 2 });
  const report = (at: object) =>
    codeOf(() => addReport(db, { ...place, ...at, reason: 'other', remark: '' }));
  expect(report({ turn: 2 })).toBe('not-found');
  expect(report({ turn: 2, attempt: 1 })).toBe('not-found');
  expect(report({ turn: 9 })).toBe('not-found');
  expect(report({ attempt: 1 })).toBe('not-found');
  expect(codeOf(() => addEdit(db, { ...place, correction: ' Great! ' }))).toBe('bad-input');
  expect(codeOf(() => addEdit(db, { ...place, correction: '  ' }))).toBe('bad-input');
  const remark = 'x'.repeat(longestRemark + 1);
  expect(codeOf(() => addReport(db, { ...place, reason: 'other', remark }))).toBe('bad-input');
  expect(countFeedback(db, open)).toBe(0);
});

test('feedback is found by its system and kind', () => {
  const { db, place, systemId } = world();
  addReport(db, { ...place, reason: 'other', remark: '' });
  expect(countFeedback(db, { ...open, systemId, kind: 'report' })).toBe(1);
  expect(countFeedback(db, { ...open, systemId: 'another' })).toBe(0);
  expect(countFeedback(db, { ...open, kind: 'edit' })).toBe(0);
});
