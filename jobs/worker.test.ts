import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { findJob } from '#db/queries/jobs.ts';
import { importDatasetJob } from './definitions/import-dataset.ts';
import { pendingRows, rowCounts } from './handlers/import/testing.ts';
import { enqueueJob } from './queue.ts';
import { newUpload } from './uploads.ts';

const runner = fileURLToPath(new URL('../scripts/run.js', import.meta.url));
const dialogues = 6000;

function state(): { dataDir: string; db: Db } {
  const dataDir = mkdtempSync(join(tmpdir(), 'workbench-worker-'));
  const db = openDatabase(databasePath(dataDir));
  migrateDatabase(db);
  onTestFinished(() => {
    db.driver.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { dataDir, db };
}

function startWorker(dataDir: string): { child: ChildProcess; exited: Promise<number | string | null> } {
  const child = fork(runner, ['jobs/worker.ts'], {
    execArgv: [],
    env: { ...process.env, WORKBENCH_DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = new Promise<number | string | null>((resolve) =>
    child.on('exit', (status, signal) => resolve(signal ?? status)),
  );
  return { child, exited };
}

function queueImport({ dataDir, db }: { dataDir: string; db: Db }): { id: string; path: string } {
  const { upload, path } = newUpload(dataDir);
  const turns = Array.from({ length: 6 }, (_, index) => ({
    speaker: index % 2 === 0 ? 'speaker' : 'listener',
    text: `turn ${index}`,
  }));
  const lines = Array.from({ length: dialogues }, (_, n) => JSON.stringify({ conv_id: `c${n}`, turns }));
  writeFileSync(path, lines.join('\n'));
  const payload = { upload, fileName: 'mine.jsonl', dataset: 'd', format: 'jsonl' as const };
  return { id: enqueueJob(db, importDatasetJob, { payload, now: new Date().toISOString() }), path };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((wake) => setTimeout(wake, 10));
}

test('a worker killed in an import doubles nothing: the next one brings the file in once', {
  timeout: 90_000,
}, async () => {
  const { dataDir, db } = state();
  const { id, path } = queueImport({ dataDir, db });
  const first = startWorker(dataDir);
  await until(() => pendingRows(db) > 0);
  first.child.kill('SIGKILL');
  expect(await first.exited).toBe('SIGKILL');
  // The worker's last sign of life is put back, for the test need not wait for it to grow old.
  db.driver.prepare(`update jobs set heartbeat_at = '2026-01-01' where status = 'running'`).run();

  const second = startWorker(dataDir);
  await until(() => findJob(db, id).status === 'done');
  expect(findJob(db, id)).toMatchObject({ attempts: 2, result: { added: { dialogues } } });
  expect(rowCounts(db)).toMatchObject({ datasets: 1, dialogues, contexts: 3 * dialogues });
  expect(pendingRows(db)).toBe(0);
  await until(() => !existsSync(path));
  second.child.kill('SIGTERM');
  expect(await second.exited).toBe(0);
});

test('SIGTERM in an import ends the worker in order, the job back in the queue', {
  timeout: 60_000,
}, async () => {
  const { dataDir, db } = state();
  const { id } = queueImport({ dataDir, db });
  const { child, exited } = startWorker(dataDir);
  await until(() => pendingRows(db) > 0);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(findJob(db, id)).toMatchObject({ status: 'queued', attempts: 0 });
  expect(rowCounts(db)).toMatchObject({ datasets: 0, dialogues: 0 });
});

test('a worker ends when the process that started it is gone', { timeout: 60_000 }, async () => {
  const { dataDir } = state();
  const { child, exited } = startWorker(dataDir);
  child.disconnect();
  expect(await exited).toBe(0);
});
