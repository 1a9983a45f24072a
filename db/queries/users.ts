import { asc, eq, sql } from 'drizzle-orm';
import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import { users } from '../schema/index.ts';

export interface User {
  readonly id: string;
  readonly role: 'researcher' | 'annotator' | 'visitor';
  readonly loginName: string | null;
  readonly displayName: string;
}

const userColumns = {
  id: users.id,
  role: users.role,
  loginName: users.loginName,
  displayName: users.displayName,
};

export interface NewUser {
  readonly role: User['role'];
  readonly displayName: string;
  readonly loginName?: string;
  readonly passwordHash?: string;
  readonly now: string;
}

export function createUser(db: Db, user: NewUser): User {
  return db.orm
    .insert(users)
    .values({
      id: newId('user'),
      role: user.role,
      displayName: user.displayName,
      loginName: user.loginName?.toLowerCase() ?? null,
      passwordHash: user.passwordHash ?? null,
      createdAt: user.now,
    })
    .returning(userColumns)
    .get();
}

/** Somebody who came to talk with systems takes part in a study as well; their conversations stay theirs. */
export function becomeAnnotator(db: Db, id: string): void {
  db.orm.update(users).set({ role: 'annotator' }).where(eq(users.id, id)).run();
}

export function findUser(db: Db, id: string): User | undefined {
  return db.orm.select(userColumns).from(users).where(eq(users.id, id)).get();
}

/** The account with this login name and its password hash, for checking a sign-in. */
export function findCredentials(
  db: Db,
  loginName: string,
): (User & { readonly passwordHash: string | null }) | undefined {
  return db.orm
    .select({ ...userColumns, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.loginName, loginName.toLowerCase()))
    .get();
}

/** Whether the account can be signed in to with a password, rather than by a link alone. */
export function hasPassword(db: Db, userId: string): boolean {
  const row = db.orm.select({ hash: users.passwordHash }).from(users).where(eq(users.id, userId)).get();
  return row?.hash != null;
}

export function listResearchers(db: Db): User[] {
  return db.orm
    .select(userColumns)
    .from(users)
    .where(eq(users.role, 'researcher'))
    .orderBy(asc(users.createdAt))
    .all();
}

export interface Credentials {
  readonly userId: string;
  readonly loginName: string;
  readonly displayName: string;
  readonly passwordHash: string;
}

/** Gives an account a login name and password; returns false where the login name belongs to somebody else. */
export function setCredentials(db: Db, credentials: Credentials): boolean {
  return write(db, () => {
    const loginName = credentials.loginName.toLowerCase();
    const holder = db.orm.select({ id: users.id }).from(users).where(eq(users.loginName, loginName)).get();
    if (holder && holder.id !== credentials.userId) return false;
    db.orm
      .update(users)
      .set({ loginName, displayName: credentials.displayName, passwordHash: credentials.passwordHash })
      .where(eq(users.id, credentials.userId))
      .run();
    return true;
  });
}

/** Whether any researcher could sign in with a password; until then a start prints a fresh sign-in link. */
export function hasResearcherWithPassword(db: Db): boolean {
  const row = db.orm
    .select({ n: sql<number>`count(*)` })
    .from(users)
    .where(sql`${users.role} = 'researcher' and ${users.passwordHash} is not null`)
    .get();
  return (row?.n ?? 0) > 0;
}
