import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { checkDatabase } from '#db/queries/check-database.ts';
import { recoverInterruptedImports } from '#jobs/recover-imports.ts';
import { createRandom } from '#lib/rng.ts';
import { pendingRows, rowCounts } from './testing.ts';

const bin = fileURLToPath(new URL('../../../cli/bin.js', import.meta.url));
const dialogues = 3000;
const kills = 8;

/** Runs an import in a process of its own and kills it after a while; tells whether it was quicker than that. */
async function importAndKill(
  folder: string,
  { file, after }: { file: string; after: number | undefined },
): Promise<'killed' | 'ended'> {
  const child = spawn(process.execPath, [bin, 'import', 'responses', file, '--dataset', 'big'], {
    env: { ...process.env, WORKBENCH_DATA_DIR: folder },
    stdio: 'ignore',
  });
  const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), after);
  const signal = await new Promise((resolve) => child.on('exit', (_status, by) => resolve(by)));
  clearTimeout(timer);
  return signal === 'SIGKILL' ? 'killed' : 'ended';
}

function reopened<T>(folder: string, work: (db: Db) => T): T {
  const db = openDatabase(databasePath(folder));
  try {
    migrateDatabase(db);
    recoverInterruptedImports(db, new Date().toISOString());
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

  const startedAt = performance.now();
  await importAndKill(folder, { file, after: undefined });
  const duration = performance.now() - startedAt;
  expect(reopened(folder, rowCounts)).toMatchObject(whole);

  const random = createRandom('kill', kills);
  let killed = 0;
  for (let n = 0; n < kills; n++) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${databasePath(folder)}${suffix}`, { force: true });
    // From the middle of the start to a little past the end, so that checking, writing and landing are all met.
    const after = duration * (0.3 + 0.7 * ((n + random.next()) / kills));
    const end = await importAndKill(folder, { file, after });
    if (end === 'killed') killed++;
    reopened(folder, (db) => {
      expect(pendingRows(db)).toBe(0);
      expect(checkDatabase(db)).toEqual([]);
      const { contexts } = rowCounts(db);
      if (contexts === 0)
        expect(rowCounts(db)).toMatchObject({ datasets: 0, dialogues: 0, turns: 0, systems: 0, runs: 0 });
      else expect(rowCounts(db)).toMatchObject(whole);
    });
    await importAndKill(folder, { file, after: undefined });
    expect(reopened(folder, rowCounts)).toMatchObject(whole);
  }
  expect(killed).toBeGreaterThan(0);
});
