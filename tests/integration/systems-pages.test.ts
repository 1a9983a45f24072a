import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as jobs from '#app/routes/_research.jobs._index.tsx';
import * as job from '#app/routes/_research.jobs.$id._index.tsx';
import * as newRun from '#app/routes/_research.runs.new.tsx';
import * as list from '#app/routes/_research.systems._index.tsx';
import * as page from '#app/routes/_research.systems.$name.tsx';
import * as exported from '#app/routes/runs.$run.export.ts';
import type { Db } from '#db/client.ts';
import { findGenerationOfJob } from '#db/queries/generation-jobs.ts';
import { addGenerator, addMissingGenerators } from '#db/queries/generator-systems.ts';
import { cancelJob, claimNextJob, findJob, finishJob } from '#db/queries/jobs.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { runNextJob } from '#jobs/run-next-job.ts';
import { tinyCaire } from '#models/generators/testing.ts';
import { requestContext } from '#tests/request-context.ts';
import { insertDataset } from '#tests/study-fixture.ts';
import { type FormFields, refusal, visitor } from '#tests/visitor.ts';

const now = '2026-01-02T03:04:05.000Z';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-systems-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A researcher at a workbench with a dataset, an imported system, the control `random` and a tiny model. */
async function workbench() {
  const db = temporaryDatabase();
  const folder = temporaryFolder();
  insertDataset(db, { contexts: 6, systems: ['alpha'] });
  const random = { name: 'random', generator: 'random' } as const;
  addMissingGenerators(db, [{ name: 'random', description: 'A control.', definition: random, now }]);
  const definition = tinyCaire(folder, { settings: { temperature: 0.5 } });
  addGenerator(db, { name: 'tiny-caire', description: 'Small.', definition, now });
  const context = requestContext(db);
  return { db, folder, context, definition, ada: await visitor(context, 'researcher') };
}

type World = Awaited<ReturnType<typeof workbench>>;

interface Started {
  readonly job?: string;
  readonly status?: number | undefined;
  readonly values?: Readonly<Record<string, string>>;
  readonly errors?: Readonly<Record<string, string>>;
}

/** Sends the form of a run; where it leads, or what it answers. */
async function start({ context, ada }: World, fields: FormFields): Promise<Started> {
  const answer = await newRun.action({ request: ada.post('/runs/new', fields), params: {}, context });
  if (!('init' in answer)) return { job: answer.headers.get('Location')?.replace('/jobs/', '') ?? '' };
  return { status: answer.init?.status, ...answer.data };
}

async function work(db: Db): Promise<void> {
  const shutdown = new AbortController().signal;
  const onDefect = (error: unknown) => {
    throw error;
  };
  await runNextJob({ db, dataDir: temporaryFolder(), now: () => now, shutdown, onDefect });
}

const look = ({ context, ada }: World, name: string) =>
  page.loader({ request: ada.get(`/systems/${name}`), params: { name }, context });

const jobPage = ({ context, ada }: World, id: string) =>
  job.loader({ request: ada.get(`/jobs/${id}`), params: { id }, context });

const toy = { system: 'random', dataset: 'toy', split: '', limit: '', seed: '3' };

test('an annotator gets a 404 at every address of systems and runs, for reading and for changing', async () => {
  const world = await workbench();
  const ann = await visitor(world.context, 'annotator');
  const params = { name: 'random', run: 'run_alpha' };
  const { context } = world;
  for (const [name, route] of Object.entries({ list, page, newRun, exported, jobs })) {
    const refused = await refusal(() => route.loader({ request: ann.get('/x'), params, context }));
    expect([name, refused.status, await refused.text()]).toEqual([name, 404, 'Not found']);
  }
  for (const route of [page, newRun])
    expect(
      (await refusal(() => route.action({ request: ann.post('/x', toy), params, context }))).status,
    ).toBe(404);
});

test('every system is listed with where it stands, those that came without their checkpoint too', async () => {
  const world = await workbench();
  const { db, context, ada, folder } = world;
  const lost = { ...world.definition, name: 'lost', checkpoint: join(folder, 'gone') };
  const wrong = { ...world.definition, name: 'wrong', generator: 't5-sft' as const };
  for (const definition of [lost, wrong])
    addGenerator(db, { name: definition.name, description: '', definition, now });
  const { systems } = await list.loader({ request: ada.get('/systems'), params: {}, context });
  const seen = Object.fromEntries(systems.map((system) => [system.name, system]));
  expect(seen.alpha).toMatchObject({ state: 'imported', runs: 1, datasets: ['toy'], sizes: null });
  expect(seen.random).toMatchObject({ state: 'ready', isShipped: true, runs: 0, sizes: null });
  expect(seen['tiny-caire']).toMatchObject({ state: 'ready', generator: 'caire', isShipped: false });
  expect(seen['tiny-caire']?.sizes?.parameters).toBeGreaterThan(10_000);
  expect(seen.lost).toMatchObject({ state: 'missing', problem: expect.stringContaining('gone') });
  expect(seen.wrong).toMatchObject({ state: 'unusable', problem: expect.stringMatching(/t5/i) });
  expect(seen.emprl?.isShipped).toBe(true);

  const found = await list.loader({ request: ada.get('/systems?q=CONTROL'), params: {}, context });
  expect(found.systems.map(({ name }) => name)).toEqual(['random']);
});

test('a system’s page has its sizes, its decoding in full and its card; an unknown name is not found', async () => {
  const world = await workbench();
  writeFileSync(
    join(world.definition.checkpoint, 'README.md'),
    '---\nlicense: x\n---\n# tiny\n\nOf **few** words.',
  );
  const { system } = await look(world, 'tiny-caire');
  expect(system.facts).toMatchObject({
    layers: 2,
    width: 24,
    vocabulary: 300,
    card: '# tiny\n\nOf **few** words.',
  });
  expect(system.facts?.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(system.decoding).toMatchObject({ temperature: 0.5, topP: 0.9, doSample: true });
  // A card that is mended is seen at once.
  writeFileSync(join(world.definition.checkpoint, 'README.md'), 'Other words, and more of them.');
  expect((await look(world, 'tiny-caire')).system.facts?.card).toBe('Other words, and more of them.');
  const unknown = await refusal(() => look(world, 'tiny-cair'));
  expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining('tiny-caire')]);
});

test('a run is started, done by the worker, listed and exported', async () => {
  const world = await workbench();
  const { job: id = '' } = await start(world, { ...toy, limit: '4' });
  expect((await jobPage(world, id)).run?.request).toEqual({
    system: 'random',
    dataset: 'toy',
    split: null,
    limit: 4,
    seed: 3,
  });
  expect((await look(world, 'random')).open).toHaveLength(1);
  await work(world.db);
  const { run } = await jobPage(world, id);
  expect(run?.summary).toMatchObject({ contexts: 4, generated: 4, refused: 0, label: 'all, seed 3' });

  const { runs, open } = await look(world, 'random');
  expect(open).toEqual([]);
  expect(runs).toMatchObject([{ dataset: 'toy', answers: 4, contexts: 6, canGoOn: true, decoding: null }]);
  const { context, ada } = world;
  const file = await exported.loader({ request: ada.get('/x'), params: { run: runs[0]!.id }, context });
  expect(file.headers.get('Content-Disposition')).toContain('random-toy-all-seed-3.jsonl');
  const lines = (await file.text()).trim().split('\n');
  expect(lines).toHaveLength(4);
  expect(JSON.parse(lines[0]!)).toMatchObject({ turn_index: 1, responses: { random: expect.any(String) } });

  const request = ada.post('/systems/random', { run: runs[0]!.id });
  const onward = await page.action({ request, params: { name: 'random' }, context });
  const rest = onward.headers.get('Location')?.replace('/jobs/', '') ?? '';
  await work(world.db);
  expect((await jobPage(world, rest)).run?.summary).toMatchObject({ generated: 2, already_there: 4 });
  expect((await look(world, 'random')).runs).toMatchObject([{ answers: 6 }]);
});

test('the same run asked for twice is one job, and decoding options go with it', async () => {
  const world = await workbench();
  const greedy = { ...toy, system: 'tiny-caire', method: 'greedy', temperature: '0.2', maxNewTokens: '9' };
  const first = await start(world, greedy);
  expect(await start(world, greedy)).toEqual(first);
  expect((await start(world, { ...greedy, seed: '4' })).job).not.toBe(first.job);
  expect(findGenerationOfJob(world.db, first.job ?? '')?.settings).toEqual({
    doSample: false,
    numBeams: 1,
    maxNewTokens: 9,
  });
});

test.each<[FormFields, RegExp]>([
  [{ system: '' }, /Choose a system/],
  [{ seed: '-1' }, /whole number/],
  [{ limit: '0' }, /whole number of at least 1/],
  [{ system: 'alpha' }, /imported/],
  [{ dataset: 'toi' }, /toy/],
  [{ split: 'train' }, /no split train/],
  [{ method: 'greedy' }, /runs no model/],
  [{ system: 'tiny-caire', topP: '1.5' }, /topP/],
])('%j is refused at the form, with what was filled in', async (changes, words) => {
  const world = await workbench();
  const answer = await start(world, { ...toy, ...changes });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(Object.values(answer.errors ?? {}).join()).toMatch(words);
  expect(answer.values).toMatchObject({ ...toy, ...changes });
});

test('a run that was cancelled is gone on with, and one that failed says why', async () => {
  const world = await workbench();
  const { db, context, ada } = world;
  const { job: id = '' } = await start(world, toy);
  await job.action({ request: ada.post(`/jobs/${id}`, {}), params: { id }, context });
  expect(findJob(db, id).status).toBe('cancelled');
  expect((await look(world, 'random')).stopped).toMatchObject([{ id, status: 'cancelled' }]);
  const again = await job.action({
    request: ada.post(`/jobs/${id}`, { intent: 'again' }),
    params: { id },
    context,
  });
  const next = again.headers.get('Location')?.replace('/jobs/', '') ?? '';
  expect(findGenerationOfJob(db, next)).toEqual(findGenerationOfJob(db, id));
  // What was tried again is no longer told as stopped.
  expect((await look(world, 'random')).stopped).toEqual([]);

  const held = claimNextJob(db, now);
  finishJob(
    db,
    { id: next, attempt: held?.attempt ?? 0 },
    { status: 'failed', error: 'The disk is full.', now },
  );
  const failed = await jobPage(world, next);
  expect(failed.failure?.message).toBe('The disk is full.');
  expect((await look(world, 'random')).stopped).toMatchObject([{ error: 'The disk is full.' }]);
  expect(() => cancelJob(db, { id: next, now })).toThrow(/over already/);
});

test('what is left of a run keeps its own decoding, whatever the system has by now', async () => {
  const world = await workbench();
  const { db } = world;
  await start(world, { ...toy, system: 'tiny-caire', limit: '1', method: 'greedy', maxNewTokens: '3' });
  await work(db);
  const changed = { ...world.definition, settings: { temperature: 2, numBeams: 1 } };
  db.driver
    .prepare(`update systems set definition = ? where name = 'tiny-caire'`)
    .run(JSON.stringify(changed));
  const [run] = (await look(world, 'tiny-caire')).runs;
  expect(run).toMatchObject({ answers: 1, decoding: 'greedy, up to 3 tokens' });
  const { context, ada } = world;
  const request = ada.post('/x', { run: run!.id });
  await page.action({ request, params: { name: 'tiny-caire' }, context });
  await work(db);
  expect((await look(world, 'tiny-caire')).runs).toMatchObject([{ id: run!.id, answers: 6 }]);
});

test('an imported run cannot be gone on with', async () => {
  const world = await workbench();
  const request = world.ada.post('/x', { run: 'run_alpha' });
  const refused = await refusal(() => page.action({ request, params: {}, context: world.context }));
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('imported')]);
});
