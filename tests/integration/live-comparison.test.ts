import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LiveEvent } from '#app/components/live/live-events.ts';
import { type LiveRequest, ownSettings } from '#app/components/live/live-request.ts';
import { readEventStream } from '#app/components/live/read-event-stream.ts';
import * as page from '#app/routes/_research.live._index.tsx';
import * as answers from '#app/routes/_research.live.answers.ts';
import * as contexts from '#app/routes/_research.live.contexts.ts';
import type { FoundContexts, LiveContext } from '#app/server/live-context.server.ts';
import type { LivePageData } from '#app/server/live-page.server.ts';
import type { Db } from '#db/client.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { findLiveContext } from '#db/queries/live-context.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { createModelClient, type ModelClient, type SystemDefinition } from '#models/client.ts';
import { tinyCaire, tinyT5 } from '#models/generators/testing.ts';
import { requestContext } from '../request-context.ts';
import { refusal, type Visitor, visitor } from '../visitor.ts';
import { fillDatabase, type WorldDialogue } from './dialogue-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'workbench-live-'));
const now = '2026-01-02T03:04:05.000Z';

function dialogue(emotion: string, turns: readonly string[], reference: string): WorldDialogue {
  const answered = { pending: false, flaggedBy: 'nobody', answers: [reference, null, null] } as const;
  return { emotion, split: 'test', situation: null, turns, pending: false, contexts: [answered] };
}

const systems: readonly SystemDefinition[] = [
  tinyCaire(folder),
  tinyT5(folder, { settings: { doSample: false } }),
  tinyCaire(folder, { name: 'long', settings: { maxNewTokens: 200, minNewTokens: 200 } }),
  tinyCaire(folder, { name: 'broken', checkpoint: join(folder, 'nowhere') }),
  { name: 'random', generator: 'random' },
];

let models: ModelClient;
let db: Db;
let context: ReturnType<typeof requestContext>;
let ada: Visitor;

beforeAll(() => {
  models = createModelClient({ cacheDir: join(folder, 'compiled'), processes: 1 });
});

beforeEach(async () => {
  db = temporaryDatabase();
  fillDatabase(db, {
    dialogues: [
      dialogue('afraid', ['My dog ran away.', 'Oh no.'], 'Oh no.'),
      dialogue('proud', ['I won the race!', 'Well done.'], 'Well done.'),
    ],
  });
  for (const definition of systems)
    addGenerator(db, { name: definition.name, description: '', definition, now });
  context = requestContext(db, { models });
  ada = await visitor(context, 'researcher');
});

afterAll(async () => {
  await models.close();
  rmSync(folder, { recursive: true, force: true });
});

const typed: LiveRequest = {
  turns: [{ speaker: 'speaker', text: 'My dog is sad.' }],
  source: null,
  systems: ['tiny-caire', 'tiny-t5', 'broken'],
  seed: 5,
  settings: ownSettings,
};
const first = { dataset: 'world', context: 1 };

function post(by: Visitor, body: unknown, signal?: AbortSignal): Request {
  const { headers } = by.get('/live/answers');
  return new Request('http://localhost:3000/live/answers', {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

const ask = (by: Visitor, body: unknown, signal?: AbortSignal) =>
  answers.action({ request: post(by, body, signal), params: {}, context }) as Promise<Response>;

async function eventsOf(response: Response): Promise<LiveEvent[]> {
  expect(response.headers.get('Content-Type')).toBe('text/event-stream');
  const events: LiveEvent[] = [];
  for await (const batch of readEventStream<LiveEvent>(response.body!)) events.push(...batch);
  return events;
}

function of(events: readonly LiveEvent[], system: string) {
  return events.filter((event) => event.kind !== 'end' && event.system === system);
}

test('systems answer as they come, with what each knows, and one that cannot spoils no other', {
  timeout: 180_000,
}, async () => {
  const events = await eventsOf(await ask(ada, typed));
  expect(events.at(-1)).toEqual({ kind: 'end' });
  expect(of(events, 'broken')).toEqual([{ kind: 'failed', system: 'broken', message: expect.any(String) }]);
  for (const name of ['tiny-caire', 'tiny-t5']) {
    const told = of(events, name);
    const done = told.at(-1);
    if (done?.kind !== 'done') throw new Error(`${name} did not answer`);
    // The words as they came are the reply, and its tokens' parts add up to it.
    const streamed = told.reduce((text, event) => {
      return event.kind === 'text' ? text.slice(0, event.keep) + event.add : text;
    }, '');
    expect(streamed).toBe(done.reply.text);
    expect(done.reply.tokens).toHaveLength(done.reply.tokenCount);
    expect(done.reply.tokens?.map(({ text }) => text).join('')).toBe(done.reply.text);
    for (const { logProbability } of done.reply.tokens ?? []) expect(logProbability).toBeLessThanOrEqual(0);
    expect(done.reply.emotion !== undefined).toBe(name === 'tiny-caire');
  }
});

test('a dataset’s context is answered by controls too, and by models as in a run', {
  timeout: 180_000,
}, async () => {
  const request = { ...typed, turns: [], source: first, systems: ['human', 'random', 'tiny-caire'] };
  const events = await eventsOf(await ask(ada, request));
  const texts = Object.fromEntries(
    events.flatMap((event) => (event.kind === 'done' ? [[event.system, event.reply.text]] : [])),
  );
  expect(texts.human).toBe('Oh no.');
  expect(texts.random).toBe('Well done.');
  const { history, key } = findLiveContext(db, { dataset: 'world', contextId: 1 })!;
  const alone = await models.respond(tinyCaire(folder), { context: history, key, seed: 5 });
  expect(texts['tiny-caire']).toBe(alone.text);
});

test('settings hold for all systems; one that they make no sense for says so', {
  timeout: 180_000,
}, async () => {
  const settings = { search: null, numbers: { maxNewTokens: 3, temperature: 0.5 } };
  const events = await eventsOf(await ask(ada, { ...typed, systems: ['tiny-caire', 'tiny-t5'], settings }));
  const done = of(events, 'tiny-caire').at(-1);
  expect(done).toMatchObject({ kind: 'done' });
  if (done?.kind === 'done') expect(done.reply.tokenCount).toBeLessThanOrEqual(3);
  expect(of(events, 'tiny-t5')).toMatchObject([
    { kind: 'failed', message: expect.stringContaining('temperature') },
  ]);
});

test('who leaves stops what is under way, and may ask again', { timeout: 180_000 }, async () => {
  for (let n = 0; n < 4; n++) {
    const leave = new AbortController();
    const response = await ask(ada, { ...typed, systems: ['long'], seed: n }, leave.signal);
    for await (const events of readEventStream<LiveEvent>(response.body!))
      if (events.some(({ kind }) => kind === 'text')) break;
    leave.abort();
    await expect.poll(() => models.processes()[0]?.load, { timeout: 60_000 }).toBe(0);
  }
});

test('more than may be asked at once is refused with a sentence', { timeout: 180_000 }, async () => {
  const leave = new AbortController();
  const long = { ...typed, systems: ['long'] };
  for (const seed of [1, 2]) expect((await ask(ada, { ...long, seed }, leave.signal)).status).toBe(200);
  const refused = await ask(ada, long);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toEqual({ message: expect.stringContaining('Your earlier requests') });
  leave.abort();
  await expect.poll(async () => (await ask(ada, { ...typed, systems: ['human'] })).status).toBe(200);
});

test('what cannot be asked is refused before anything runs', async () => {
  const cases = [
    [{ ...typed, systems: [] }, 400],
    [{ ...typed, turns: [] }, 400],
    [{ ...typed, source: { dataset: 'world', context: 99 } }, 404],
    ['nonsense', 400],
  ] as const;
  for (const [body, status] of cases) {
    const response = await ask(ada, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: expect.any(String) });
  }
});

test('the page begins with what its address asks for, and says what is not here', async () => {
  const load = (search: string) =>
    page.loader({ request: ada.get(`/live${search}`), params: {}, context }) as Promise<LivePageData>;
  const plain = await load('');
  expect(plain.asked).toMatchObject({ systems: ['long', 'tiny-caire', 'tiny-t5'], seed: 0, source: null });
  expect(plain.datasets).toEqual([{ name: 'world', emotions: ['afraid', 'proud'] }]);
  expect(plain.systems.find(({ name }) => name === 'broken')?.problem).toContain('nowhere');
  expect(plain.systems.find(({ name }) => name === 'tiny-t5')?.decoding).toMatch(
    /^greedy, up to \d+ tokens$/,
  );
  const asked = await load('?dataset=world&context=1&system=human&system=gone&seed=9');
  expect(asked).toMatchObject({
    asked: { systems: ['human'], seed: 9, source: first, turns: [{ text: 'My dog ran away.' }] },
    context: { emotion: 'afraid', reference: 'Oh no.' },
    missing: ['gone cannot be asked here.'],
  });
  expect((await load('?dataset=world&context=77')).missing).toEqual(['There is no such context in world.']);
});

test('contexts are found by words and emotion, one after the other or at random', async () => {
  const find = async (query: string) =>
    (await contexts.loader({ request: ada.get(`/live/contexts?${query}`), params: {}, context })) as {
      found?: FoundContexts;
      context?: LiveContext | null;
    };
  expect((await find('dataset=world')).found).toMatchObject({ total: 2, page: 1, pages: 1 });
  expect((await find('dataset=world&q=RACE')).found?.rows.map(({ id }) => id)).toEqual([2]);
  expect((await find('dataset=world&emotion=afraid&draw=1')).context?.source).toEqual(first);
  expect((await find('dataset=world&emotion=joyful&draw=1')).context).toBeNull();
  expect((await find('dataset=world&context=2')).context?.reference).toBe('Well done.');
  expect((await find('dataset=world&context=3')).context).toBeNull();
});

test('only researchers may ask: others get what they get for an address that is not there', async () => {
  const ann = await visitor(context, 'annotator');
  const nobody: Visitor = { ...ann, get: (path) => new Request(`http://localhost:3000${path}`) };
  for (const [who, status] of [
    [ann, 404],
    [nobody, 302],
  ] as const) {
    const seen = await Promise.all([
      refusal(() => ask(who, typed)),
      refusal(() => page.loader({ request: who.get('/live'), params: {}, context })),
      refusal(() =>
        contexts.loader({ request: who.get('/live/contexts?dataset=world'), params: {}, context }),
      ),
    ]);
    for (const response of seen) {
      expect(response.status).toBe(status);
      expect(await response.text()).not.toMatch(/tiny|dog|world/);
    }
  }
});
