import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { imports } from './imports.ts';

/** A named collection of dialogues, e.g. EmpatheticDialogues. */
export const datasets = sqliteTable('datasets', {
  id: text().primaryKey(),
  name: text().notNull().unique(),
  description: text().notNull().default(''),
  licence: text().notNull().default(''),
  createdAt: text().notNull(),
});

/**
 * One conversation between a speaker, who tells of a situation, and a listener.
 * `pendingImport` names the import that is still writing the row; readers see only rows where it is null.
 */
export const dialogues = sqliteTable(
  'dialogues',
  {
    id: integer().primaryKey(),
    datasetId: text()
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    /** The dataset's own id, e.g. `hit:0_conv:0`. */
    convId: text().notNull(),
    split: text(),
    emotion: text(),
    situation: text(),
    turnCount: integer().notNull(),
    pendingImport: text().references(() => imports.id),
  },
  (table) => [
    uniqueIndex('dialogues_by_conv_id').on(table.datasetId, table.convId),
    index('dialogues_by_emotion').on(table.datasetId, table.emotion),
    index('dialogues_by_split').on(table.datasetId, table.split),
    index('dialogues_pending').on(table.pendingImport).where(sql`${table.pendingImport} is not null`),
  ],
);

/** One utterance. `turnIndex` counts from 0 within its dialogue. */
export const turns = sqliteTable(
  'turns',
  {
    dialogueId: integer()
      .notNull()
      .references(() => dialogues.id, { onDelete: 'cascade' }),
    turnIndex: integer().notNull(),
    speaker: text({ enum: ['speaker', 'listener'] }).notNull(),
    text: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dialogueId, table.turnIndex] }),
    check('turns_speaker', sql`${table.speaker} in ('speaker', 'listener')`),
  ],
);

export interface ContextTurn {
  readonly speaker: 'speaker' | 'listener';
  readonly text: string;
}

/**
 * The turns before an answer: exactly what a system saw (`history`, oldest first), and the person's own answer
 * (`reference`). `turnIndex` is the number of turns before the answer. Published files hold contexts whose
 * dialogue is told apart neither by id nor by text; `occurrence` (0, 1, …) keeps them apart.
 */
export const contexts = sqliteTable(
  'contexts',
  {
    id: integer().primaryKey(),
    datasetId: text()
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    dialogueId: integer()
      .notNull()
      .references(() => dialogues.id, { onDelete: 'cascade' }),
    turnIndex: integer().notNull(),
    occurrence: integer().notNull().default(0),
    /** First 16 hex digits of SHA-256 over the JSON of the history's texts. */
    historyHash: text().notNull(),
    history: text({ mode: 'json' }).$type<readonly ContextTurn[]>().notNull(),
    reference: text(),
    pendingImport: text().references(() => imports.id),
  },
  (table) => [
    uniqueIndex('contexts_by_history').on(
      table.dialogueId,
      table.turnIndex,
      table.historyHash,
      table.occurrence,
    ),
    index('contexts_by_dataset').on(table.datasetId, table.id),
    index('contexts_pending').on(table.pendingImport).where(sql`${table.pendingImport} is not null`),
  ],
);
