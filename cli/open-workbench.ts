import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { recoverInterruptedImports } from '#jobs/recover-imports.ts';

/** The database of a data folder: made where there is none, brought up to date, without half an import. */
export function openWorkbench(dataDir: string, now: string): Db {
  const db = openDatabase(databasePath(dataDir));
  migrateDatabase(db);
  recoverInterruptedImports(db, now);
  return db;
}
