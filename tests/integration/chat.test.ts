import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TurnEvent } from '#app/components/chat/chat-events.ts';
import { readEventStream } from '#app/components/live/read-event-stream.ts';
import * as chats from '#app/routes/_talk.chat._index.tsx';
import * as page from '#app/routes/_talk.chat.c.$id._index.tsx';
import * as exported from '#app/routes/_talk.chat.c.$id.export.ts';
import { readConversation } from '#db/queries/conversations-kept.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { checkpointHash, createModelClient, type ModelClient } from '#models/client.ts';
import { tinyCaire, tinyT5 } from '#models/generators/testing.ts';
import { requestContext } from '../request-context.ts';
import type { FormFields } from '../visitor.ts';
import { chatWorld, eventsOf, postIn } from './chat-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'workbench-chat-'));
const slow = { timeout: 180_000 };

const systems = [
  tinyCaire(folder, { settings: { minNewTokens: 4 } }),
  tinyT5(folder, { settings: { minNewTokens: 4 } }),
  // A T5 has no last position: it is still writing when it is stopped.
  tinyT5(folder, { name: 'long', settings: { maxNewTokens: 1000, minNewTokens: 1000 } }),
];
const world = () => chatWorld({ systems, models });

let models: ModelClient;
beforeAll(() => {
  models = createModelClient({ cacheDir: join(folder, 'compiled'), processes: 1 });
});
afterAll(async () => {
  await models.close();
  rmSync(folder, { recursive: true, force: true });
});

test(
  'a researcher talks with two systems; what each said is kept, with the checkpoint that wrote it',
  slow,
  async () => {
    const { ada, say, started, view } = await world();
    const id = await started(ada, { system: ['tiny-caire', 'tiny-t5'] });
    const first = await say(ada, id, 'My dog ran away.');
    expect(first.at(-1)).toEqual({ kind: 'end' });
    await say(ada, id, '<script>alert(1)</script>');
    const { lanes, turns } = await view(ada, id);
    expect(lanes).toEqual(['tiny-caire', 'tiny-t5']);
    expect(turns.map(({ text }) => text)).toEqual(['My dog ran away.', '<script>alert(1)</script>']);
    for (const [lane, definition] of systems.slice(0, 2).entries()) {
      const reply = turns[0]?.lanes[lane]?.[0];
      const streamed = first.find((event) => event.kind === 'done' && event.lane === lane);
      expect(streamed?.kind === 'done' && streamed.reply).toEqual(reply);
      expect(reply?.writing?.checkpoint).toBe(await checkpointHash(definition.checkpoint));
    }
  },
);

test('the same seed and words are answered alike, and another attempt is another draw', slow, async () => {
  const { ada, post, say, started, view } = await world();
  const texts = async () => {
    const id = await started(ada, { system: 'tiny-caire', seed: '11' });
    await say(ada, id, 'Hello.');
    await eventsOf(await post(ada, id, { kind: 'retry', turn: 0, lane: 0 }));
    return (await view(ada, id)).turns[0]?.lanes[0]?.map(({ text, writing }) => [text, writing?.seed]);
  };
  const first = await texts();
  expect(first).toHaveLength(2);
  expect(first?.[0]).not.toEqual(first?.[1]);
  expect(await texts()).toEqual(first);
});

test(
  'a researcher sets how replies are decoded; it is kept, seen and exported, and visitors set nothing',
  slow,
  async () => {
    const { db, context, ada, say, started, view, made, come } = await world();
    const options = { doSample: true, temperature: 0.7, topP: 0.9, minNewTokens: 2, maxNewTokens: 3 };
    const settings = JSON.stringify(options);
    const id = await started(ada, { system: ['tiny-caire', 'tiny-t5'], seed: '11', settings });
    await say(ada, id, 'Hello.');
    const { asked, turns } = await view(ada, id);
    expect(asked).toEqual({ seed: 11, settings: options });
    for (const [reply] of turns[0]?.lanes ?? []) expect([2, 3]).toContain(reply?.writing?.tokenCount);
    const saved = async (as: string) => {
      const request = ada.get(`/x${as}`);
      return (await exported.loader({ request, params: { id }, context })).text();
    };
    for (const line of (await saved('')).trim().split('\n'))
      expect(JSON.parse(line)).toMatchObject({
        seed: 11,
        settings: options,
        replies: [{ settings: options }],
      });
    expect(await saved('?as=text')).toContain('; seed 11, sampling, temperature 0.7, top-p 0.9, at most 3');

    const { by, id: own } = await come(await made({ blind: [] }));
    const link = readConversation(db, own)?.linkId ?? '';
    const another = await started(by, { link, settings });
    expect([readConversation(db, another)?.settings, (await view(by, another)).asked]).toEqual([{}, null]);
  },
);

test('settings that no system can be asked with are refused before anything begins', async () => {
  const { db, context, ada } = await world();
  const problemOf = async (settings: string) => {
    const request = ada.post('/chat', { intent: 'start', system: ['tiny-t5', 'tiny-caire'], settings });
    const { data } = (await chats.action({ request, params: {}, context })) as { data: { problem: string } };
    return data.problem;
  };
  expect(await problemOf('{"temperature":-1}')).toMatch(/temperature/);
  expect(await problemOf('{"minNewTokens":9,"maxNewTokens":3}')).toMatch(/NewTokens/);
  for (const unreadable of ['{"magic":1}', '{"temperature":"high"}', 'hot', '[]'])
    expect(await problemOf(unreadable)).toBe('These decoding settings cannot be read.');
  expect(db.driver.prepare('select count(*) from conversations').pluck().get()).toBe(0);
});

test('those who come by a blind link are told nothing of who answers', slow, async () => {
  const { db, context, say, view, made, come } = await world();
  const { by, id } = await come(await made({ welcome: 'Hello there.' }));
  const events = await say(by, id, 'My dog is sad.');
  const seen = JSON.stringify([
    events,
    await view(by, id),
    await page.loader({ request: by.get(''), params: { id }, context }),
    await chats.loader({ request: by.get('/chat'), params: {}, context }),
  ]);
  expect(seen).toContain('Hello there.');
  const secretWords = db.driver.prepare('select id from systems').all() as { id: string }[];
  for (const word of [
    'tiny',
    'caire',
    't5-sft',
    folder,
    'checkpoint":',
    'seed":',
    'settings":',
    'emotion":',
    ...secretWords.map((row) => row.id),
  ])
    expect(seen).not.toContain(word);
  expect((await view(by, id)).lanes).toEqual(['A', 'B']);
  // Of an open link they know the names, and no more.
  const open = await come(await made({ blind: [] }));
  await say(open.by, open.id, 'Hello.');
  const named = await view(open.by, open.id);
  expect(named.lanes).toEqual(['tiny-caire', 'tiny-t5']);
  expect(named.turns[0]?.lanes[0]?.[0]?.writing).toBeNull();
});

/** What of the first lane's reply has been told. */
function wordsOf(events: readonly TurnEvent[]): string {
  return events.reduce(
    (words, event) =>
      event.kind === 'text' && event.lane === 0 ? words.slice(0, event.keep) + event.add : words,
    '',
  );
}

test('stopping ends the reply and keeps what was written; leaving does too', slow, async () => {
  const { db, ada, post, started } = await world();
  const id = await started(ada, { system: 'long' });
  const told: TurnEvent[] = [];
  const response = await post(ada, id, { kind: 'say', text: 'Tell me all.', turn: 0 });
  let isStopped = false;
  for await (const batch of readEventStream<TurnEvent>(response.body!)) {
    told.push(...batch);
    if (isStopped || wordsOf(told).trim() === '') continue;
    isStopped = true;
    expect((await post(ada, id, { kind: 'stop' })).status).toBe(204);
  }
  const done = told.find(({ kind }) => kind === 'done');
  expect(done).toMatchObject({ reply: { status: 'stopped', text: expect.stringMatching(/./) } });
  expect(told.at(-1)).toEqual({ kind: 'end' });
  const kept = () => readConversation(db, id)!.replies.at(-1);
  expect(kept()).toMatchObject({ status: 'stopped', text: done?.kind === 'done' && done.reply.text });

  const leave = new AbortController();
  const leaving = requestContext(db, { models, left: leave.signal });
  const second = await postIn(leaving)(ada, id, { kind: 'say', text: 'And more.', turn: 1 });
  const heard: TurnEvent[] = [];
  for await (const batch of readEventStream<TurnEvent>(second.body!)) {
    heard.push(...batch);
    if (wordsOf(heard).trim() !== '') break;
  }
  leave.abort();
  // Somebody who comes back at once is not turned away, but waits until it is kept.
  const third = await post(ada, id, { kind: 'retry', turn: 1, lane: 0 });
  expect(kept()).toMatchObject({ attempt: 1, status: 'pending' });
  expect(readConversation(db, id)!.replies.at(-2)).toMatchObject({
    status: 'stopped',
    text: expect.stringMatching(/./),
  });
  await post(ada, id, { kind: 'stop' });
  await eventsOf(third);
});

test(
  'a lane writes one reply at a time, and a person has only so many conversations answered at once',
  slow,
  async () => {
    const { db, ada, post, started, view } = await world();
    const ids = await Promise.all(Array.from({ length: 5 }, () => started(ada, { system: 'long' })));
    const [id = '', ...others] = ids;
    const hello = { kind: 'say', text: 'Hello.', turn: 0 } as const;
    expect((await post(ada, id, hello)).status).toBe(200);
    expect((await post(ada, id, hello)).status).toBe(409);
    expect(readConversation(db, id)?.messages).toHaveLength(1);
    const rest = [];
    for (const other of others) rest.push((await post(ada, other, hello)).status);
    expect(rest).toEqual([200, 200, 200, 429]);
    expect((await view(ada, id)).turns[0]?.lanes[0]?.[0]?.status).toBe('pending');
    for (const each of ids) await post(ada, each, { kind: 'stop' });
    expect((await view(ada, id)).turns[0]?.lanes[0]?.[0]?.status).toBe('stopped');
  },
);

test('where the queue is full the first is told in the stream, and nothing is kept of those who come then', async () => {
  const { db, ada, started } = await world();
  const queue = { requests: 9, tokens: 9, mostRequests: 9, expectedSeconds: 7.2 };
  const full = {
    status: () => ({ ...models.status(), queue }),
    respond: () => Promise.reject(new WorkbenchError('busy', 'Full.', { retryAfterSeconds: 2 })),
  } as Partial<ModelClient> as ModelClient;
  const hello = { kind: 'say', text: 'Hello.', turn: 0 } as const;
  const postWhereFull = postIn(requestContext(db, { models: full }));
  const [first, second] = [
    await started(ada, { system: 'tiny-caire' }),
    await started(ada, { system: 'tiny-caire' }),
  ];
  expect(await eventsOf(await postWhereFull(ada, first, hello))).toContainEqual({
    kind: 'failed',
    lane: 0,
    message: 'Full.',
    retryAfterSeconds: 2,
  });
  const response = await postWhereFull(ada, second, hello);
  expect(response.status).toBe(503);
  expect(response.headers.get('Retry-After')).toBe('8');
  expect(await response.json()).toEqual({ message: expect.stringContaining('not lost') });
  expect(readConversation(db, second)?.messages).toEqual([]);
});

test('a disk that takes nothing is told in words, and the lane is free again', async () => {
  const { db, ada, post, started } = await world();
  const id = await started(ada, { system: 'tiny-caire' });
  db.driver.exec(`create trigger full_disk before insert on conversation_messages
    begin select raise(abort, 'disk full'); end`);
  for (let n = 0; n < 2; n++) {
    const response = await post(ada, id, { kind: 'say', text: 'Hello.', turn: 0 });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: expect.stringContaining('could not write') });
  }
});

test('a reply that a crash cut off is shown as stopped, and can be tried again', slow, async () => {
  const { db, ada, post, say, started, view } = await world();
  const id = await started(ada, { system: 'tiny-caire' });
  await say(ada, id, 'Hello.');
  db.driver.exec(`update conversation_replies set status = 'pending', text = ''`);
  expect((await view(ada, id)).turns[0]?.lanes[0]).toMatchObject([{ status: 'stopped', text: '' }]);
  await eventsOf(await post(ada, id, { kind: 'retry', turn: 0, lane: 0 }));
  expect((await view(ada, id)).turns[0]?.lanes[0]).toMatchObject([{ status: 'stopped' }, { status: 'done' }]);
});

test('a conversation is renamed, exported and removed by its owner', slow, async () => {
  const { context, ada, say, started } = await world();
  const id = await started(ada, { system: ['tiny-caire', 'tiny-t5'] });
  await say(ada, id, 'My dog ran away.');
  const change = (fields: FormFields) =>
    page.action({ request: ada.post('', fields), params: { id }, context });
  await change({ intent: 'rename', title: 'The dog' });
  const list = async () =>
    (await chats.loader({ request: ada.get('/chat'), params: {}, context })).conversations;
  expect(await list()).toMatchObject([{ title: 'The dog', messages: 1, systems: ['tiny-caire', 'tiny-t5'] }]);
  const get = async (query: string) =>
    (await exported.loader({ request: ada.get(`/x${query}`), params: { id }, context })).text();
  expect(await get('?as=text')).toMatch(
    /^The dog .*\n\nYou: My dog ran away\.\n\ntiny-caire: .+\n\ntiny-t5: .+\n$/s,
  );
  const lines = (await get(''))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    {
      system: 'tiny-caire',
      turns: [{ speaker: 'speaker' }, { speaker: 'listener' }],
      replies: [{ attempt: 0 }],
    },
    { system: 'tiny-t5', replies: [{ checkpoint: await checkpointHash(systems[1]?.checkpoint ?? '') }] },
  ]);
  expect(((await change({ intent: 'remove' })) as Response).headers.get('Location')).toBe('/chat');
  expect(await list()).toEqual([]);
});
