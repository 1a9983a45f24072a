import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Db, migrateDatabase, openDatabase } from './client.ts';

/**
 * A fresh, migrated database file for one test; it is closed and removed when the test ends. It does not wait for the
 * disk: what a loss of power leaves is no test's subject.
 */
export function temporaryDatabase(): Db & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-test-'));
  const path = join(folder, 'workbench.sqlite');
  migrated ??= migratedBytes();
  writeFileSync(path, migrated);
  const db = openDatabase(path);
  db.driver.pragma('synchronous = OFF');
  onTestFinished(() => {
    db.driver.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ...db, path };
}

let migrated: Buffer | undefined;

/** The file of an empty database: to migrate it anew for each test took longer than most tests. */
function migratedBytes(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-migrated-'));
  const db = openDatabase(join(folder, 'workbench.sqlite'));
  try {
    migrateDatabase(db);
    return db.driver.serialize();
  } finally {
    db.driver.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
