import { expect, test } from 'vitest';
import type { ArenaStartPage } from '#app/components/arena/arena-start.tsx';
import type { BattleEvent, BattleView } from '#app/components/arena/arena-view.ts';
import type { ArenaTablePage } from '#app/components/arena/table-page.ts';
import { readEventStream } from '#app/components/live/read-event-stream.ts';
import * as links from '#app/routes/_research.arena.links.tsx';
import * as table from '#app/routes/_research.arena.table.tsx';
import * as start from '#app/routes/_talk.arena._index.tsx';
import * as battle from '#app/routes/_talk.arena.$id._index.tsx';
import * as say from '#app/routes/_talk.arena.$id.say.ts';
import * as votesFile from '#app/routes/arena.votes[.]csv.tsx';
import * as talk from '#app/routes/talk.$secret.tsx';
import { arenaTablePage, parseTableAddress } from '#app/server/arena/arena-table.server.ts';
import { secretHash } from '#app/server/secrets.server.ts';
import { createChatLink } from '#db/queries/chat-links.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { becomeAnnotator } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type GeneratedResponse, type ModelClient, systems as shipped } from '#models/client.ts';
import { asideInThread } from '../../server/aside/aside-in-thread.ts';
import { requestContext } from '../request-context.ts';
import { refusal, type Visitor, visitor } from '../visitor.ts';

const now = '2026-01-02T03:04:05.000Z';
const names = ['quick-one', 'slow-one'] as const;

type Respond = (name: string, said: string) => Promise<string>;

const echo: Respond = async (name, said) => `${name === 'quick-one' ? 'Oh' : 'Hm'}, you said ${said}`;

/** Two systems that answer as `respond` says, and a link to their arena. */
async function world(respond: Respond = echo) {
  const db = temporaryDatabase();
  const [definition] = shipped();
  if (!definition) throw new Error('no system ships');
  for (const name of names)
    addGenerator(db, { name, description: '', definition: { ...definition, name }, now });
  const models = {
    status: () => ({ queue: { requests: 0, mostRequests: null, expectedSeconds: null } }),
    respond: async (system, { context }): Promise<GeneratedResponse> => {
      const text = await respond(system.name, context.at(-1)?.text ?? '');
      return { text, raw: text, tokens: [1], logProbabilities: [-1], finished: 'eos', details: {} };
    },
  } as Pick<ModelClient, 'status' | 'respond'> as ModelClient;
  const context = requestContext(db, { models });
  const ada = await visitor(context, 'researcher');
  const ids = db.driver.prepare('select id, name from systems where name in (?, ?)').all(...names) as {
    id: string;
    name: string;
  }[];
  const linkId = createChatLink(db, {
    kind: 'arena',
    secretHash: secretHash('come in'),
    title: 'Which listens better?',
    welcome: 'Tell of your day.',
    systems: ids.map(({ id }) => id),
    isBlind: true,
    maxUses: null,
    createdBy: ada.user.id,
    now,
    expiresAt: null,
  });
  return { db, context, ada, linkId, ids };
}

type World = Awaited<ReturnType<typeof world>>;

async function begun({ context }: World, person: Visitor, path = '/arena'): Promise<string> {
  const link = new URL(`http://x${path}`).searchParams.get('link');
  const fields = link ? { link } : { among: names };
  const to = await refusal(() => start.action({ request: person.post(path, fields), params: {}, context }));
  expect(to.status).toBe(302);
  return (to.headers.get('Location') ?? '').replace('/arena/', '').replace(/\?.*/, '');
}

/** Somebody who is signed in comes by the link; gives their first battle. */
async function come({ context }: World, person: Visitor): Promise<string> {
  const request = person.post('/talk/come%20in', {});
  const welcomed = await talk.action({ request, params: { secret: 'come in' }, context });
  return (welcomed.headers.get('Location') ?? '').replace('/arena/', '');
}

async function viewOf({ context }: World, person: Visitor, id: string): Promise<BattleView> {
  return (await battle.loader({ request: person.get(`/arena/${id}`), params: { id }, context })).view;
}

async function post(
  { context }: World,
  person: Visitor,
  { id, body }: { id: string; body: unknown },
): Promise<Response> {
  const { headers } = person.get('/');
  const request = new Request(`http://localhost:3000/arena/${id}/say`, {
    method: 'POST',
    headers: { Cookie: headers.get('Cookie') ?? '' },
    body: JSON.stringify(body),
  });
  return say.action({ request, params: { id }, context });
}

async function eventsOf(response: Response): Promise<BattleEvent[]> {
  if (!response.body) throw new Error(`no stream: ${response.status}`);
  const told: BattleEvent[] = [];
  for await (const events of readEventStream<BattleEvent>(response.body)) told.push(...events);
  return told;
}

async function vote({ context }: World, person: Visitor, { id, choice }: { id: string; choice: string }) {
  const request = person.post(`/arena/${id}`, { intent: 'vote', choice });
  return battle.action({ request, params: { id }, context });
}

test('somebody comes by a link, talks, votes once, and only then learns who answered', async () => {
  const here = await world();
  const { context } = here;
  const request = new Request('http://localhost:3000/talk/come%20in', { method: 'POST' });
  const welcomed = await talk.action({ request, params: { secret: 'come in' }, context });
  const id = (welcomed.headers.get('Location') ?? '').replace('/arena/', '');
  expect(id).toMatch(/^cnv_/);
  const cookie = (welcomed.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
  const person: Visitor = {
    user: here.ada.user,
    get: (path) => new Request(`http://localhost:3000${path}`, { headers: { Cookie: cookie } }),
    post: (path, fields) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
      return new Request(`http://localhost:3000${path}`, {
        method: 'POST',
        headers: { Cookie: cookie },
        body: form,
      });
    },
  };
  expect(await viewOf(here, person, id)).toMatchObject({
    title: 'Which listens better?',
    welcome: 'Tell of your day.',
    turns: [],
    canVote: false,
    vote: null,
  });
  expect((await vote(here, person, { id, choice: 'first' })).error).toMatch(/Both must have answered/);
  for (const [turn, text] of ['Hello.', 'My dog ran away.'].entries()) {
    const events = await eventsOf(await post(here, person, { id, body: { kind: 'say', text, turn } }));
    expect(events.at(-1)).toEqual({ kind: 'end', failure: null });
  }
  const before = await viewOf(here, person, id);
  expect(before.turns).toHaveLength(2);
  expect(before.canVote).toBe(true);
  expect(JSON.stringify(before)).not.toMatch(/quick-one|slow-one|sys_|millis|seed|checkpoint/);

  expect((await vote(here, person, { id, choice: 'best' })).error).toMatch(/one of the four/);
  expect((await vote(here, person, { id, choice: 'second' })).error).toBeNull();
  const after = await viewOf(here, person, id);
  expect(after.vote).toMatchObject({ choice: 'second', namesSystem: false });
  expect([...(after.vote?.names ?? [])].sort()).toEqual([...names]);
  expect((await vote(here, person, { id, choice: 'first' })).error).not.toBeNull();
  expect((await post(here, person, { id, body: { kind: 'say', text: 'More.', turn: 2 } })).status).toBe(410);
});

test('a battle is its person’s own, and an annotator who came by no link has none', async () => {
  const here = await world();
  const id = await begun(here, here.ada);
  const other = await visitor(here.context, 'researcher');
  expect((await refusal(() => viewOf(here, other, id))).status).toBe(404);
  expect(
    (await refusal(() => post(here, other, { id, body: { kind: 'say', text: 'Hi', turn: 0 } }))).status,
  ).toBe(404);
  const annotator = await visitor(here.context, 'annotator');
  const asked = { request: annotator.get('/arena'), params: {}, context: here.context };
  expect((await refusal(() => start.loader(asked))).status).toBe(404);
});

test('an annotator, or a visitor who becomes one, meets systems by a link that they came by', async () => {
  const here = await world();
  const { context, db, linkId } = here;
  const joined = await visitor(context, 'visitor');
  const first = await come(here, joined);
  becomeAnnotator(db, joined.user.id);
  const annotator = await visitor(context, 'annotator');
  for (const [person, id] of [
    [joined, first],
    [annotator, await come(here, annotator)],
  ] as const) {
    expect((await viewOf(here, person, id)).title).toBe('Which listens better?');
    const again = { request: person.get('/talk/come%20in'), params: { secret: 'come in' }, context };
    const to = (await refusal(() => talk.loader(again))).headers.get('Location') ?? '';
    expect(to).toBe(`/arena?link=${linkId}`);
    const page = await start.loader({ request: person.get(to), params: {}, context });
    expect(page).toMatchObject({ isResearcher: false, systems: [], problem: null, open: id });
    expect(await begun(here, person, to)).not.toBe(id);
    const request = person.post('/arena', { among: names });
    await refusal(() => start.action({ request, params: {}, context }));
  }
  const elsewhere = db.driver.prepare(
    `select count(*) as n from conversations where kind = 'arena' and link_id is not ?`,
  );
  expect(elsewhere.get(linkId)).toEqual({ n: 0 });
});

test('a visitor begins by their link alone, and not once it has closed', async () => {
  const here = await world();
  const { db, context, linkId } = here;
  const person = await visitor(context, 'visitor');
  const page = async (path: string): Promise<ArenaStartPage> =>
    start.loader({ request: person.get(path), params: {}, context });
  expect(await page('/arena')).toMatchObject({ problem: expect.stringContaining('link'), systems: [] });
  const request = person.post('/arena', { among: names });
  expect(await start.action({ request, params: {}, context })).toMatchObject({
    error: expect.stringMatching(/closed/),
  });
  // The id of a link is no way in for who did not come by it.
  const guess = { request: person.post('/arena', { link: linkId }), params: {}, context };
  expect(await start.action(guess)).toMatchObject({ error: expect.stringMatching(/closed/) });
  expect((await page(`/arena?link=${linkId}`)).link).toBeNull();
  await come(here, person);
  const id = await begun(here, person, `/arena?link=${linkId}`);
  expect(await page('/arena')).toMatchObject({ problem: null, open: id, systems: [], votes: null });
  db.driver.prepare('update chat_links set revoked_at = ? where id = ?').run(now, linkId);
  expect(await page('/arena')).toMatchObject({ problem: 'This arena has closed.' });
  expect((await viewOf(here, person, id)).canGoOn).toBe(false);
});

test('what the browser is told does not depend on which of the two was slower', async () => {
  const told: string[] = [];
  for (const slow of names) {
    const here = await world(async (name) => {
      if (name === slow) await new Promise((resolve) => setTimeout(resolve, 60));
      return 'The same words for both of us here.';
    });
    const id = await begun(here, here.ada);
    const response = await post(here, here.ada, { id, body: { kind: 'say', text: 'Hello.', turn: 0 } });
    expect(JSON.stringify([...response.headers])).not.toMatch(/quick|slow|sys_/);
    told.push(JSON.stringify(await eventsOf(response)));
  }
  expect(told[0]).toBe(told[1]);
  expect(told[0]).not.toMatch(/quick-one|slow-one|sys_|lane|millis/);
});

test('where one fails neither is told, which one is not told either, and the other one’s words are kept', async () => {
  let isBroken = true;
  let asked = 0;
  const here = await world(async (name) => {
    asked++;
    if (name === 'slow-one' && isBroken)
      throw new WorkbenchError('unavailable', 'slow-one has no checkpoint.');
    return 'I am here.';
  });
  const id = await begun(here, here.ada);
  const events = await eventsOf(
    await post(here, here.ada, { id, body: { kind: 'say', text: 'Hello.', turn: 0 } }),
  );
  expect(events).toEqual([
    { kind: 'begun' },
    { kind: 'end', failure: { message: expect.stringContaining('could not both') } },
  ]);
  expect((await viewOf(here, here.ada, id)).turns).toEqual([{ turn: 0, text: 'Hello.', replies: null }]);
  expect((await post(here, here.ada, { id, body: { kind: 'say', text: 'More.', turn: 1 } })).status).toBe(
    409,
  );
  isBroken = false;
  const again = await eventsOf(await post(here, here.ada, { id, body: { kind: 'again' } }));
  expect(again.at(-1)).toEqual({ kind: 'end', failure: null });
  expect(asked).toBe(3);
  expect((await viewOf(here, here.ada, id)).turns[0]?.replies).toEqual(['I am here.', 'I am here.']);
  // Where only the telling broke off, both are told once more and nobody is asked.
  expect((await eventsOf(await post(here, here.ada, { id, body: { kind: 'again' } }))).at(-1)).toEqual({
    kind: 'end',
    failure: null,
  });
  expect(asked).toBe(3);
});

test('who has not seen what was said is told so, and what was said without an answer is not said twice', async () => {
  let asked = 0;
  const here = await world(async (_, said) => `You said ${said} (${++asked})`);
  const id = await begun(here, here.ada);
  const hello = { kind: 'say', text: 'Hello.', turn: 0 };
  const first = await eventsOf(await post(here, here.ada, { id, body: hello }));
  expect(await eventsOf(await post(here, here.ada, { id, body: hello }))).toEqual(first);
  expect(asked).toBe(2);
  const behind = await post(here, here.ada, { id, body: { ...hello, text: 'Hi.' } });
  expect([behind.status, await behind.json()]).toEqual([
    409,
    { message: expect.stringContaining('has gone on') },
  ]);
  expect((await viewOf(here, here.ada, id)).turns.map(({ text }) => text)).toEqual(['Hello.']);
});

test('votes make the table; one on replies that name a system is kept apart; words can be removed and votes stay', async () => {
  const here = await world(async (name, said) => (said === 'Who are you?' ? `I am ${name}.` : 'I see.'));
  const { ada } = here;
  // As the program does it: in the web process thousands of votes would stop everybody's streams.
  const aside = asideInThread(here.db.path);
  const context = { ...here.context, aside };
  for (const [text, choice] of [
    ['Hello.', 'first'],
    ['Hello.', 'both-bad'],
    ['Who are you?', 'tie'],
  ] as const) {
    const id = await begun(here, ada);
    await eventsOf(await post(here, ada, { id, body: { kind: 'say', text, turn: 0 } }));
    expect((await vote(here, ada, { id, choice: choice })).error).toBeNull();
    const request = ada.post(`/arena/${id}`, { intent: 'forget' });
    expect(await battle.action({ request, params: { id }, context })).toEqual({ error: null });
    const view = await viewOf(here, ada, id);
    expect(view.turns).toEqual([]);
    expect(view.vote?.namesSystem).toBe(text === 'Who are you?');
  }
  const page = (query: string): Promise<ArenaTablePage> =>
    table.loader({ request: ada.get(`/arena/table${query}`), params: {}, context });
  expect(await page('')).toMatchObject({
    totals: { votes: 3, leaks: 1, unvoted: 0 },
    table: { votes: 2, voters: 1, choices: { first: 1, 'both-bad': 1 } },
  });
  expect(await page('')).toEqual(arenaTablePage(here.db, parseTableAddress(new URLSearchParams())));
  expect(await page('?leaks=in')).toMatchObject({ table: { votes: 3 } });
  expect(await page('?versions=apart')).toMatchObject({ changes: [], table: { votes: 2 } });
  expect(await page('?turns=2')).toMatchObject({ table: { votes: 0 } });
  expect(await page('?link=none&since=2020-01-01')).toMatchObject({ table: { votes: 2 } });
  expect(await page(`?link=${here.linkId}`)).toMatchObject({ table: { votes: 0 } });
  expect(await page('?since=2999-01-01')).toMatchObject({ table: { votes: 0 } });
  const file = await votesFile.loader({
    request: ada.get('/arena/votes.csv?leaks=in'),
    params: {},
    context,
  });
  const lines = (await file.text()).trimEnd().split('\r\n');
  expect(lines[0]).toBe(
    'day,voter,link,system_a,system_b,choice,winner,turns,names_system,checkpoint_a,checkpoint_b',
  );
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(
    /^\d{4}-\d\d-\d\d,P001,,(quick|slow)-one,(quick|slow)-one,first,(quick|slow)-one,1,no,\w*,\w*$/,
  );
  expect(lines.join()).not.toContain(ada.user.id);
  const person = await visitor(context, 'visitor');
  const asked = { request: person.get('/arena/table'), params: {}, context };
  expect((await refusal(() => table.loader(asked))).status).toBe(404);
  expect((await refusal(() => votesFile.loader(asked))).status).toBe(404);
});

test('the next two are drawn anew, and what was left without a vote is counted', async () => {
  const here = await world();
  const { context, ada } = here;
  const first = await begun(here, ada);
  await eventsOf(await post(here, ada, { id: first, body: { kind: 'say', text: 'Hello.', turn: 0 } }));
  const request = ada.post(`/arena/${first}?among=quick-one&among=slow-one`, { intent: 'next' });
  const to = await refusal(() => battle.action({ request, params: { id: first }, context }));
  expect(to.headers.get('Location')).toMatch(/^\/arena\/cnv_\w+\?among=quick-one&among=slow-one$/);
  expect(await viewOf(here, ada, first)).toMatchObject({ isEnded: true, vote: null, canVote: false });
  const page: ArenaTablePage = await table.loader({ request: ada.get('/arena/table'), params: {}, context });
  expect(page.totals).toEqual({ votes: 0, leaks: 0, unvoted: 1 });
});

test('a researcher makes a link to an arena of two systems or more', async () => {
  const { context, ada, db } = await world();
  const make = async (system: readonly string[]) => {
    const fields = { intent: 'create', title: 'Spring', welcome: '', system, people: '', days: '' };
    return (await links.action({ request: ada.post('/arena/links', fields), params: {}, context })).data;
  };
  expect((await make(['quick-one'])).errors).toEqual({ systems: 'Choose at least two systems.' });
  const { link } = await make(names);
  expect(link?.address).toMatch(/\/talk\/.{20}/);
  expect(db.driver.prepare('select kind, is_blind from chat_links where title = ?').get('Spring')).toEqual({
    kind: 'arena',
    is_blind: 1,
  });
  const page = await links.loader({ request: ada.get('/arena/links'), params: {}, context });
  expect(page.links.map(({ title }) => title).sort()).toEqual(['Spring', 'Which listens better?']);
});
