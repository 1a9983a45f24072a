import Database from 'better-sqlite3';
import { type Db, guarded } from './client.ts';

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const queues = new WeakMap<Database.Database, Waiting[]>();
/** When each connection may write again, by the clock of `performance`. */
const rests = new WeakMap<Database.Database, number>();

/** Nothing else is done while a commit waits for the disk: between two, there is twice that time for the rest … */
const restPerWrite = 2;
/** … but no longer than this, in milliseconds, for those who wait to write. */
const longestRest = 30;

// Milliseconds between two attempts at a lock that another process holds.
const pause = 2;

/**
 * Runs `work` in one transaction with whatever else asks for it in the same turn of the event loop, and resolves once
 * that is on disk. A commit waits for the disk, which many small ones would do one after the other: under load this
 * makes one wait of them, and where the disk is slow, of those of some milliseconds more. Each work stands in a savepoint of
 * its own, so that one that throws undoes itself alone; where the commit fails, all are told. While another process writes, this one goes on with whatever else it has to do,
 * where `write` would stand still; it waits as long as the connection's `busy_timeout` says.
 *
 * @param work synchronous; may use `write`, which nests
 */
export function writeTogether<T>(db: Db, work: () => T extends Promise<unknown> ? never : T): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const waiting: Waiting = { work, resolve: resolve as (value: unknown) => void, reject };
    const queue = queues.get(db.driver);
    if (queue) {
      queue.push(waiting);
      return;
    }
    queues.set(db.driver, [waiting]);
    const now = performance.now();
    const rest = (rests.get(db.driver) ?? 0) - now;
    if (rest > 1) setTimeout(() => flush(db, now), rest);
    // After the turn's input and output: every request that has come by then is in the queue.
    else setImmediate(() => flush(db, now));
  });
}

/** @param since when the first of them asked */
function flush(db: Db, since: number): void {
  const patience = db.driver.open ? Number(db.driver.pragma('busy_timeout', { simple: true })) : 0;
  let begun: readonly Waiting[] = [];
  let outcomes: readonly (() => void)[];
  const begunAt = performance.now();
  try {
    outcomes = guarded(() =>
      withoutStandingStill(db, patience, () =>
        db.driver
          .transaction(() => {
            begun = taken(db);
            return begun.map((waiting) => outcomeOf(db, waiting));
          })
          .immediate(),
      ),
    );
  } catch (error) {
    if (begun.length === 0 && isBusy(error) && performance.now() - since < patience)
      setTimeout(() => flush(db, since), pause);
    else for (const { reject } of begun.length > 0 ? begun : taken(db)) reject(error);
    return;
  }
  const now = performance.now();
  rests.set(db.driver, now + Math.min(longestRest, restPerWrite * (now - begunAt)));
  for (const tell of outcomes) tell();
}

/** The queue, which is then at its end: what is asked for from now on is for the next transaction. */
function taken(db: Db): readonly Waiting[] {
  const queue = queues.get(db.driver) ?? [];
  queues.delete(db.driver);
  return queue;
}

/** SQLite itself would sleep, and this process with it. */
function withoutStandingStill<T>({ driver }: Db, patience: number, work: () => T): T {
  driver.pragma('busy_timeout = 0');
  try {
    return work();
  } finally {
    if (driver.open) driver.pragma(`busy_timeout = ${patience}`);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY';
}

/** How to tell of it, once the whole is on disk. */
function outcomeOf(db: Db, { work, resolve, reject }: Waiting): () => void {
  try {
    const value = guarded(() => db.driver.transaction(work)());
    return () => resolve(value);
  } catch (error) {
    // SQLite ends the whole transaction on some errors (disk full, out of memory): then nobody's work stands.
    if (!db.driver.inTransaction) throw error;
    return () => reject(error);
  }
}
