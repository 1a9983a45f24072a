import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FeedbackRequest } from '#app/components/chat/feedback-request.ts';
import * as rate from '#app/routes/_annotate.tsx';
import * as home from '#app/routes/_index.tsx';
import * as linkExport from '#app/routes/_research.chat.links.$id.export.ts';
import * as links from '#app/routes/_research.chat.links.tsx';
import * as chats from '#app/routes/_talk.chat._index.tsx';
import * as page from '#app/routes/_talk.chat.c.$id._index.tsx';
import * as exported from '#app/routes/_talk.chat.c.$id.export.ts';
import type { LinksOutcome } from '#app/server/conversations/chat-links-page.server.ts';
import { listFeedback } from '#db/queries/feedback.ts';
import type { GeneratedResponse, ModelClient } from '#models/client.ts';
import { tinyCaire, tinyT5 } from '#models/generators/testing.ts';
import { refusal, type Visitor, visitor } from '../visitor.ts';
import { chatWorld } from './chat-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'workbench-chat-links-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What systems say is of no weight here: none of them runs. */
const models = {
  status: () => ({ queue: { requests: 0, mostRequests: null, expectedSeconds: null } }),
  respond: async (): Promise<GeneratedResponse> => ({
    ...{ text: 'Oh.', raw: 'Oh.', tokens: [1], logProbabilities: [-1], finished: 'eos', details: {} },
  }),
} as unknown as ModelClient;
const world = () => chatWorld({ systems: [tinyCaire(folder), tinyT5(folder)], models });

test('a link is shown without being used, ends when it should, and brings back who came by it', async () => {
  const { context, ada, started, view, made, visit, come } = await world();
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

test('all that was said by a link is saved for researchers, under no names', async () => {
  const { context, ada, say, made, come } = await world();
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
  const { context, ada } = await world();
  const form = { intent: 'create', title: '', system: [], people: '0', days: 'soon' };
  const { data } = (await links.action({ request: ada.post('', form), params: {}, context })) as {
    data: LinksOutcome;
  };
  expect(Object.keys(data.errors).sort()).toEqual(['days', 'people', 'systems', 'title']);
});

test('nobody sees another’s conversation, and visitors nothing but their own', async () => {
  const { context, ada, post, tell, started, view, made, come } = await world();
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

test('a visitor reports and edits a reply, sees it again, and takes it back', async () => {
  const { db, tell, say, view, made, come } = await world();
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
