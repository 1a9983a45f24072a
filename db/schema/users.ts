import { sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Someone who signs in. An annotator who came by an invitation link may have neither login name nor password; a visitor
 * came by a link to talk with systems, and has none.
 */
export const users = sqliteTable('users', {
  id: text().primaryKey(),
  role: text({ enum: ['researcher', 'annotator', 'visitor'] }).notNull(),
  /** Lower-case; unique. */
  loginName: text().unique(),
  displayName: text().notNull(),
  /** argon2id in PHC string format. */
  passwordHash: text(),
  createdAt: text().notNull(),
});
