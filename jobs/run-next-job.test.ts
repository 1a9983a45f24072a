import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#db/client.ts';
import {
  beatJob,
  cancelJob,
  claimNextJob,
  findJob,
  finishJob,
  insertJob,
  listJobs,
  mostAttempts,
  requeueStaleJobs,
} from '#db/queries/jobs.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { importDatasetJob } from './definitions/import-dataset.ts';
import { importRatingsJob } from './definitions/import-ratings.ts';
import { pendingRows, rowCounts } from './handlers/import/testing.ts';
import { enqueueJob } from './queue.ts';
import { runNextJob, type WorkerOptions } from './run-next-job.ts';
import { newUpload, removeStrayUploads } from './uploads.ts';

const now = () => new Date().toISOString();

function worker(
  db: Db,
  changes: Partial<WorkerOptions> = {},
): WorkerOptions & { readonly defects: unknown[] } {
  const dataDir = mkdtempSync(join(tmpdir(), 'workbench-worker-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const defects: unknown[] = [];
  const onDefect = (error: unknown) => void defects.push(error);
  return { db, dataDir, now, shutdown: new AbortController().signal, onDefect, beat: 5, defects, ...changes };
}

function upload(dataDir: string, dialogues: number, last = '') {
  const { upload: name, path } = newUpload(dataDir);
  const turns = [
    { speaker: 'speaker', text: 'Hello.' },
    { speaker: 'listener', text: 'Hi.' },
  ];
  const lines = Array.from({ length: dialogues }, (_, n) => JSON.stringify({ conv_id: `c${n}`, turns }));
  writeFileSync(path, [...lines, last].join('\n'));
  return { path, payload: { upload: name, fileName: 'mine.jsonl', dataset: 'd', format: 'jsonl' as const } };
}

test('a queued import is done: its result is the summary, its file is gone', async () => {
  const db = temporaryDatabase();
  const options = worker(db);
  const { path, payload } = upload(options.dataDir, 3);
  const id = enqueueJob(db, importDatasetJob, { payload, now: now() });
  expect(findJob(db, id)).toMatchObject({ status: 'queued', attempts: 0 });
  expect(await runNextJob(options)).toBe(true);
  expect(findJob(db, id)).toMatchObject({
    status: 'done',
    attempts: 1,
    error: null,
    result: { dataset: 'd', dialogues: 3, added: { dialogues: 3 } },
  });
  expect(rowCounts(db).dialogues).toBe(3);
  expect(existsSync(path)).toBe(false);
  expect(await runNextJob(options)).toBe(false);
});

test('a bad file fails with the sentence for the person, and its file is gone', async () => {
  const db = temporaryDatabase();
  const options = worker(db);
  const { path, payload } = upload(options.dataDir, 1, 'nonsense');
  const id = enqueueJob(db, importDatasetJob, { payload, now: now() });
  await runNextJob(options);
  const job = findJob(db, id);
  expect(job.status).toBe('failed');
  expect(job.error).toMatch(/^mine\.jsonl, line 2: not a JSON object/);
  expect(existsSync(path)).toBe(false);
  expect(options.defects).toEqual([]);
});

test('what is wrong with a file is told of it by the name it had in the browser', async () => {
  const db = temporaryDatabase();
  const options = worker(db);
  const { path, payload } = upload(options.dataDir, 0);
  writeFileSync(path, new Uint8Array([0x89, 0x50, 0x4e, 0x47]));
  const id = enqueueJob(db, importDatasetJob, { payload, now: now() });
  await runNextJob(options);
  expect(findJob(db, id).error).toMatch(/^mine\.jsonl is a PNG picture/);
});

test('a job of no known kind, or of another version, fails without harm to the worker', async () => {
  const db = temporaryDatabase();
  const options = worker(db);
  const strange = insertJob(db, { type: 'strange', payload: {}, now: now() });
  const later = insertJob(db, { type: 'import-dataset', payload: { version: 99, input: {} }, now: now() });
  await runNextJob(options);
  await runNextJob(options);
  expect(findJob(db, strange)).toMatchObject({ status: 'failed' });
  expect(options.defects).toHaveLength(1);
  expect(findJob(db, later).error).toMatch(/another version of the program/);
});

test('a payload that its definition does not know is refused when it is queued', () => {
  const db = temporaryDatabase();
  const payload = { upload: '../../etc/passwd', fileName: 'x', study: 's' };
  expect(() => enqueueJob(db, importRatingsJob, { payload, now: now() })).toThrow();
  expect(listJobs(db)).toEqual([]);
});

test('cancelling a running import undoes it', async () => {
  const db = temporaryDatabase();
  const options = worker(db, { beat: 1 });
  const { path, payload } = upload(options.dataDir, 5000);
  const id = enqueueJob(db, importDatasetJob, { payload, now: now() });
  const running = runNextJob(options);
  while (pendingRows(db) === 0) await new Promise((wake) => setImmediate(wake));
  expect(cancelJob(db, { id, now: now() })).toBe('running');
  await running;
  expect(findJob(db, id).status).toBe('cancelled');
  expect(rowCounts(db)).toMatchObject({ datasets: 0, dialogues: 0, systems: 0 });
  expect(existsSync(path)).toBe(false);
});

test('a waiting job is cancelled at once, and one that is over cannot be', async () => {
  const db = temporaryDatabase();
  const options = worker(db);
  const id = enqueueJob(db, importDatasetJob, { payload: upload(options.dataDir, 1).payload, now: now() });
  expect(cancelJob(db, { id, now: now() })).toBe('cancelled');
  expect(await runNextJob(options)).toBe(false);
  expect(() => cancelJob(db, { id, now: now() })).toThrow(/is over already/);
  expect(() => cancelJob(db, { id: 'job_none', now: now() })).toThrow(/There is no job job_none/);
});

test('a worker that is told to end puts its job back, whole for the next one', async () => {
  const db = temporaryDatabase();
  const shutdown = new AbortController();
  const options = worker(db, { shutdown: shutdown.signal });
  const { path, payload } = upload(options.dataDir, 5000);
  const id = enqueueJob(db, importDatasetJob, { payload, now: now() });
  const running = runNextJob(options);
  while (pendingRows(db) === 0) await new Promise((wake) => setImmediate(wake));
  shutdown.abort();
  await running;
  expect(findJob(db, id)).toMatchObject({ status: 'queued', attempts: 0 });
  expect(rowCounts(db).dialogues).toBe(0);
  expect(existsSync(path)).toBe(true);
  await runNextJob({ ...options, shutdown: new AbortController().signal });
  expect(findJob(db, id).status).toBe('done');
  expect(rowCounts(db).dialogues).toBe(5000);
});

test('jobs are taken in the order in which they came, each by one worker only', () => {
  const db = temporaryDatabase();
  const ids = ['a', 'b', 'c'].map((type) => insertJob(db, { type, payload: {}, now: '2026-01-01' }));
  expect([0, 1, 2, 3].map(() => claimNextJob(db, now())?.id)).toEqual([...ids, undefined]);
});

test('a job whose worker fell silent is begun anew, and the old worker may no longer write it', () => {
  const db = temporaryDatabase();
  insertJob(db, { type: 'a', payload: {}, now: now() });
  const first = claimNextJob(db, '2026-01-01T00:00:00.000Z')!;
  requeueStaleJobs(db, { before: '2026-01-01T00:00:00.000Z', now: now() });
  expect(claimNextJob(db, now())).toBeUndefined();
  requeueStaleJobs(db, { before: '2026-01-01T00:00:01.000Z', now: now() });
  const second = claimNextJob(db, now())!;
  expect(second.attempt).toBe(2);
  expect(beatJob(db, first, { now: now(), progress: undefined })).toBe('lost');
  expect(finishJob(db, first, { status: 'failed', error: 'x', now: now() })).toBe(false);
  expect(beatJob(db, second, { now: now(), progress: undefined })).toBe('go-on');
  expect(finishJob(db, second, { status: 'done', result: 7, now: now() })).toBe(true);
  expect(findJob(db, first.id)).toMatchObject({ status: 'done', result: 7 });
});

test('a job that kills every worker is given up', () => {
  const db = temporaryDatabase();
  const id = insertJob(db, { type: 'a', payload: {}, now: now() });
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    expect(claimNextJob(db, '2026-01-01')).toMatchObject({ attempt });
    requeueStaleJobs(db, { before: '2026-01-02', now: now() });
  }
  expect(findJob(db, id)).toMatchObject({ status: 'failed', attempts: mostAttempts });
  expect(findJob(db, id).error).toMatch(/ended unexpectedly/);
});

test('uploads that no open job waits for go after a day', () => {
  const db = temporaryDatabase();
  const { dataDir } = worker(db);
  const [wanted, stray, fresh] = [upload(dataDir, 1), upload(dataDir, 1), upload(dataDir, 1)] as const;
  enqueueJob(db, importDatasetJob, { payload: wanted.payload, now: now() });
  const old = Date.now() / 1000 - 2 * 24 * 3600;
  for (const { path } of [wanted, stray]) utimesSync(path, old, old);
  removeStrayUploads(db, { dataDir, now: Date.now() });
  expect([wanted, stray, fresh].map(({ path }) => existsSync(path))).toEqual([true, false, true]);
});

test('a lane takes only its own jobs, the oldest first, and a job that is held here is never put back', () => {
  const db = temporaryDatabase();
  const add = (type: string, second: number) =>
    insertJob(db, { type, payload: {}, now: `2026-11-01T12:00:0${second}.000Z` });
  const [training, other, later] = [add('train', 1), add('score', 2), add('score', 3)];
  expect(claimNextJob(db, now(), { except: ['train'] })?.id).toBe(other);
  expect(claimNextJob(db, now(), { only: ['train'] })?.id).toBe(training);
  expect(claimNextJob(db, now(), { only: ['train'] })).toBeUndefined();
  requeueStaleJobs(db, { before: '9', now: now(), held: [training] });
  expect(findJob(db, training).status).toBe('running');
  expect(findJob(db, other).status).toBe('queued');
  expect(claimNextJob(db, now())?.id).toBe(other);
  expect(claimNextJob(db, now(), { except: ['train'] })?.id).toBe(later);
});
