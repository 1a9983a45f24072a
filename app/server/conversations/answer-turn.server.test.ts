import pino from 'pino';
import { expect, test } from 'vitest';
import type { TurnEvent } from '#app/components/chat/chat-events.ts';
import { createConversation, sayInConversation } from '#db/queries/conversations.ts';
import { readConversation } from '#db/queries/conversations-kept.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { createUser } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { GeneratedResponse, ModelClient, RespondRequest } from '#models/client.ts';
import { answerTurn } from './answer-turn.server.ts';
import type { Telling } from './told-reply.server.ts';

const now = '2026-01-02T03:04:05.000Z';
const log = pino({ level: 'silent' });

function response(text: string): GeneratedResponse {
  const details = { emotion: [{ label: 'sad', probability: 1 }] };
  return { text, raw: text, tokens: [1, 2], logProbabilities: [-1, -1], finished: 'eos', details };
}

type Respond = (name: string, request: RespondRequest) => Promise<GeneratedResponse>;

/** Systems named by lane that answer as `respond` says. */
function world(respond: Respond, names: readonly string[] = ['calm', 'loud']) {
  const db = temporaryDatabase();
  for (const name of names)
    addGenerator(db, {
      name,
      description: '',
      definition: { name, generator: 'caire', checkpoint: 'none' },
      now,
    });
  const userId = createUser(db, { role: 'visitor', displayName: 'Visitor', now }).id;
  const systemIds = (db.driver.prepare('select id from systems order by name').all() as { id: string }[]).map(
    ({ id }) => id,
  );
  const id = createConversation(db, { kind: 'chat', userId, systemIds, seed: 3, now });
  const models = {
    respond: (system, request) => respond(system.name, request),
  } as Pick<ModelClient, 'respond'> as ModelClient;
  const answer = (
    text: string,
    { tells = 'everything' as Telling, signal = new AbortController().signal } = {},
  ) => {
    const { replies } = sayInConversation(db, { conversationId: id, text, now });
    return answerTurn({ db, models, log, replies, tells, signal });
  };
  return { db, id, answer, kept: () => readConversation(db, id)!.replies };
}

async function all(events: AsyncIterable<TurnEvent>): Promise<TurnEvent[]> {
  const told: TurnEvent[] = [];
  for await (const event of events) told.push(event);
  return told;
}

/** Writes word by word, a turn of the event loop each. */
const wordByWord: Respond = async (name, { context, seed, onToken }) => {
  const words = `${name} hears: ${context.at(-1)?.text}`.split(' ');
  for (let n = 1; n <= words.length; n++) {
    await new Promise(setImmediate);
    onToken?.({ token: n, logProbability: -1, text: words.slice(0, n).join(' ') });
  }
  return response(`${words.join(' ')} (${seed % 10})`);
};

test('each lane streams its own words, and its whole reply is what is kept', async () => {
  const { answer, kept } = world(wordByWord);
  const events = await all(answer('My dog ran away.'));
  expect(events[0]).toMatchObject({ kind: 'begun', turn: 0, replies: [{ lane: 0 }, { lane: 1 }] });
  expect(events.at(-1)).toEqual({ kind: 'end' });
  for (const [lane, name] of ['calm', 'loud'].entries()) {
    const streamed = events.reduce(
      (text, event) =>
        event.kind === 'text' && event.lane === lane ? text.slice(0, event.keep) + event.add : text,
      '',
    );
    expect(streamed).toMatch(new RegExp(`^${name} hears`));
    const done = events.find((event) => event.kind === 'done' && event.lane === lane);
    expect(done).toMatchObject({
      reply: { status: 'done', text: expect.stringContaining(`${name} hears: My dog`) },
    });
    expect(kept()[lane]?.text).toBe(done?.kind === 'done' && done.reply.text);
  }
});

test('a system is asked its own dialogue, with the seed that is kept, under one name for its lane', async () => {
  const asked: RespondRequest[] = [];
  const { id, answer, kept } = world(async (name, request) => {
    asked.push(request);
    return response(`I am ${name}`);
  });
  await all(answer('One.'));
  await all(answer('Two.'));
  const last = asked.at(-1);
  expect(last?.context.map(({ text }) => text)).toEqual(['One.', 'I am loud', 'Two.']);
  expect(last?.seed).toBe(kept().at(-1)?.origin.seed);
  expect(asked.map(({ conversation }) => conversation)).toEqual([`${id}/0`, `${id}/1`, `${id}/0`, `${id}/1`]);
});

test('the tokens of a remote reply are those that its server counts, and nothing where it does not', async () => {
  const usage = { calm: { completionTokens: 7 }, loud: {} };
  const { answer, kept } = world(async (name, { onToken }) => {
    onToken?.({ token: -1, logProbability: null, text: 'I am' });
    const remote = { model: 'llama', ...usage[name as keyof typeof usage] };
    return { ...response('I am here.'), tokens: [], details: { remote } };
  });
  await all(answer('Hello.'));
  expect(kept().map(({ tokenCount }) => tokenCount)).toEqual([7, null]);
});

test('one lane that fails spoils no other, and says why in words for the person', async () => {
  const cause = new WorkbenchError('bad-input', 'There is no checkpoint folder /secret/place.');
  const respond: Respond = (name, request) =>
    name === 'calm' ? Promise.reject(cause) : wordByWord(name, request);
  for (const [tells, message] of [
    ['everything', cause.message],
    ['words', 'This reply could not be written. Try again.'],
  ] as const) {
    const { answer, kept } = world(respond);
    const events = await all(answer('Hello.', { tells }));
    expect(events).toContainEqual({ kind: 'failed', lane: 0, message });
    expect(kept().map(({ status }) => status)).toEqual(['failed', 'done']);
    expect(kept()[0]?.error).toBe(cause.message);
  }
});

test('a full queue is told with the time to try again', async () => {
  const { answer } = world(() =>
    Promise.reject(
      new WorkbenchError('busy', 'Many people are here. Try again soon.', { retryAfterSeconds: 3 }),
    ),
  );
  expect(await all(answer('Hello.', { tells: 'words' }))).toContainEqual({
    kind: 'failed',
    lane: 1,
    message: 'Many people are here. Try again soon.',
    retryAfterSeconds: 3,
  });
});

test('that no process for a model starts is told with the time to try again, and why only to researchers', async () => {
  const cause = new WorkbenchError('unavailable', 'No process for the models starts (python3 is missing).', {
    retryAfterSeconds: 9,
  });
  for (const [tells, message] of [
    ['everything', cause.message],
    ['names', 'This reply could not be written. Try again.'],
    ['words', 'This reply could not be written. Try again.'],
  ] as const) {
    const { answer } = world(() => Promise.reject(cause));
    expect(await all(answer('Hello.', { tells }))).toContainEqual({
      kind: 'failed',
      lane: 0,
      message,
      retryAfterSeconds: 9,
    });
  }
});

test('stopping keeps what was written until then', async () => {
  const stop = new AbortController();
  const { answer, kept } = world(async (_, { signal, onToken }) => {
    onToken?.({ token: 1, logProbability: -1, text: 'Half a' });
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    throw new WorkbenchError('interrupted', 'stopped');
  });
  const told: TurnEvent[] = [];
  for await (const event of answer('Hello.', { signal: stop.signal })) {
    told.push(event);
    if (told.filter(({ kind }) => kind === 'text').length === 2) stop.abort();
  }
  expect(told.filter(({ kind }) => kind === 'done')).toMatchObject([
    { reply: { status: 'stopped', text: 'Half a' } },
    { reply: { status: 'stopped', text: 'Half a' } },
  ]);
  expect(told.at(-1)).toEqual({ kind: 'end' });
  expect(kept().map(({ status, text }) => [status, text])).toEqual(Array(2).fill(['stopped', 'Half a']));
});

test('leaving stops what is under way and keeps it; a lane that was whole stays whole', async () => {
  const { answer, kept } = world(async (name, request) => {
    if (name === 'calm') return response('All of it.');
    request.onToken?.({ token: 1, logProbability: -1, text: 'Half a' });
    await new Promise((resolve) => request.signal?.addEventListener('abort', resolve));
    throw new WorkbenchError('interrupted', 'stopped');
  });
  for await (const event of answer('Hello.')) if (event.kind === 'done') break;
  expect(kept().map(({ status, text }) => [status, text])).toEqual([
    ['done', 'All of it.'],
    ['stopped', 'Half a'],
  ]);
});

test('a reply that cannot be kept is told, and the other lane goes on', async () => {
  const { db, answer, kept } = world(wordByWord);
  db.driver.exec(`create trigger full_disk before update on conversation_replies when new.lane = 0
    begin select raise(abort, 'disk full'); end`);
  const events = await all(answer('Hello.'));
  expect(events.find(({ kind }) => kind === 'failed')).toMatchObject({
    lane: 0,
    message: expect.stringMatching(/could not be kept/),
  });
  expect(kept().map(({ status }) => status)).toEqual(['pending', 'done']);
});

test('where names are kept back nothing tells the systems apart but their words', async () => {
  const { answer } = world(async () => response('The same words.'));
  const events = await all(answer('Hello.', { tells: 'words' }));
  const ofLane = (lane: number) =>
    JSON.stringify(
      events
        .filter((event) => 'lane' in event && event.lane === lane)
        .map((event) => ({ ...event, lane: 0 })),
    );
  expect(ofLane(0)).toBe(ofLane(1));
  expect(JSON.stringify(events)).not.toMatch(/calm|loud|sad|checkpoint"|seed|sys_|millisecond/);
});
