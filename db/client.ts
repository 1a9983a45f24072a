import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { DrizzleQueryError } from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { WorkbenchError } from '#lib/errors.ts';
import * as schema from './schema/index.ts';

/** Where the committed migrations lie. */
export const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));

type Drizzle = BetterSQLite3Database<typeof schema>;

/** What queries are handed: the drizzle handle, and the driver's own for `BEGIN IMMEDIATE` and prepared bulk work. */
export interface Db {
  readonly orm: Drizzle;
  readonly driver: Database.Database;
}

export interface OpenOptions {
  /** Milliseconds a writer waits for another process's write. Default 10,000. */
  readonly busyTimeout?: number;
  readonly readonly?: boolean;
  /**
   * Pages of the write-ahead log after which a commit of this connection moves them into the database, and waits for
   * the disk. Default 1,000, SQLite's own. Many where another process does it, so that no commit here has to.
   */
  readonly checkpointPages?: number;
}

/** Opens a database file (or `:memory:`), in WAL mode with foreign keys on. Does not migrate. */
export function openDatabase(path: string, options: OpenOptions = {}): Db {
  // Who only reads makes nothing.
  if (path !== ':memory:' && !options.readonly) makeFolder(dirname(path));
  const driver = new Database(path, { readonly: options.readonly ?? false });
  driver.pragma(`busy_timeout = ${options.busyTimeout ?? 10_000}`);
  if (!options.readonly) driver.pragma('journal_mode = WAL');
  driver.pragma('synchronous = FULL');
  driver.pragma('foreign_keys = ON');
  driver.pragma('cache_size = -32000');
  if (options.checkpointPages) driver.pragma(`wal_autocheckpoint = ${options.checkpointPages}`);
  return { orm: drizzle(driver, { schema, casing: 'snake_case' }), driver };
}

/**
 * Makes a folder and those above it. Step by step and not by `recursive`, which never returns below `/proc`.
 * @throws WorkbenchError `bad-input` where it cannot be made
 */
function makeFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (found)
    throw new WorkbenchError(
      'bad-input',
      `${folder} is a file. Name a folder for the data with WORKBENCH_DATA_DIR.`,
    );
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    throw new WorkbenchError(
      'bad-input',
      `The folder ${folder} cannot be made (${code}). Name another for the data with WORKBENCH_DATA_DIR.`,
    );
  }
}

/** Brings the schema up to date with the committed migrations. */
export function migrateDatabase(db: Db): void {
  migrate(db.orm, { migrationsFolder });
}

/**
 * Runs `work` in one `BEGIN IMMEDIATE` transaction: the write lock is taken at the start, so what is read inside
 * cannot change before it is written. `work` must be synchronous.
 */
export function write<T>(db: Db, work: () => T extends Promise<unknown> ? never : T): T {
  return guarded(() => db.driver.transaction(work).immediate() as T);
}

/** Runs a read of several statements over one snapshot. */
export function readSnapshot<T>(db: Db, work: () => T): T {
  return guarded(() => db.driver.transaction(work).deferred() as T);
}

/**
 * Replaces drizzle's query error by one without the bound parameters: they hold people's words.
 * A cause from the driver (constraint, busy, full) is kept, for it names only tables and columns.
 */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DrizzleQueryError)
      throw new Error(`query failed: ${error.query}`, { cause: error.cause });
    throw error;
  }
}
