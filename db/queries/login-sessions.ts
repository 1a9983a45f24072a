import { eq } from 'drizzle-orm';
import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import { loginSessions } from '../schema/index.ts';
import type { User } from './users.ts';

export interface NewLoginSession {
  /** SHA-256 of the secret in the browser's cookie. */
  readonly id: string;
  readonly userId: string;
  readonly now: string;
  readonly expiresAt: string;
}

export function createLoginSession(db: Db, session: NewLoginSession): void {
  prepared(
    db,
    'insert into login_sessions (id, user_id, created_at, expires_at) values (@id, @userId, @now, @expiresAt)',
  ).run(session);
}

/** The user whose session this is, unless it has ended. */
export function findSessionUser(
  db: Db,
  session: { readonly id: string; readonly now: string },
): User | undefined {
  // Every request asks this: compiled once.
  return prepared(
    db,
    `select u.id, u.role, u.login_name as loginName, u.display_name as displayName
     from login_sessions s join users u on u.id = s.user_id where s.id = @id and s.expires_at > @now`,
  ).get(session) as User | undefined;
}

export function deleteLoginSession(db: Db, id: string): void {
  db.orm.delete(loginSessions).where(eq(loginSessions.id, id)).run();
}

/** Ends every session of a user but one, as a change of password does. */
export function deleteOtherSessions(
  db: Db,
  session: { readonly userId: string; readonly keep: string },
): void {
  const others = db.orm
    .select({ id: loginSessions.id })
    .from(loginSessions)
    .where(eq(loginSessions.userId, session.userId))
    .all();
  for (const other of others) if (other.id !== session.keep) deleteLoginSession(db, other.id);
}

export function deleteExpiredSessions(db: Db, now: string): void {
  prepared(db, 'delete from login_sessions where expires_at <= ?').run(now);
}
