import { readMigrationFiles } from 'drizzle-orm/migrator';
import { type Db, migrationsFolder } from './client.ts';

let expected: number | undefined;

/** Whether every committed migration has been applied to this database. */
export function isSchemaCurrent(db: Db): boolean {
  expected ??= readMigrationFiles({ migrationsFolder }).length;
  const row = db.driver.prepare('select count(*) as n from __drizzle_migrations').get() as { n: number };
  return row.n === expected;
}
