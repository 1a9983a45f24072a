import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as queue from '#app/routes/_research.feedback._index.tsx';
import * as learning from '#app/routes/_research.systems.$name_.learning._index.tsx';
import * as training from '#app/routes/_research.systems.$name_.learning.$training.tsx';
import { listLiveSystems } from '#app/server/live-systems.server.ts';
import { createChatLink, revokeChatLink } from '#db/queries/chat-links.ts';
import { findFeedback } from '#db/queries/feedback.ts';
import { findGenerator } from '#db/queries/generator-systems.ts';
import { putTrainingIntoService } from '#db/queries/system-versions.ts';
import { runNextJob } from '#jobs/run-next-job.ts';
import { giveFeedback, learningWorld, makeTinyCaire } from '#jobs/training/testing.ts';
import { createModelClient } from '#models/client.ts';
import { requestContext } from '#tests/request-context.ts';
import { type FormFields, visitor } from '#tests/visitor.ts';
import { listServedModels, servedSystem } from '../../server/api/served-systems.ts';

const made = mkdtempSync(join(tmpdir(), 'workbench-learning-pages-'));
beforeAll(() => makeTinyCaire(made), 60_000);
afterAll(() => rmSync(made, { recursive: true, force: true }));

async function workbench() {
  const { db, dataDir } = await learningWorld(made);
  const models = createModelClient({ cacheDir: join(dataDir, 'compiled') });
  const environment = { host: '127.0.0.1', port: 0, dataDir, pages: 'build', logLevel: 'silent' } as const;
  const context = requestContext(db, { environment, models });
  return { db, dataDir, context, models, ada: await visitor(context, 'researcher') };
}

type World = Awaited<ReturnType<typeof workbench>>;

function decide({ context, ada }: World, fields: FormFields) {
  return queue.action({ request: ada.post('/feedback', fields), params: {}, context });
}

function review({ context, ada }: World, search = '') {
  return queue.loader({ request: ada.get(`/feedback${search}`), params: {}, context });
}

async function work({ db, dataDir }: World): Promise<void> {
  const now = () => new Date().toISOString();
  const shutdown = new AbortController().signal;
  await runNextJob({ db, dataDir, now, shutdown, onDefect: (error) => expect(error).toBeUndefined() });
}

const said = { said: 'Would you kill a human?', reply: 'Oh, what is it?' } as const;

test('reports and edits are accepted or dropped, one or several, and opened again', async () => {
  const world = await workbench();
  const [edit = '', report = ''] = giveFeedback(world.db, [
    { ...said, correction: 'No, never.', status: 'open' },
    { ...said, status: 'open' },
  ]);
  const page = await review(world);
  expect(page.counts).toEqual({ open: 2, accepted: 0, dropped: 0 });
  expect(page.rows[0]).toMatchObject({ kind: 'edit', correction: 'No, never.', checkpoint: 'c0ffee' });
  expect(page.rows[0]).not.toHaveProperty('userId');
  const seen = (id: string) => `${id} ${findFeedback(world.db, id)?.updatedAt}`;
  expect(await decide(world, { intent: `accepted ${seen(edit)}`, before: 'open' })).toMatchObject({
    status: 'accepted',
    before: 'open',
    count: 1,
    missed: 0,
  });
  expect((await review(world, '?status=accepted&kind=edit&system=tiny')).rows).toHaveLength(1);
  expect((await review(world, '?status=accepted&kind=report')).rows).toEqual([]);

  // Changed by the person since the page was loaded: it stays open, and the page says so.
  expect(
    await decide(world, { intent: 'dropped', feedback: `${report} 2020`, before: 'open' }),
  ).toMatchObject({
    count: 0,
    missed: 1,
  });
  expect(findFeedback(world.db, report)?.status).toBe('open');
  await decide(world, { intent: 'open', feedback: seen(edit), before: 'open' });
  expect(findFeedback(world.db, edit)).toMatchObject({ status: 'open', decidedAt: null });
  expect(await decide(world, { intent: 'other' })).toBeNull();
});

test('neither annotators nor visitors reach the queue or the trainings', async () => {
  const { context } = await workbench();
  for (const role of ['annotator', 'visitor'] as const) {
    const bob = await visitor(context, role);
    const params = { name: 'tiny', training: 'none' };
    for (const page of [queue, learning, training]) {
      const asked = Promise.resolve(page.loader({ request: bob.get('/feedback'), params, context }));
      await expect(asked).rejects.toBeInstanceOf(Response);
      const changed = Promise.resolve(page.action({ request: bob.post('/feedback', {}), params, context }));
      await expect(changed).rejects.toBeInstanceOf(Response);
    }
  }
});

test('a training is started, compared, put into service, and an earlier version put back', async () => {
  const world = await workbench();
  const { db, context, ada, models } = world;
  try {
    const here = '/systems/tiny/learning';
    const params = { name: 'tiny' };
    const act = (fields: FormFields) => learning.action({ request: ada.post(here, fields), params, context });
    const look = () => learning.loader({ request: ada.get(here), params, context });

    expect(await act({ intent: 'start', kind: 'active', dataset: 'talk' })).toMatchObject({
      data: { error: expect.stringMatching(/No edit of tiny is accepted yet/) },
      init: { status: 400 },
    });
    giveFeedback(db, [{ ...said, correction: 'No, never.' }, { ...said }]);
    expect((await look()).offers).toMatchObject([
      { kind: 'active', accepted: 1, open: 0, seconds: expect.any(Number) },
      { kind: 'negative', accepted: 1, open: 0 },
    ]);
    await act({ intent: 'start', kind: 'active', dataset: 'talk' });
    expect((await look()).job).toMatchObject({ status: 'queued' });
    await work(world);
    const { trainings, job } = await look();
    expect(job).toBeNull();
    const [{ id = '', status } = {}] = trainings;
    expect(status).toBe('made');

    const place = { name: 'tiny', training: id };
    const page = await training.loader({ request: ada.get(`${here}/${id}`), params: place, context });
    expect(page.dataset).toBe('talk');
    expect(page.comparison?.figures.map(({ name }) => name)).toContain('Perplexity of held-out dialogues');
    expect(page.comparison?.probes).toHaveLength(40);
    expect(page.comparison?.judged).toMatchObject([{ prompt: said.said }]);
    const settle = (fields: FormFields) =>
      training.action({ request: ada.post(`${here}/${id}`, fields), params: place, context });

    const compared = (await settle({ intent: 'compare' })) as Response;
    const after = `tiny training ${id.slice(-6)}`;
    expect(compared.headers.get('Location')).toBe(
      `/live?${new URLSearchParams([
        ['system', 'tiny'],
        ['system', after],
      ])}`,
    );
    expect(findGenerator(db, after).definition.checkpoint).toMatch(/trained.*model$/);

    const live = (trials: 'in' | 'out') =>
      listLiveSystems(db, { trials }).flatMap(({ name, isControl }) => (isControl ? [] : [name]));
    expect(live('out')).toEqual(['tiny']);
    expect(live('in')).toEqual(['tiny', after]);
    expect(listServedModels(db).map((model) => model.id)).toEqual(['tiny']);
    expect(() => servedSystem(db, after)).toThrow(/does not exist here/);

    const now = new Date().toISOString();
    const systems = [findGenerator(db, 'tiny').id];
    const link = createChatLink(db, {
      kind: 'chat',
      secretHash: 'hash',
      title: 'My chat',
      welcome: '',
      systems,
      isBlind: false,
      maxUses: null,
      createdBy: ada.user.id,
      now,
      expiresAt: null,
    });
    const { concerns } = await training.loader({
      request: ada.get(`${here}/${id}`),
      params: place,
      context,
    });
    expect(concerns).toEqual([expect.stringContaining('“My chat”')]);
    expect(await settle({ intent: 'serve', note: 'Better.' })).toMatchObject({ init: { status: 409 } });
    expect((await look()).versions).toEqual([]);

    await settle({ intent: 'serve', note: 'Better.', confirmed: 'on' });
    expect(live('in')).toEqual(['tiny']);
    const served = await look();
    expect(served.trainings[0]).toMatchObject({ status: 'in-service', note: 'Better.' });
    expect(served.versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(served.versions[0]).not.toHaveProperty('definition');
    const reply = await models.respond(
      findGenerator(db, 'tiny').definition as never,
      {
        context: [{ speaker: 'speaker', text: said.said }],
        seed: 1,
      } as never,
    );
    expect(reply.text).toBeTypeOf('string');
    expect(await act({ intent: 'put-back', version: '1', note: 'Back.' })).toMatchObject({
      init: { status: 409 },
    });
    revokeChatLink(db, { id: link, now });
    await act({ intent: 'put-back', version: '1', note: 'Back.' });
    expect((await look()).versions[0]).toMatchObject({ version: 3, note: 'Back.' });
    expect(await settle({ intent: 'leave', note: 'No.' })).toMatchObject({ init: { status: 409 } });

    // Another training from the same start comes into service: this one is set beside it.
    db.driver.exec(`insert into trainings
      select 'trn_other', system_id, kind, job_id, settings, started_from, 'c2', 'trained/other',
        json_set(figures, '$.after.validation.wordPerplexity', 99), 'made', null, created_at, null, null, ''
      from trainings where id = '${id}'`);
    const { definition } = findGenerator(db, 'tiny');
    putTrainingIntoService(db, { id: 'trn_other', definition, by: null, note: '', now });
    const beside = await training.loader({ request: ada.get(`${here}/${id}`), params: place, context });
    expect(beside.undone).toEqual({ version: 4, trainingId: 'trn_other' });
    expect(beside.concerns).toEqual([expect.stringContaining('version 4')]);
    const shown = beside.comparison?.figures.map(({ name, serving }) => [name, serving]);
    expect(shown).toContainEqual(['Perplexity of held-out dialogues', '99.00']);
    expect(shown).toContainEqual(['Corrections', null]);
  } finally {
    await models.close();
  }
}, 120_000);
