import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';

/** The database of a data folder, made where there is none and brought up to date. */
export function openWorkbench(dataDir: string): Db {
  const db = openDatabase(databasePath(dataDir));
  migrateDatabase(db);
  return db;
}
