import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionFunctionArgs } from '@remix-run/node';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import * as importPage from '#app/routes/_research.import._index.tsx';
import * as uploadRoute from '#app/routes/_research.import.upload.ts';
import * as jobPage from '#app/routes/_research.jobs.$id._index.tsx';
import * as jobEvents from '#app/routes/_research.jobs.$id.events.ts';
import { signIn } from '#app/server/session.server.ts';
import type { Db } from '#db/client.ts';
import { createUser, type User } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { runNextJob } from '#jobs/run-next-job.ts';
import { requestContext } from '#tests/request-context.ts';

const now = '2026-01-02T03:04:05.000Z';
const dialogue = (id: string) =>
  JSON.stringify({
    conv_id: id,
    emotion: 'proud',
    situation: 'I passed.',
    turns: [
      { speaker: 'speaker', text: 'I passed!' },
      { speaker: 'listener', text: 'Well done.' },
    ],
  });

let db: Db;
let dataDir: string;

beforeEach(() => {
  db = temporaryDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'workbench-import-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
});

async function visit(
  request: { path: string; role?: User['role']; params?: Record<string, string> } & RequestInit,
) {
  const { path, role = 'researcher', params = {}, ...init } = request;
  const base = requestContext(db);
  const context = { ...base, environment: { ...base.environment, dataDir } };
  const user = createUser(db, { role, displayName: 'Ada', now });
  const cookie = (await signIn(context, user.id)).split(';')[0] ?? '';
  const asked = new Request(`http://localhost${path}`, init);
  asked.headers.set('Cookie', cookie);
  return { request: asked, params, context } as ActionFunctionArgs;
}

async function put(query: Record<string, string>, body: string, role: User['role'] = 'researcher') {
  const headers = { 'Content-Length': String(Buffer.byteLength(body)) };
  const args = await visit({
    path: `/import/upload?${new URLSearchParams(query)}`,
    method: 'PUT',
    body,
    headers,
    role,
  });
  const response = await uploadRoute.action(args);
  return { status: response.status, answer: (await response.json()) as { job?: string; errors?: object } };
}

async function work(): Promise<void> {
  const never = new AbortController().signal;
  await runNextJob({
    db,
    dataDir,
    now: () => now,
    shutdown: never,
    onDefect: (error) => {
      throw error;
    },
  });
}

async function look(job: string | undefined) {
  return jobPage.loader(await visit({ path: `/jobs/${job}`, params: { id: job ?? '' } }));
}

test('a file that is sent is imported, and the job’s page says what it brought', async () => {
  const query = {
    kind: 'dataset',
    target: 'mine',
    format: 'jsonl',
    split: '',
    fileName: 'C:\\data\\mine.jsonl',
  };
  const { status, answer } = await put(query, `${dialogue('a')}\n${dialogue('b')}\n`);
  expect(status).toBe(201);
  expect(await look(answer.job)).toMatchObject({
    isOver: false,
    subject: { fileName: 'mine.jsonl', target: 'mine' },
  });
  await work();
  expect(await look(answer.job)).toMatchObject({
    isOver: true,
    summary: { dataset: 'mine', added: { dialogues: 2, contexts: 2 }, already_there: 0 },
  });
  expect(readdirSync(join(dataDir, 'uploads'))).toEqual([]);
});

test('a file with bad lines fails, names them all, and leaves nothing', async () => {
  const query = { kind: 'dataset', target: 'mine', format: 'jsonl', fileName: 'mine.jsonl' };
  const { answer } = await put(query, `${dialogue('a')}\n{}\nno\n`);
  await work();
  const page = await look(answer.job);
  expect(page.failure?.rows.map((row) => row.line)).toEqual([2, 3]);
  expect(page.failure?.message).toContain('mine.jsonl');
  expect(db.driver.prepare('select count(*) from datasets').pluck().get()).toBe(0);
});

test('the fields are checked before anything is kept, and what is wrong is told by field', async () => {
  const { status, answer } = await put({ kind: 'dataset', target: ' ', format: 'xml' }, dialogue('a'));
  expect(status).toBe(400);
  expect(answer.errors).toEqual({ target: 'Name the dataset.', format: 'Choose the form of the file.' });
  expect((await put({ kind: 'poem', target: 'x' }, 'x')).status).toBe(400);
  const empty = await put({ kind: 'ratings', target: 'x' }, '');
  expect(empty.answer.errors).toEqual({ file: 'The file is empty, or none was chosen.' });
  expect(db.driver.prepare('select count(*) from jobs').pluck().get()).toBe(0);
});

test('a form sent without a script queues the same job, and one that is wrong comes back as it was', async () => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ kind: 'dataset', target: 'mine', format: 'jsonl' }))
    form.set(name, value);
  form.set('file', new File([dialogue('a')], 'mine.jsonl'));
  const sent = await importPage.action(await visit({ path: '/import', method: 'POST', body: form }));
  const job = (sent as Response).headers.get('Location')?.replace('/jobs/', '');
  await work();
  expect(await look(job)).toMatchObject({ summary: { added: { dialogues: 1 } } });

  form.set('target', '');
  const refused = await importPage.action(await visit({ path: '/import', method: 'POST', body: form }));
  expect(refused).toMatchObject({
    data: { errors: { target: 'Name the dataset.' }, values: { format: 'jsonl' } },
    init: { status: 400 },
  });
  expect(readdirSync(join(dataDir, 'uploads'))).toEqual([]);
});

test('a job can be cancelled from its page, and its events say so and end', async () => {
  const query = { kind: 'dataset', target: 'mine', format: 'jsonl', fileName: 'mine.jsonl' };
  const { answer } = await put(query, dialogue('a'));
  const params = { id: answer.job ?? '' };
  const events = await jobEvents.loader(await visit({ path: `/jobs/${answer.job}/events`, params }));
  const cancelled = await jobPage.action(
    await visit({ path: `/jobs/${answer.job}`, method: 'POST', params }),
  );
  expect(cancelled.headers.get('Location')).toBe(`/jobs/${answer.job}`);
  const told = (await events.text()).trim().split('\n\n').at(-1) ?? '';
  expect(JSON.parse(told.replace('data: ', ''))).toMatchObject({ status: 'cancelled' });
  expect(await look(answer.job)).toMatchObject({ isOver: true, job: { status: 'cancelled' } });
  await jobPage.action(await visit({ path: `/jobs/${answer.job}`, method: 'POST', params }));
});

test('an import of the browser is listed, newest first, and a name to add to is offered', async () => {
  const query = { kind: 'dataset', format: 'jsonl', fileName: 'f.jsonl' };
  await put({ ...query, target: 'first' }, dialogue('a'));
  await put({ ...query, target: 'second' }, dialogue('a'));
  await work();
  const page = await importPage.loader(await visit({ path: '/import?kind=responses&target=first' }));
  expect(page.recent.map((row) => [row.target, row.status])).toEqual([
    ['second', 'queued'],
    ['first', 'done'],
  ]);
  expect(page).toMatchObject({ kind: 'responses', target: 'first', known: ['first'] });
});

test('annotators cannot import or see jobs', async () => {
  const notFound = expect.objectContaining({ status: 404 });
  await expect(put({ kind: 'ratings', target: 'x' }, 'x', 'annotator')).rejects.toEqual(notFound);
  const page = await visit({ path: '/import', role: 'annotator' });
  await expect(importPage.loader(page)).rejects.toEqual(notFound);
  await expect(jobPage.loader({ ...page, params: { id: 'job_1' } })).rejects.toEqual(notFound);
  await expect(jobEvents.loader({ ...page, params: { id: 'job_1' } })).rejects.toEqual(notFound);
});
