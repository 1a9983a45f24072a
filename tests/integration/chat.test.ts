import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppLoadContext } from '@remix-run/node';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ChatRequest, TurnEvent } from '#app/components/chat/chat-events.ts';
import type { ConversationView } from '#app/components/chat/chat-view.ts';
import type { FeedbackRequest } from '#app/components/chat/feedback-request.ts';
import { readEventStream } from '#app/components/live/read-event-stream.ts';
import * as rate from '#app/routes/_annotate.tsx';
import * as home from '#app/routes/_index.tsx';
import * as linkExport from '#app/routes/_research.chat.links.$id.export.ts';
import * as links from '#app/routes/_research.chat.links.tsx';
import * as chats from '#app/routes/_talk.chat._index.tsx';
import * as page from '#app/routes/_talk.chat.c.$id._index.tsx';
import * as answers from '#app/routes/_talk.chat.c.$id.answers.ts';
import * as exported from '#app/routes/_talk.chat.c.$id.export.ts';
import * as feedback from '#app/routes/_talk.chat.c.$id.feedback.ts';
import * as talk from '#app/routes/talk.$secret.tsx';
import type { ChatLinkView } from '#app/server/conversations/chat-link-visit.server.ts';
import type { LinksOutcome } from '#app/server/conversations/chat-links-page.server.ts';
import type { Db } from '#db/client.ts';
import { readConversation } from '#db/queries/conversations-kept.ts';
import { listFeedback } from '#db/queries/feedback.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { checkpointHash, createModelClient, type ModelClient } from '#models/client.ts';
import { tinyCaire, tinyT5 } from '#models/generators/testing.ts';
import { requestContext } from '../request-context.ts';
import { type FormFields, formOf, refusal, type Visitor, visitor } from '../visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'workbench-chat-'));
const now = '2026-01-02T03:04:05.000Z';
const slow = { timeout: 180_000 };

const systems = [
  tinyCaire(folder, { settings: { minNewTokens: 4 } }),
  tinyT5(folder, { settings: { minNewTokens: 4 } }),
  // A T5 has no last position: it is still writing when it is stopped.
  tinyT5(folder, { name: 'long', settings: { maxNewTokens: 1000, minNewTokens: 1000 } }),
];

let models: ModelClient;
let db: Db;
let context: AppLoadContext;
let ada: Visitor;

beforeAll(() => {
  models = createModelClient({ cacheDir: join(folder, 'compiled'), processes: 1 });
});

beforeEach(async () => {
  db = temporaryDatabase();
  for (const definition of systems)
    addGenerator(db, { name: definition.name, description: '', definition, now });
  context = requestContext(db, { models });
  ada = await visitor(context, 'researcher');
});

afterAll(async () => {
  await models.close();
  rmSync(folder, { recursive: true, force: true });
});

const origin = 'http://localhost:3000';

function posting(by: Visitor, body: unknown, signal?: AbortSignal): Request {
  const { headers } = by.get('/');
  return new Request(`${origin}/`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

const postIn = (where: AppLoadContext) => (by: Visitor, id: string, body: ChatRequest) =>
  answers.action({ request: posting(by, body), params: { id }, context: where });
const post: ReturnType<typeof postIn> = (by, id, body) => postIn(context)(by, id, body);
const tell = (by: Visitor, id: string, body: FeedbackRequest) =>
  feedback.action({ request: posting(by, body), params: { id }, context });

async function eventsOf(response: Response): Promise<TurnEvent[]> {
  expect(response.status).toBe(200);
  const events: TurnEvent[] = [];
  for await (const batch of readEventStream<TurnEvent>(response.body!)) events.push(...batch);
  return events;
}

const say = async (by: Visitor, id: string, text: string) =>
  eventsOf(await post(by, id, { kind: 'say', text, turn: readConversation(db, id)?.messages.length ?? 0 }));

async function started(by: Visitor, fields: FormFields): Promise<string> {
  const response = (await chats.action({
    request: by.post('/chat', { intent: 'start', ...fields }),
    params: {},
    context,
  })) as unknown;
  return response instanceof Response ? (response.headers.get('Location')?.split('/').at(-1) ?? '') : '';
}

const view = async (by: Visitor, id: string): Promise<ConversationView> =>
  (await answers.loader({ request: by.get(''), params: { id }, context })).json();

/** A new link's secret. */
async function made(fields: FormFields = {}): Promise<string> {
  const form = {
    intent: 'create',
    title: 'Talk',
    system: ['tiny-caire', 'tiny-t5'],
    blind: 'on',
    people: '',
    days: '',
    ...fields,
  };
  const { data } = (await links.action({ request: ada.post('/chat/links', form), params: {}, context })) as {
    data: LinksOutcome;
  };
  expect(data.errors).toEqual({});
  return data.link?.address.split('/').at(-1) ?? '';
}

const visit = async (secret: string, by?: Visitor) =>
  (await talk.loader({
    request: by ? by.get(`/talk/${secret}`) : new Request(`${origin}/talk/${secret}`),
    params: { secret },
    context,
  })) as { data: ChatLinkView; init: { status: number } };

/** Somebody who opens a link and begins. */
async function come(secret: string): Promise<{ readonly by: Visitor; readonly id: string }> {
  const request = new Request(`${origin}/talk/${secret}`, { method: 'POST', body: formOf({}) });
  const response = await talk.action({ request, params: { secret }, context });
  const headers = { Cookie: response.headers.get('Set-Cookie')?.split(';')[0] ?? '', Origin: origin };
  const by: Visitor = {
    ...ada,
    get: (path) => new Request(`${origin}${path}`, { headers }),
    post: (path, fields) =>
      new Request(`${origin}${path}`, { method: 'POST', headers, body: formOf(fields) }),
  };
  return { by, id: response.headers.get('Location')?.split('/').at(-1) ?? '' };
}

test(
  'a researcher talks with two systems; what each said is kept, with the checkpoint that wrote it',
  slow,
  async () => {
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

test('a link is shown without being used, ends when it should, and brings back who came by it', async () => {
  const secret = await made({ people: '1' });
  for (let n = 0; n < 3; n++)
    expect((await visit(secret)).data).toMatchObject({ kind: 'invited', systems: [] });
  const { by, id } = await come(secret);
  expect(id).toMatch(/^cnv_/);
  expect(await visit(secret)).toMatchObject({
    data: { kind: 'no-way', reason: 'used-up' },
    init: { status: 410 },
  });
  expect((await refusal(() => visit(secret, by))).headers.get('Location')).toBe('/chat');
  expect((await visit(secret, ada)).data.kind).toBe('researcher');
  expect((await visit('nonsense')).data).toEqual({ kind: 'no-way', reason: 'unknown' });
  // Those who came begin anew until the link is revoked, and go on with what they have begun after that.
  const [{ id: link = '' } = {}] = (await chats.loader({ request: by.get('/chat'), params: {}, context }))
    .links;
  expect(await started(by, { link })).toMatch(/^cnv_/);
  await links.action({ request: ada.post('', { intent: 'revoke', link }), params: {}, context });
  expect((await visit(secret, by)).data).toEqual({ kind: 'no-way', reason: 'revoked' });
  expect(await started(by, { link })).toBe('');
  expect((await view(by, id)).isEnded).toBe(false);
});

test('all that was said by a link is saved for researchers, under no names', slow, async () => {
  const secret = await made();
  const { by, id } = await come(secret);
  await come(secret);
  await say(by, id, 'My dog is sad.');
  const [{ id: link = '' } = {}] = (
    await links.loader({ request: ada.get('/chat/links'), params: {}, context })
  ).links;
  const save = (who: Visitor) => linkExport.loader({ request: who.get('/x'), params: { id: link }, context });
  const lines = (await (await save(ada)).text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    {
      conv_id: `${id}:0`,
      system: 'tiny-caire',
      turns: [{ text: 'My dog is sad.' }, { speaker: 'listener' }],
    },
    { conv_id: `${id}:1`, system: 'tiny-t5' },
  ]);
  expect(JSON.stringify(lines)).not.toContain('usr_');
  expect((await refusal(() => save(by))).status).toBe(404);
});

test('a link that makes no sense is refused with a sentence at each field', async () => {
  const form = { intent: 'create', title: '', system: [], people: '0', days: 'soon' };
  const { data } = (await links.action({ request: ada.post('', form), params: {}, context })) as {
    data: LinksOutcome;
  };
  expect(Object.keys(data.errors).sort()).toEqual(['days', 'people', 'systems', 'title']);
});

test('nobody sees another’s conversation, and visitors nothing but their own', async () => {
  const { by, id } = await come(await made());
  const other = await come(await made());
  const ann = await visitor(context, 'annotator');
  for (const stranger of [ada, other.by, ann])
    for (const work of [
      () => post(stranger, id, { kind: 'say', text: 'Hello.', turn: 0 }),
      () => view(stranger, id),
      () => tell(stranger, id, { kind: 'edit', turn: 0, lane: 0, attempt: 0, correction: 'x' }),
      () => page.loader({ request: stranger.get(''), params: { id }, context }),
      () => exported.loader({ request: stranger.get(''), params: { id }, context }),
    ])
      expect((await refusal(work)).status).toBe(404);
  for (const work of [
    () => exported.loader({ request: by.get(''), params: { id }, context }),
    () => links.loader({ request: by.get('/chat/links'), params: {}, context }),
    () => rate.loader({ request: by.get('/rate'), params: {}, context }),
  ])
    expect((await refusal(work)).status).toBe(404);
  expect(
    (await refusal(() => home.loader({ request: by.get('/'), params: {}, context }))).headers.get('Location'),
  ).toBe('/chat');
  expect(await started(by, { system: 'tiny-caire' })).toBe('');
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
  const id = await started(ada, { system: 'tiny-caire' });
  await say(ada, id, 'Hello.');
  db.driver.exec(`update conversation_replies set status = 'pending', text = ''`);
  expect((await view(ada, id)).turns[0]?.lanes[0]).toMatchObject([{ status: 'stopped', text: '' }]);
  await eventsOf(await post(ada, id, { kind: 'retry', turn: 0, lane: 0 }));
  expect((await view(ada, id)).turns[0]?.lanes[0]).toMatchObject([{ status: 'stopped' }, { status: 'done' }]);
});

test('a visitor reports and edits a reply, sees it again, and takes it back', slow, async () => {
  const { by, id } = await come(await made());
  await say(by, id, 'My dog died.');
  const at = { turn: 0, lane: 1, attempt: 0 } as const;
  expect((await tell(by, id, { kind: 'report', ...at, reason: 'hurtful', remark: 'Cold.' })).status).toBe(
    204,
  );
  expect((await tell(by, id, { kind: 'edit', ...at, correction: 'I am so sorry.' })).status).toBe(204);
  expect((await view(by, id)).turns[0]?.lanes[1]?.[0]?.feedback).toEqual({
    report: { reason: 'hurtful', remark: 'Cold.', isOpen: true },
    edit: { correction: 'I am so sorry.', isOpen: true },
  });
  const open = { status: 'open', kind: null, systemId: null, limit: 9, offset: 0 } as const;
  expect(listFeedback(db, open)).toMatchObject([
    { kind: 'report', system: 'tiny-t5', history: [{ speaker: 'speaker', text: 'My dog died.' }] },
    { kind: 'edit', correction: 'I am so sorry.' },
  ]);
  await tell(by, id, { kind: 'withdraw', of: 'report', ...at });
  expect(listFeedback(db, open).map(({ kind }) => kind)).toEqual(['edit']);
  const wrong = [{ kind: 'report', ...at, reason: 'dull', remark: '' }, { kind: 'edit', ...at }, null];
  for (const body of wrong) expect((await tell(by, id, body as FeedbackRequest)).status).toBe(400);
  expect((await tell(by, id, { kind: 'edit', ...at, turn: 5, correction: 'x' })).status).toBe(404);
});

test('a conversation is renamed, exported and removed by its owner', slow, async () => {
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
