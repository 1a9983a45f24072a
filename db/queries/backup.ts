import { existsSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { WorkbenchError } from '#lib/errors.ts';
import { type Db, migrationsFolder } from '../client.ts';

const allPages = 0x7fffffff;

/**
 * Copies the whole database to one file while others go on writing (SQLite's online backup). The file appears under
 * its name only when it is whole.
 */
export async function backUpDatabase(db: Db, path: string): Promise<void> {
  const partial = `${path}.partial`;
  removeDatabase(partial);
  try {
    // In one step: a backup taken in several begins anew at every write of another process, and might never end.
    await db.driver.backup(partial, { progress: () => allPages });
    makeOneFile(partial);
    renameSync(partial, path);
  } finally {
    removeDatabase(partial);
  }
}

/** A copy keeps the mode of its source; without the write-ahead log it is a single file that opens anywhere. */
function makeOneFile(path: string): void {
  const copy = new Database(path);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
}

/**
 * Refuses a file that is no workbench database, is damaged, or comes from a newer version of the program.
 * @throws WorkbenchError `bad-input`
 */
export function refuseUnfitBackup(path: string, name: string): void {
  const refuse = (what: string) => new WorkbenchError('bad-input', `${name} ${what}`);
  let copy: Database.Database | undefined;
  try {
    copy = new Database(path, { fileMustExist: true });
    const tables = copy.prepare(`select name from sqlite_master where type = 'table'`).pluck().all();
    const needed = ['__drizzle_migrations', 'datasets', 'responses', 'studies', 'ratings'];
    if (needed.some((table) => !tables.includes(table)))
      throw refuse('is an SQLite database, but not one of the workbench. Name a file that `backup` wrote.');
    if (copy.pragma('integrity_check(1)', { simple: true }) !== 'ok')
      throw refuse('is damaged. Use another backup.');
    const applied = copy.prepare('select count(*) from __drizzle_migrations').pluck().get() as number;
    if (applied > readMigrationFiles({ migrationsFolder }).length)
      throw refuse('was written by a newer version of the workbench. Update the program first.');
  } catch (error) {
    if (error instanceof Database.SqliteError)
      throw error.code === 'SQLITE_NOTADB'
        ? refuse('is not a database. Name a file that `backup` wrote.')
        : refuse('is damaged or cannot be read. Use another backup.');
    throw error;
  } finally {
    copy?.close();
  }
}

/**
 * What ran when a backup was made runs no more: its imports are to be undone and its jobs begun anew. Sets them up
 * for that, whatever process now bears the old one's id.
 */
export function forgetProcesses(db: Db): void {
  db.driver.prepare(`update imports set process_id = 0 where status = 'running'`).run();
  db.driver.prepare(`update jobs set heartbeat_at = '' where status = 'running'`).run();
}

/**
 * Puts `fresh` in the place of the database at `path`, which is kept as `keepAs`. Returns whether there was one.
 * @throws WorkbenchError `conflict` where somebody has it open
 */
export function swapDatabase({
  path,
  fresh,
  keepAs,
}: {
  path: string;
  fresh: string;
  keepAs: string;
}): boolean {
  const hadOne = existsSync(path);
  if (hadOne) {
    settleLog(path);
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${keepAs}${suffix}`);
  }
  removeDatabase(path);
  renameSync(fresh, path);
  return hadOne;
}

/** Brings what is still in the write-ahead log into the file. One that is damaged is kept as it is, log and all. */
function settleLog(path: string): void {
  try {
    makeOneFile(path);
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw new WorkbenchError('conflict', 'Another program has the database open. Close it, then restore.');
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}
