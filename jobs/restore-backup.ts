import { copyFileSync, mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { forgetProcesses, refuseUnfitBackup, removeDatabase, swapDatabase } from '#db/queries/backup.ts';
import { listRunningImports } from '#db/queries/imports.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { dataDirHolder } from './data-dir-lock.ts';
import { isImportAlive, recoverInterruptedImports } from './recover-imports.ts';

export interface RestoreRequest {
  /** A file that `backup` wrote. */
  readonly path: string;
  readonly dataDir: string;
  readonly now: string;
}

/**
 * Puts a backup in the place of the database. The old one is kept beside it; returns its path, where there was one.
 * @throws WorkbenchError where the file is unfit, or the data folder is in use
 */
export function restoreBackup({ path, dataDir, now }: RestoreRequest): string | undefined {
  const place = databasePath(dataDir);
  refuseWhileInUse(dataDir);
  mkdirSync(dataDir, { recursive: true });
  const fresh = `${place}.restoring`;
  removeDatabase(fresh);
  try {
    copy(path, fresh);
    refuseUnfitBackup(fresh, basename(path));
    const db = openDatabase(fresh);
    try {
      migrateDatabase(db);
      forgetProcesses(db);
      recoverInterruptedImports(db, now);
      db.driver.pragma('journal_mode = DELETE');
    } finally {
      db.driver.close();
    }
    const keepAs = `${place}.before-restore-${now.replaceAll(':', '-')}`;
    return swapDatabase({ path: place, fresh, keepAs }) ? keepAs : undefined;
  } finally {
    removeDatabase(fresh);
  }
}

function refuseWhileInUse(dataDir: string): void {
  const holder = dataDirHolder(dataDir);
  if (holder !== undefined)
    throw new WorkbenchError(
      'conflict',
      `The workbench is running on this data folder (process ${holder}). Stop it, then restore.`,
    );
  let db: ReturnType<typeof openDatabase>;
  try {
    db = openDatabase(databasePath(dataDir), { readonly: true });
  } catch {
    // There is none, or it cannot be opened: nobody works with it.
    return;
  }
  try {
    const importing = listRunningImports(db).find(isImportAlive);
    if (importing)
      throw new WorkbenchError(
        'conflict',
        `An import is running on this data folder (process ${importing.processId}). Wait for it, then restore.`,
      );
  } finally {
    db.driver.close();
  }
}

function copy(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new WorkbenchError('not-found', `There is no file ${basename(from)} at the place named.`);
    if (code === 'EISDIR' || code === 'EACCES' || code === 'EPERM')
      throw new WorkbenchError('bad-input', `${basename(from)} cannot be read as a file.`);
    throw error;
  }
}
