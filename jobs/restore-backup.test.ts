import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { backUpDatabase } from '#db/queries/backup.ts';
import { beginImport } from '#db/queries/imports.ts';
import { findSetting, settingOrInitial } from '#db/queries/settings.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { acquireDataDirLock } from './data-dir-lock.ts';
import { holdImport } from './recover-imports.ts';
import { restoreBackup } from './restore-backup.ts';

const now = '2026-01-02T03:04:05.000Z';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'workbench-restore-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function withDatabase<T>(path: string, work: (db: Db) => T): T {
  const db = openDatabase(path);
  try {
    migrateDatabase(db);
    return work(db);
  } finally {
    db.driver.close();
  }
}

async function backupOf(db: Db): Promise<string> {
  const path = join(folder(), 'backup.sqlite');
  await backUpDatabase(db, path);
  return path;
}

test('a backup is one file, also while others write', async () => {
  const db = temporaryDatabase();
  settingOrInitial(db, 'a', () => 'before');
  const writer = openDatabase(db.path);
  onTestFinished(() => void writer.driver.close());
  const path = join(folder(), 'backup.sqlite');
  const done = backUpDatabase(db, path);
  settingOrInitial(writer, 'b', () => 'meanwhile');
  await done;
  expect(existsSync(`${path}-wal`)).toBe(false);
  expect(existsSync(`${path}.partial`)).toBe(false);
  expect(withDatabase(path, (copy) => findSetting(copy, 'a'))).toBe('before');
});

test('a restored folder holds the backup, and the old database beside it', async () => {
  const source = temporaryDatabase();
  settingOrInitial(source, 'a', () => 'restored');
  const path = await backupOf(source);
  const dataDir = folder();
  withDatabase(databasePath(dataDir), (db) => settingOrInitial(db, 'a', () => 'old'));
  const kept = restoreBackup({ path, dataDir, now });
  expect(kept).toBe(`${databasePath(dataDir)}.before-restore-2026-01-02T03-04-05.000Z`);
  expect(withDatabase(databasePath(dataDir), (db) => findSetting(db, 'a'))).toBe('restored');
  expect(withDatabase(kept!, (db) => findSetting(db, 'a'))).toBe('old');
});

test('an empty folder takes a backup, and a damaged database is kept as it is', async () => {
  const path = await backupOf(temporaryDatabase());
  const dataDir = folder();
  expect(restoreBackup({ path, dataDir, now })).toBeUndefined();
  writeFileSync(databasePath(dataDir), 'no database at all, as after a failed disk');
  const kept = restoreBackup({ path, dataDir, now });
  expect(readFileSync(kept!, 'utf8')).toBe('no database at all, as after a failed disk');
});

test('half an import in a backup is undone when it is restored', async () => {
  const source = temporaryDatabase();
  const importId = beginImport(source, {
    kind: 'dataset',
    fileName: 'f',
    target: 'd',
    processId: process.pid,
    now: new Date().toISOString(),
  });
  const release = holdImport(importId);
  const path = await backupOf(source);
  const dataDir = folder();
  restoreBackup({ path, dataDir, now });
  release();
  const status = withDatabase(databasePath(dataDir), (db) =>
    db.driver.prepare('select status from imports').pluck().get(),
  );
  expect(status).toBe('failed');
});

test('a file that is no backup is refused, and nothing is touched', async () => {
  const dataDir = folder();
  withDatabase(databasePath(dataDir), (db) => settingOrInitial(db, 'a', () => 'old'));
  const text = join(folder(), 'notes.txt');
  writeFileSync(text, 'x'.repeat(5000));
  const other = join(folder(), 'other.sqlite');
  const driver = openDatabase(other).driver;
  driver.exec('create table t (x)');
  driver.close();
  const newer = await backupOf(temporaryDatabase());
  const newerDriver = openDatabase(newer).driver;
  newerDriver.exec(`insert into __drizzle_migrations (hash, created_at) values ('later', 9999999999999)`);
  newerDriver.close();
  const damaged = await backupOf(temporaryDatabase());
  const bytes = readFileSync(damaged);
  bytes.fill(0x5a, 4096, bytes.length);
  writeFileSync(damaged, bytes);
  const restore = (path: string) => () => restoreBackup({ path, dataDir, now });
  expect(restore(text)).toThrow(/notes\.txt is not a database/);
  expect(restore(other)).toThrow(/not one of the workbench/);
  expect(restore(newer)).toThrow(/newer version/);
  expect(restore(damaged)).toThrow(/is damaged/);
  expect(restore(join(dataDir, 'nothing'))).toThrow(/There is no file nothing/);
  expect(restore(dataDir)).toThrow(/cannot be read as a file/);
  expect(withDatabase(databasePath(dataDir), (db) => findSetting(db, 'a'))).toBe('old');
});

test('a folder that is served, or imported into, is refused', async () => {
  const path = await backupOf(temporaryDatabase());
  const dataDir = folder();
  const lock = acquireDataDirLock(dataDir);
  expect(() => restoreBackup({ path, dataDir, now })).toThrow(/is running on this data folder/);
  lock.release();
  const release = withDatabase(databasePath(dataDir), (db) =>
    holdImport(
      beginImport(db, {
        kind: 'dataset',
        fileName: 'f',
        target: 'd',
        processId: process.pid,
        now: new Date().toISOString(),
      }),
    ),
  );
  expect(() => restoreBackup({ path, dataDir, now })).toThrow(/An import is running/);
  release();
  expect(restoreBackup({ path, dataDir, now })).toBeDefined();
});

test('a database that somebody works with is not swapped under them', async () => {
  const path = await backupOf(temporaryDatabase());
  const dataDir = folder();
  const reader = openDatabase(databasePath(dataDir));
  migrateDatabase(reader);
  onTestFinished(() => void reader.driver.close());
  reader.driver.exec('begin; select count(*) from settings');
  reader.driver.prepare('select count(*) from settings').get();
  expect(() => restoreBackup({ path, dataDir, now })).toThrow(/Another program has the database open/);
  reader.driver.exec('commit');
});
