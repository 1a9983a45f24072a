import type Database from 'better-sqlite3';
import type { Db } from './client.ts';

const caches = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/**
 * The driver's prepared statement for `sql`, compiled once a database. For hot and streaming paths; `sql` must be
 * one of a fixed set of texts, with values bound. Do not `iterate` a cached statement
 * (it is busy until it is drained) and do not `pluck` it (that would change it for everybody).
 */
export function prepared(db: Db, sql: string): Database.Statement {
  const cache = caches.get(db.driver) ?? new Map<string, Database.Statement>();
  caches.set(db.driver, cache);
  const found = cache.get(sql);
  if (found) return found;
  const statement = db.driver.prepare(sql);
  cache.set(sql, statement);
  return statement;
}
