import { sql } from 'drizzle-orm';
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { contexts, datasets } from './datasets.ts';
import { imports } from './imports.ts';

/** Something that answers: a generator with its checkpoint and decoding settings, an imported one, or a person. */
export const systems = sqliteTable('systems', {
  id: text().primaryKey(),
  name: text().notNull().unique(),
  /** `human` is the dataset's own reference; `imported` came as finished answers from a file. */
  kind: text({ enum: ['human', 'imported', 'generator', 'remote'] }).notNull(),
  description: text().notNull().default(''),
  /** How a generator is run: its name, checkpoint and decoding settings, as models/client.ts reads it; else null. */
  definition: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>(),
  /**
   * Of a checkpoint that is only being tried, the id of the training it came of: researchers can compare it live, and
   * nobody else meets it. Null for every other.
   */
  trialOf: text(),
  createdAt: text().notNull(),
});

/**
 * One system over one set of contexts. An imported system has one run a dataset, labelled `imported`. The `settings` of
 * a generated one hold all that its answers depend on: `key` is a hash of it, and a run of the same key is gone on with.
 */
export const runs = sqliteTable(
  'runs',
  {
    id: text().primaryKey(),
    systemId: text()
      .notNull()
      .references(() => systems.id, { onDelete: 'cascade' }),
    datasetId: text()
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    label: text().notNull(),
    settings: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
    createdAt: text().notNull(),
  },
  (table) => [
    uniqueIndex('runs_by_label').on(table.datasetId, table.systemId, table.label),
    index('runs_by_system').on(table.systemId),
  ],
);

/** A system's answer to a context. */
export const responses = sqliteTable(
  'responses',
  {
    id: integer().primaryKey(),
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    contextId: integer()
      .notNull()
      .references(() => contexts.id, { onDelete: 'cascade' }),
    text: text().notNull(),
    pendingImport: text().references(() => imports.id),
  },
  (table) => [
    uniqueIndex('responses_by_context').on(table.contextId, table.runId),
    index('responses_by_run').on(table.runId),
    index('responses_pending').on(table.pendingImport).where(sql`${table.pendingImport} is not null`),
  ],
);

/** What a generator knows of its own answer: token log-probabilities, a detected emotion, what was left out. */
export const responseDetails = sqliteTable('response_details', {
  responseId: integer()
    .primaryKey()
    .references(() => responses.id, { onDelete: 'cascade' }),
  details: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
});

/** How a row of sufficient statistics is made: options, tokeniser, version of the reference. Named once, used by many rows. */
export const rowSignatures = sqliteTable('row_signatures', {
  id: integer().primaryKey(),
  signature: text().notNull().unique(),
});

/**
 * What a metric needs to know of one response: numbers that add up over responses, so that the score of a corpus or a
 * slice, its interval and a paired test fold the same rows. Little-endian doubles; null with a reason where the response
 * cannot be scored.
 */
export const metricRows = sqliteTable(
  'metric_rows',
  {
    responseId: integer()
      .notNull()
      .references(() => responses.id, { onDelete: 'cascade' }),
    signatureId: integer()
      .notNull()
      .references(() => rowSignatures.id),
    statistics: blob({ mode: 'buffer' }),
    reason: text(),
  },
  (table) => [primaryKey({ columns: [table.responseId, table.signatureId] })],
);
