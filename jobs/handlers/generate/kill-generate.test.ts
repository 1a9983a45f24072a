import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { checkDatabase } from '#db/queries/check-database.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { findJob, requeueStaleJobs } from '#db/queries/jobs.ts';
import { generateJob } from '#jobs/definitions/generate.ts';
import { importDataset } from '#jobs/handlers/import/import-dataset.ts';
import { enqueueJob } from '#jobs/queue.ts';
import { tinyCaire } from '#models/generators/testing.ts';

const runner = fileURLToPath(new URL('../../../scripts/run.js', import.meta.url));
const dialogues = fileURLToPath(new URL('../../../fixtures/dialogues/dialogues.jsonl', import.meta.url));
const contexts = 50;
const now = () => new Date().toISOString();

function opened<T>(folder: string, work: (db: Db) => T): T {
  const db = openDatabase(databasePath(folder));
  const close = () => db.driver.close();
  try {
    migrateDatabase(db);
    const result = work(db);
    if (result instanceof Promise) return result.finally(close) as T;
    close();
    return result;
  } catch (error) {
    close();
    throw error;
  }
}

/** Answers by context, with what is stored beside them; a context that is answered twice would be there twice. */
function answers(db: Db) {
  return db.driver
    .prepare(
      `select p.context_id as context, p.text, x.details from responses p join runs r on r.id = p.run_id
       join systems s on s.id = r.system_id left join response_details x on x.response_id = p.id
       where s.name = 'slow' order by p.context_id`,
    )
    .all();
}

/** Runs the worker until the job is over, or until so many answers are there: then it is killed, like a power cut. */
async function work(folder: string, job: string, mostAnswers = Number.POSITIVE_INFINITY): Promise<void> {
  const child = spawn(process.execPath, [runner, 'jobs/worker.ts'], {
    env: { ...process.env, WORKBENCH_DATA_DIR: folder },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const watched = openDatabase(databasePath(folder), { readonly: true });
  const isOver = () => !['queued', 'running'].includes(findJob(watched, job).status);
  await expect
    .poll(() => answers(watched).length > mostAnswers || isOver(), { timeout: 60_000, interval: 2 })
    .toBe(true);
  watched.driver.close();
  child.kill(Number.isFinite(mostAnswers) ? 'SIGKILL' : 'SIGTERM');
  await ended;
}

test('a run whose worker is killed midway is gone on with, doubles nothing and ends like one that was not', {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-kill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const killed = join(folder, 'killed');
  mkdirSync(killed);
  const job = await opened(killed, async (db) => {
    await importDataset({ db, now }, { path: dialogues, dataset: 'demo', format: 'jsonl', split: 'test' });
    // Replies of all lengths, so that they end one after the other.
    const definition = {
      ...tinyCaire(folder),
      name: 'slow',
      settings: { maxNewTokens: 120, temperature: 1 },
    };
    addGenerator(db, { name: 'slow', description: '', definition, now: now() });
    const payload = { system: 'slow', dataset: 'demo', split: 'test', limit: contexts, seed: 3 };
    return enqueueJob(db, generateJob, { payload, now: now() });
  });
  const whole = join(folder, 'whole');
  cpSync(killed, whole, { recursive: true });

  await work(killed, job, 0);
  const halfway = opened(killed, (db) => {
    // What the next worker does once the dead one has been silent for long enough.
    requeueStaleJobs(db, { before: new Date(Date.now() + 1000).toISOString(), now: now() });
    return answers(db).length;
  });
  // Or else nothing was tried.
  expect(halfway).toBeGreaterThan(0);
  expect(halfway).toBeLessThan(contexts);

  await work(killed, job);
  await work(whole, job);
  const [resumed, expected] = [killed, whole].map((each) =>
    opened(each, (db) => {
      expect(findJob(db, job).status).toBe('done');
      expect(checkDatabase(db)).toEqual([]);
      return answers(db);
    }),
  );
  expect(resumed).toHaveLength(contexts);
  expect(resumed).toEqual(expected);
  expect(opened(killed, (db) => findJob(db, job).result)).toMatchObject({
    already_there: halfway,
    generated: contexts - halfway,
  });
});
