import { expect, test } from 'vitest';
import { type ChatAction, chatState, nextChatState } from './chat-state.ts';
import { type ChatReply, type ChatTurn, noFeedback } from './chat-view.ts';

const reply: ChatReply = {
  attempt: 0,
  status: 'done',
  text: 'Hi!',
  error: null,
  writing: null,
  feedback: noFeedback,
};
const before: ChatTurn = { turn: 0, text: 'Hello.', saidAt: 'then', lanes: [[reply], [reply]] };
const said: ChatAction = { kind: 'said', text: 'How are you?', lanes: 2, at: 'now' };

function after(...actions: readonly ChatAction[]) {
  return actions.reduce(nextChatState, chatState([before]));
}

const events = (...told: Extract<ChatAction, { kind: 'events' }>['events']): ChatAction => ({
  kind: 'events',
  turn: 1,
  events: told,
});

test('what is said stands there at once, with a reply of each lane to come', () => {
  const { turns } = after(said);
  expect(turns[1]).toMatchObject({
    turn: 1,
    text: 'How are you?',
    lanes: [[{ status: 'pending' }], [{ text: '' }]],
  });
  expect(after(said, { kind: 'unsaid', turn: 1 }).turns).toEqual([before]);
});

test('words come in each lane of their own, and only whole replies are told', () => {
  const writing = after(
    said,
    events(
      { kind: 'text', lane: 0, keep: 0, add: 'i am' },
      { kind: 'text', lane: 1, keep: 0, add: 'Fine' },
      { kind: 'text', lane: 0, keep: 0, add: 'I am well' },
      { kind: 'text', lane: 0, keep: 4, add: ' so well' },
    ),
  );
  expect(writing.turns[1]?.lanes.map((lane) => lane[0]?.text)).toEqual(['I am so well', 'Fine']);
  expect(writing.told).toEqual([]);
  const done = nextChatState(writing, events({ kind: 'done', lane: 1, reply: { ...reply, text: 'Fine.' } }));
  expect(done.turns[1]?.lanes[1]).toEqual([{ ...reply, text: 'Fine.' }]);
  expect(done.turns[1]?.lanes[0]?.[0]?.status).toBe('pending');
  expect(done.told).toEqual([{ lane: 1, text: 'Fine.' }]);
  expect(nextChatState(done, said).told).toEqual([]);
});

test('a stream that breaks off leaves what had come, stopped', () => {
  const { turns } = after(
    said,
    events({ kind: 'text', lane: 0, keep: 0, add: 'Half a' }, { kind: 'failed', lane: 1, message: 'No.' }),
    { kind: 'ended', turn: 1, lanes: [0, 1] },
  );
  expect(turns[1]?.lanes).toMatchObject([
    [{ status: 'stopped', text: 'Half a' }],
    [{ status: 'failed', error: 'No.' }],
  ]);
});

test('another attempt leaves the earlier ones, and goes again where it was refused', () => {
  const retried = after({ kind: 'retried', turn: 0, lane: 1 });
  expect(retried.turns[0]?.lanes).toMatchObject([[reply], [reply, { attempt: 1, status: 'pending' }]]);
  expect(nextChatState(retried, { kind: 'unretried', turn: 0, lane: 1 }).turns).toEqual([before]);
});

test('an attempt has the number that it has where it is kept, whatever was tried in another tab', () => {
  const { turns } = after(
    { kind: 'retried', turn: 0, lane: 1 },
    { kind: 'events', turn: 0, events: [{ kind: 'begun', turn: 0, replies: [{ lane: 1, attempt: 4 }] }] },
    { kind: 'ended', turn: 0, lanes: [1] },
  );
  expect(turns[0]?.lanes.map((lane) => lane.map(({ attempt }) => attempt))).toEqual([[0], [0, 4]]);
});

test('what is said of one attempt is no other’s', () => {
  const feedback = { report: null, edit: { correction: 'Hey!', isOpen: true } };
  const { turns } = after(
    { kind: 'retried', turn: 0, lane: 0 },
    { kind: 'feedback', turn: 0, lane: 0, attempt: 0, feedback },
  );
  expect(turns[0]?.lanes[0]?.map((each) => each.feedback)).toEqual([feedback, noFeedback]);
});
