import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { checkDatabase } from '#db/queries/check-database.ts';
import { recoverInterruptedImports } from '#jobs/recover-imports.ts';
import { createRandom } from '#lib/rng.ts';
import { importResponses } from './import-responses.ts';
import { importContext, pendingRows, rowCounts } from './testing.ts';

const bin = fileURLToPath(new URL('../../../cli/bin.js', import.meta.url));
const dialogues = 1500;
const kills = 8;

/** How far a writer is: bytes of the database and its log, which only grow while it runs. */
function bytesWritten(folder: string): number {
  const sizes = ['', '-wal'].map(
    (suffix) => statSync(`${databasePath(folder)}${suffix}`, { throwIfNoEntry: false })?.size ?? 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Runs an import in a process of its own, and kills it once it has written so many bytes. Returns the most it wrote. */
async function importUntil(
  folder: string,
  { file, bytes }: { file: string; bytes: number },
): Promise<{ killed: boolean; most: number }> {
  const child = spawn(process.execPath, [bin, 'import', 'responses', file, '--dataset', 'big'], {
    env: { ...process.env, WORKBENCH_DATA_DIR: folder },
    stdio: 'ignore',
  });
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, bytesWritten(folder));
    if (most >= bytes) child.kill('SIGKILL');
  }, 1);
  const signal = await new Promise((resolve) => child.on('exit', (_status, by) => resolve(by)));
  clearInterval(watch);
  return { killed: signal === 'SIGKILL', most };
}

function opened<T>(folder: string, work: (db: Db) => T): T {
  const db = openDatabase(databasePath(folder));
  try {
    migrateDatabase(db);
    return work(db);
  } finally {
    db.driver.close();
  }
}

test('an import killed at any moment leaves nothing behind, and the next one lands whole', {
  timeout: 180_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-kill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clear = () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${databasePath(folder)}${suffix}`, { force: true });
  };
  const file = join(folder, 'big.jsonl');
  const row = (n: number) => ({
    conv_id: `c${n}`,
    turn_index: 1,
    context: [`something happened to me, number ${n}`],
    reference: 'tell me more',
    responses: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, `${name} answers ${n}`])),
  });
  writeFileSync(file, Array.from({ length: dialogues }, (_, n) => JSON.stringify(row(n))).join('\n'));
  const whole = {
    datasets: 1,
    dialogues,
    contexts: dialogues,
    responses: 6 * dialogues,
    systems: 6,
    runs: 6,
  };
  const nothing = { datasets: 0, dialogues: 0, turns: 0, contexts: 0, responses: 0, systems: 0, runs: 0 };

  opened(folder, () => {});
  const least = bytesWritten(folder);
  const { most } = await importUntil(folder, { file, bytes: Number.POSITIVE_INFINITY });
  expect(opened(folder, rowCounts)).toMatchObject(whole);

  const random = createRandom('kill', kills);
  let halfway = 0;
  for (let n = 0; n < kills; n++) {
    clear();
    const { killed } = await importUntil(folder, {
      file,
      bytes: least + (most - least) * ((n + random.next()) / kills),
    });
    opened(folder, (db) => {
      if (killed && pendingRows(db) > 0) halfway++;
      recoverInterruptedImports(db, new Date().toISOString());
      expect(pendingRows(db)).toBe(0);
      expect(checkDatabase(db)).toEqual([]);
      const hasLanded = (rowCounts(db).contexts ?? 0) > 0;
      expect(rowCounts(db)).toMatchObject(hasLanded ? whole : nothing);
    });
    const db = openDatabase(databasePath(folder));
    await importResponses(importContext(db), { path: file, dataset: 'big' }).finally(() => db.driver.close());
    expect(opened(folder, rowCounts)).toMatchObject(whole);
  }
  // Or else nothing was tried.
  expect(halfway).toBeGreaterThan(0);
});
