import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { systems } from './systems.ts';
import { users } from './users.ts';

/** A key to `/v1`. Only the SHA-256 of its secret is kept, and its first characters, by which people tell keys apart. */
export const apiTokens = sqliteTable('api_tokens', {
  id: text().primaryKey(),
  name: text().notNull(),
  secretHash: text().notNull().unique(),
  beginning: text().notNull(),
  /** Most requests begun in any minute. */
  requestsPerMinute: integer().notNull(),
  /** Most tokens generated in a day (UTC); null for any number. */
  tokensPerDay: integer(),
  createdBy: text().references(() => users.id, { onDelete: 'set null' }),
  createdAt: text().notNull(),
  lastUsedAt: text(),
  expiresAt: text(),
  revokedAt: text(),
});

/** What a token was used for, by day (UTC, `2026-01-31`). */
export const apiUsage = sqliteTable(
  'api_usage',
  {
    tokenId: text()
      .notNull()
      .references(() => apiTokens.id, { onDelete: 'cascade' }),
    day: text().notNull(),
    requests: integer().notNull(),
    promptTokens: integer().notNull(),
    completionTokens: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tokenId, table.day] })],
);

/** What a remote system was asked for in all, so that a cap on its cost holds over restarts. */
export const remoteUsage = sqliteTable('remote_usage', {
  systemId: text()
    .primaryKey()
    .references(() => systems.id, { onDelete: 'cascade' }),
  requests: integer().notNull(),
  promptTokens: integer().notNull(),
  completionTokens: integer().notNull(),
  /** In the currency of its definition's prices. */
  cost: real().notNull(),
});
