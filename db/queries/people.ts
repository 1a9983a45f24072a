import { WorkbenchError } from '#lib/errors.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import { createInvitation, revokeSignInLinks } from './invitations.ts';
import { createUser } from './users.ts';

/** Somebody with an account, or a researcher who has yet to set up theirs. */
export interface Person {
  readonly id: string;
  readonly role: 'researcher' | 'annotator' | 'visitor';
  readonly displayName: string;
  readonly loginName: string | null;
  readonly hasPassword: boolean;
  readonly createdAt: string;
  /** When the sign-in link that still works ends; null where there is none. */
  readonly linkExpiresAt: string | null;
  /** Studies they take part in as an annotator. */
  readonly studies: number;
}

export interface People {
  readonly researchers: readonly Person[];
  /** Those with a sign-in name. */
  readonly annotators: readonly Person[];
  /** Annotators who came by a study's link and have no account to sign in with; raters of imported files are none. */
  readonly byLinkOnly: number;
}

/** Everybody who can sign in, in order of name. */
export function listPeople(db: Db, now: string): People {
  const rows = prepared(
    db,
    `select u.id, u.role, u.display_name as displayName, u.login_name as loginName,
       u.password_hash is not null as hasPassword, u.created_at as createdAt,
       (select max(i.expires_at) from invitations i where i.user_id = u.id and i.kind = 'sign-in'
          and i.revoked_at is null and i.uses < i.max_uses and i.expires_at > ?) as linkExpiresAt,
       (select count(*) from study_annotators a where a.user_id = u.id) as studies
     from users u where u.role = 'researcher' or u.login_name is not null
     order by u.display_name collate nocase, u.id`,
  ).all(now) as (Omit<Person, 'hasPassword'> & { readonly hasPassword: number })[];
  const people = rows.map((row) => ({ ...row, hasPassword: row.hasPassword === 1 }));
  const { byLinkOnly } = prepared(
    db,
    `select count(*) as byLinkOnly from users u where u.role = 'annotator' and u.login_name is null
       and exists (select 1 from study_annotators a join studies s on s.id = a.study_id
                   where a.user_id = u.id and s.kind = 'live')`,
  ).get() as { byLinkOnly: number };
  return {
    researchers: people.filter(({ role }) => role === 'researcher'),
    annotators: people.filter(({ role }) => role === 'annotator'),
    byLinkOnly,
  };
}

interface SignInLink {
  /** SHA-256 of the link's secret. */
  readonly secretHash: string;
  readonly now: string;
  readonly expiresAt: string;
}

export interface NewAccount {
  readonly role: Person['role'];
  readonly displayName: string;
  readonly loginName?: string;
  readonly link: SignInLink;
}

/**
 * Makes an account without a password and a link that signs it in once. Throws `conflict`, with `field` loginName,
 * where the sign-in name belongs to somebody else.
 */
export function createAccount(db: Db, account: NewAccount): { readonly userId: string } {
  const loginName = account.loginName?.toLowerCase();
  return write(db, () => {
    if (loginName && prepared(db, 'select 1 from users where login_name = ?').get(loginName))
      throw new WorkbenchError('conflict', 'Somebody else has this sign-in name. Choose another.', {
        field: 'loginName',
      });
    const user = createUser(db, {
      role: account.role,
      displayName: account.displayName,
      ...(loginName ? { loginName } : {}),
      now: account.link.now,
    });
    createInvitation(db, { kind: 'sign-in', userId: user.id, maxUses: 1, ...account.link });
    return { userId: user.id };
  });
}

/**
 * Gives somebody a fresh sign-in link in place of what they signed in with: earlier links, their password and their
 * sessions end. Throws `not-found` for one without an account.
 */
export function renewSignIn(db: Db, renewal: { readonly userId: string; readonly link: SignInLink }): void {
  const { userId, link } = renewal;
  write(db, () => {
    const found = prepared(
      db,
      `update users set password_hash = null where id = ? and (role = 'researcher' or login_name is not null)`,
    ).run(userId);
    if (found.changes === 0) throw new WorkbenchError('not-found', 'There is no such account.');
    revokeSignInLinks(db, { userId, now: link.now });
    prepared(db, 'delete from login_sessions where user_id = ?').run(userId);
    createInvitation(db, { kind: 'sign-in', userId, maxUses: 1, ...link });
  });
}
