import { eq, sql } from 'drizzle-orm';
import { type Db, write } from '../client.ts';
import { loginAttempts } from '../schema/index.ts';

export interface AttemptLimit {
  readonly failures: number;
  readonly windowMilliseconds: number;
}

/** Milliseconds until this key (a login name or an address) may try again; 0 where it may try now. */
export function loginWait(
  db: Db,
  attempt: { readonly key: string; readonly now: string; readonly limit: AttemptLimit },
): number {
  const row = db.orm.select().from(loginAttempts).where(eq(loginAttempts.key, attempt.key)).get();
  if (!row || row.failures < attempt.limit.failures) return 0;
  const ends = Date.parse(row.windowStartedAt) + attempt.limit.windowMilliseconds;
  return Math.max(0, ends - Date.parse(attempt.now));
}

/** Counts an attempt before its outcome is known, so that many at once cannot slip past the limit. */
export function recordLoginAttempt(
  db: Db,
  attempt: { readonly key: string; readonly now: string; readonly limit: AttemptLimit },
): void {
  write(db, () => {
    const row = db.orm.select().from(loginAttempts).where(eq(loginAttempts.key, attempt.key)).get();
    const fresh =
      !row || Date.parse(row.windowStartedAt) + attempt.limit.windowMilliseconds <= Date.parse(attempt.now);
    const values = fresh
      ? { failures: 1, windowStartedAt: attempt.now }
      : { failures: row.failures + 1, windowStartedAt: row.windowStartedAt };
    db.orm
      .insert(loginAttempts)
      .values({ key: attempt.key, ...values })
      .onConflictDoUpdate({ target: loginAttempts.key, set: values })
      .run();
  });
}

/** Takes one counted attempt back, which turned out to be no failure. */
export function uncountLoginAttempt(db: Db, key: string): void {
  db.orm
    .update(loginAttempts)
    .set({ failures: sql`max(${loginAttempts.failures} - 1, 0)` })
    .where(eq(loginAttempts.key, key))
    .run();
}

export function clearLoginAttempts(db: Db, key: string): void {
  db.orm.delete(loginAttempts).where(eq(loginAttempts.key, key)).run();
}
