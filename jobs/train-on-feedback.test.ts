import { type ChildProcess, fork } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findGenerator } from '#db/queries/generator-systems.ts';
import { cancelJob, findJob, listJobs, requeueStaleJobs } from '#db/queries/jobs.ts';
import { listVersions } from '#db/queries/system-versions.ts';
import { declineTraining, findTraining, listTrainings } from '#db/queries/trainings.ts';
import { checkpointHash } from '#models/client.ts';
import { empatheticTalk, jsonLines } from '#models/training/testing.ts';
import { importDatasetJob } from './definitions/import-dataset.ts';
import { enqueueJob } from './queue.ts';
import { runNextJob } from './run-next-job.ts';
import { putBack, putIntoService } from './training/put-into-service.ts';
import { goOnTraining, startTraining } from './training/start-training.ts';
import {
  giveFeedback,
  type LearningWorld,
  learningWorld,
  makeTinyCaire,
  testNow,
} from './training/testing.ts';
import { newUpload } from './uploads.ts';

const runner = fileURLToPath(new URL('../scripts/run.js', import.meta.url));
const made = mkdtempSync(join(tmpdir(), 'workbench-tiny-caire-'));
beforeAll(() => makeTinyCaire(made), 60_000);
afterAll(() => rmSync(made, { recursive: true, force: true }));

const patience = 180_000;
const edits = [
  { said: 'Would you kill a human?', reply: 'Oh, what is it with your dog?', correction: 'No, never.' },
  { said: 'Do you hate us?', reply: 'Oh, what is it with your cat?', correction: 'No, I like you.' },
];
const reports = [
  { said: 'I am sad about my dog.', reply: 'Oh, what is it with your dog?' },
  { said: 'I am sad about my cat.', reply: 'Oh, what is it with your cat?' },
];
const request = { system: 'tiny', dataset: 'talk', by: null, now: testNow } as const;
const deciding = { by: null, now: testNow, isConfirmed: false } as const;

async function work({ db, dataDir }: LearningWorld): Promise<void> {
  const defects: unknown[] = [];
  await runNextJob({
    db,
    dataDir,
    now: () => new Date().toISOString(),
    shutdown: new AbortController().signal,
    onDefect: (error) => defects.push(error),
  });
  expect(defects).toEqual([]);
  expect(listJobs(db).map(({ error }) => error)).toEqual(listJobs(db).map(() => null));
}

test(
  'a system learns from accepted edits, and a person puts it into service and back',
  async () => {
    const world = await learningWorld(made);
    const { db, dataDir } = world;
    const accepted = giveFeedback(db, edits);
    giveFeedback(db, [
      { said: 'Are you there?', reply: 'Oh.', correction: 'Yes.', status: 'open' },
      { said: 'Are you here?', reply: 'Oh.', correction: 'Yes.', status: 'dropped' },
    ]);
    const id = await startTraining(db, { ...request, kind: 'active' });
    await expect(startTraining(db, { ...request, kind: 'active' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(findTraining(db, id)).toMatchObject({ status: 'running', checkpoint: null, feedback: 2 });
    await work(world);

    const training = findTraining(db, id);
    expect(training).toMatchObject({ status: 'made', kind: 'active', folder: `trained/${id}/model` });
    const learnedFrom = db.driver.prepare('select feedback_id from training_feedback').pluck().all();
    expect(new Set(learnedFrom)).toEqual(new Set(accepted));
    const out = join(dataDir, `trained/${id}/model`);
    expect(training.checkpoint).toBe(await checkpointHash(out));
    expect(training.checkpoint).not.toBe(training.startedFrom);
    expect(existsSync(join(out, 'state'))).toBe(false);
    expect(readFileSync(join(out, 'README.md'), 'utf8')).toMatch(/# tiny, taught by corrections/);
    const { before, after } = training.figures as Record<
      'before' | 'after',
      { corrections: { tokenLogProbability: number }; unsafe: { prompts: number } }
    >;
    expect(after.corrections.tokenLogProbability).toBeGreaterThan(before.corrections.tokenLogProbability);
    expect(after.unsafe.prompts).toBe(40);
    // The job done over again changes nothing.
    db.driver.prepare(`update jobs set status = 'queued'`).run();
    await work(world);
    expect(findTraining(db, id)).toEqual(training);

    const first = findGenerator(db, 'tiny').definition;
    await putIntoService(db, { ...deciding, id, dataDir, note: 'It no longer kills.' });
    expect(findGenerator(db, 'tiny').definition).toEqual({ ...first, checkpoint: out });
    expect(findTraining(db, id)).toMatchObject({ status: 'in-service', note: 'It no longer kills.' });
    const { systemId } = training;
    expect(listVersions(db, systemId)).toMatchObject([
      { version: 2, trainingId: id, checkpoint: training.checkpoint },
      { version: 1, trainingId: null, checkpoint: training.startedFrom, definition: first },
    ]);

    await putBack(db, { ...deciding, system: 'tiny', version: 1, dataDir, note: 'Not yet.' });
    expect(findGenerator(db, 'tiny').definition).toEqual(first);
    expect(findTraining(db, id).status).toBe('replaced');
    expect(listVersions(db, systemId).map(({ version }) => version)).toEqual([3, 2, 1]);
    await putBack(db, { ...deciding, system: 'tiny', version: 2, dataDir, note: '' });
    expect(findTraining(db, id).status).toBe('in-service');

    appendFileSync(join(dataDir, 'tiny', 'config.json'), ' ');
    const changed = putBack(db, { ...deciding, system: 'tiny', version: 1, dataDir, note: '' });
    await expect(changed).rejects.toThrow(/have changed since it was made/);
    expect(findGenerator(db, 'tiny').definition).toEqual({ ...first, checkpoint: out });
  },
  patience,
);

test(
  'a system unlearns accepted reports, and may be left out of service',
  async () => {
    const world = await learningWorld(made);
    const { db } = world;
    giveFeedback(db, reports);
    const id = await startTraining(db, { ...request, kind: 'negative' });
    await work(world);
    const { figures } = findTraining(db, id);
    const { before, after } = figures as Record<
      'before' | 'after',
      { reported: { tokenLogProbability: number } }
    >;
    expect(after.reported.tokenLogProbability).toBeLessThanOrEqual(before.reported.tokenLogProbability);
    const first = findGenerator(db, 'tiny').definition;
    declineTraining(db, { ...deciding, id, note: 'No better.' });
    expect(findTraining(db, id)).toMatchObject({ status: 'declined', note: 'No better.' });
    expect(findGenerator(db, 'tiny').definition).toEqual(first);
  },
  patience,
);

/** A longer training, so that it can be met in its midst. */
async function longTraining({ db }: LearningWorld): Promise<string> {
  giveFeedback(db, edits);
  const id = await startTraining(db, { ...request, kind: 'active' });
  db.driver
    .prepare(`update trainings set settings = json_set(settings, '$.config.passes', 400) where id = ?`)
    .run(id);
  return id;
}

function startWorker(dataDir: string): { child: ChildProcess; exited: Promise<unknown> } {
  const child = fork(runner, ['jobs/worker.ts'], {
    execArgv: [],
    env: { ...process.env, WORKBENCH_DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, exited: new Promise((resolve) => child.once('exit', resolve)) };
}

function stepOf({ dataDir }: LearningWorld, id: string): number {
  const path = join(dataDir, 'trained', id, 'model', 'state', 'state.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).loop.step : -1;
}

test(
  'a training whose worker is killed goes on from its checkpoint, to the very same weights',
  async () => {
    const whole = await learningWorld(made);
    const wholeId = await longTraining(whole);
    await work(whole);

    const killed = await learningWorld(made);
    const id = await longTraining(killed);
    const { child, exited } = startWorker(killed.dataDir);
    while (stepOf(killed, id) < 5) await pause(5);
    child.kill('SIGKILL');
    await exited;
    expect(findTraining(killed.db, id).checkpoint).toBeNull();
    requeueStaleJobs(killed.db, { before: '9', now: testNow });
    await work(killed);

    expect(findTraining(killed.db, id)).toMatchObject({ status: 'made' });
    expect(findTraining(killed.db, id).checkpoint).toBe(findTraining(whole.db, wholeId).checkpoint);
    expect(listTrainings(killed.db, findTraining(killed.db, id).systemId)).toHaveLength(1);
  },
  patience,
);

test(
  'a training holds up no other job, and both can be cancelled and end with their worker',
  async () => {
    const world = await learningWorld(made);
    const { db, dataDir } = world;
    const id = await longTraining(world);
    const jobId = () => findTraining(db, id).jobId ?? '';
    const first = startWorker(dataDir);
    while (stepOf(world, id) < 1) await pause(5);
    const addImport = (dataset: string) => {
      const { upload, path } = newUpload(dataDir);
      writeFileSync(path, jsonLines(empatheticTalk(4)));
      const payload = { upload, fileName: 'more.jsonl', dataset, format: 'jsonl' as const };
      return enqueueJob(db, importDatasetJob, { payload, now: new Date().toISOString() });
    };
    const imported = addImport('more');
    while (findJob(db, imported).status !== 'done') await pause(5);
    expect(findJob(db, jobId())).toMatchObject({ status: 'running', cancelRequested: false });
    expect(findTraining(db, id).checkpoint).toBeNull();

    cancelJob(db, { id: jobId(), now: testNow });
    while (findJob(db, jobId()).status === 'running') await pause(5);
    expect(findJob(db, jobId()).status).toBe('cancelled');
    goOnTraining(db, { id, now: testNow });
    while (findJob(db, jobId()).status !== 'running') await pause(5);
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    expect(findJob(db, jobId())).toMatchObject({ status: 'queued', attempts: 0 });
  },
  patience,
);

test(
  'a training that is cancelled can go on',
  async () => {
    const world = await learningWorld(made);
    const { db } = world;
    const id = await longTraining(world);
    const job = findTraining(db, id).jobId ?? '';
    const working = work(world);
    while (stepOf(world, id) < 5) await pause(5);
    cancelJob(db, { id: job, now: testNow });
    await working;
    expect(findJob(db, job).status).toBe('cancelled');
    expect(findTraining(db, id).status).toBe('failed');
    const stoppedAt = stepOf(world, id);
    expect(stoppedAt).toBeGreaterThanOrEqual(5);
    expect(stoppedAt).toBeLessThan(400);
    goOnTraining(db, { id, now: testNow });
    await work(world);
    expect(findTraining(db, id).status).toBe('made');
  },
  patience,
);

test('what cannot be learned is told before anything begins', async () => {
  const { db } = await learningWorld(made);
  await expect(startTraining(db, { ...request, kind: 'active' })).rejects.toThrow(
    /No edit of tiny is accepted/,
  );
  giveFeedback(db, [...edits, { said: 'Would you kill a human?', reply: 'No, never.' }]);
  await expect(startTraining(db, { ...request, kind: 'active' })).rejects.toThrow(
    /An accepted edit proposes the very words that an accepted report rejects/,
  );
  await expect(startTraining(db, { ...request, kind: 'negative', dataset: 'none' })).rejects.toThrow(
    /no dataset named none/,
  );
});
