import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Db, migrateDatabase, openDatabase } from './client.ts';

/** A fresh, migrated database file for one test; it is closed and removed when the test ends. */
export function temporaryDatabase(): Db & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-test-'));
  const path = join(folder, 'workbench.sqlite');
  const db = openDatabase(path);
  migrateDatabase(db);
  onTestFinished(() => {
    db.driver.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ...db, path };
}
