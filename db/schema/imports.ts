import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export interface ImportMade {
  readonly datasets?: readonly string[];
  readonly systems?: readonly string[];
  readonly runs?: readonly string[];
}

/**
 * One attempt to bring a file in. Rows it writes carry its id in `pendingImport` until it lands; a failed or
 * killed import removes them, so that a file is in as a whole or not at all.
 */
export const imports = sqliteTable(
  'imports',
  {
    id: text().primaryKey(),
    kind: text({ enum: ['dataset', 'responses', 'ratings'] }).notNull(),
    fileName: text().notNull(),
    /** What it went into: a dataset's or a study's name. */
    target: text().notNull(),
    status: text({ enum: ['running', 'landed', 'failed'] }).notNull(),
    /** Process that writes it, so that a start can tell a killed import from a running one. */
    processId: integer().notNull(),
    /** Ids of the rows without `pendingImport` that it made, so that they can be undone with it. */
    made: text({ mode: 'json' }).$type<ImportMade>().notNull().default({}),
    counts: text({ mode: 'json' }).$type<Readonly<Record<string, number>>>(),
    error: text(),
    createdAt: text().notNull(),
    finishedAt: text(),
  },
  (table) => [index('imports_by_status').on(table.status)],
);
