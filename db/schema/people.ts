import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { studies } from './studies.ts';
import { users } from './users.ts';

/**
 * A link that lets someone in. Only the SHA-256 of its secret is kept. A `sign-in` link works once and signs in
 * `userId`; a `study` link makes an annotator of whoever opens it, up to `maxUses` people.
 */
export const invitations = sqliteTable(
  'invitations',
  {
    id: text().primaryKey(),
    kind: text({ enum: ['sign-in', 'study'] }).notNull(),
    secretHash: text().notNull().unique(),
    userId: text().references(() => users.id, { onDelete: 'cascade' }),
    studyId: text().references(() => studies.id, { onDelete: 'cascade' }),
    note: text().notNull().default(''),
    maxUses: integer().notNull(),
    uses: integer().notNull().default(0),
    createdAt: text().notNull(),
    expiresAt: text().notNull(),
    revokedAt: text(),
  },
  (table) => [index('invitations_by_study').on(table.studyId)],
);

/** A signed-in browser. `id` is the SHA-256 of the secret in its cookie. */
export const loginSessions = sqliteTable(
  'login_sessions',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: text().notNull(),
    expiresAt: text().notNull(),
  },
  (table) => [index('login_sessions_by_user').on(table.userId)],
);

/** Failed sign-ins in the current window, a row a (login name or address). */
export const loginAttempts = sqliteTable('login_attempts', {
  key: text().primaryKey(),
  failures: integer().notNull(),
  windowStartedAt: text().notNull(),
});

/** The installation's own facts: cookie secret, whether the demonstration was seeded. */
export const settings = sqliteTable('settings', {
  key: text().primaryKey(),
  value: text().notNull(),
});
