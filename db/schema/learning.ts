import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { feedback, type ReplyOrigin, reportReasons } from './conversations.ts';
import type { ContextTurn } from './datasets.ts';
import { jobs } from './jobs.ts';
import { systems } from './systems.ts';
import { users } from './users.ts';

/**
 * A training of a system on what people reported and corrected. It makes a checkpoint beside the one in service; a person
 * compares the two and decides.
 */
export const trainings = sqliteTable(
  'trainings',
  {
    id: text().primaryKey(),
    systemId: text()
      .notNull()
      .references(() => systems.id, { onDelete: 'cascade' }),
    /** `active` learns from edits (active learning), `negative` unlearns what was reported. */
    kind: text({ enum: ['active', 'negative'] }).notNull(),
    jobId: text().references(() => jobs.id, { onDelete: 'set null' }),
    /** As the recipe's config has them. */
    settings: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
    /** SHA-256 of the checkpoint it began from. */
    startedFrom: text().notNull(),
    /** SHA-256 of what it made; null until then. */
    checkpoint: text(),
    /** Of the new checkpoint, within the data folder; null until there is one. */
    folder: text(),
    /** What the guards found before and after: perplexity, probes, hits. */
    figures: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>(),
    status: text({ enum: ['running', 'made', 'failed', 'in-service', 'declined', 'replaced'] }).notNull(),
    createdBy: text().references(() => users.id, { onDelete: 'set null' }),
    createdAt: text().notNull(),
    decidedBy: text().references(() => users.id, { onDelete: 'set null' }),
    decidedAt: text(),
    /** Why it was put into service or not. */
    note: text().notNull().default(''),
  },
  (table) => [index('trainings_by_system').on(table.systemId, table.createdAt)],
);

/**
 * What a training learns from, as it was accepted when the training was asked for: a decision that is changed afterwards,
 * and what somebody then writes anew, change nothing of what is learned and nothing of its record.
 */
export const trainingFeedback = sqliteTable(
  'training_feedback',
  {
    trainingId: text()
      .notNull()
      .references(() => trainings.id, { onDelete: 'cascade' }),
    /** From 0, the oldest first. */
    position: integer().notNull(),
    /** Null once it was taken back. */
    feedbackId: text().references(() => feedback.id, { onDelete: 'set null' }),
    // As in `feedback`.
    kind: text({ enum: ['report', 'edit'] }).notNull(),
    history: text({ mode: 'json' }).$type<readonly ContextTurn[]>().notNull(),
    reply: text().notNull(),
    correction: text(),
    reason: text({ enum: reportReasons }),
    origin: text({ mode: 'json' }).$type<ReplyOrigin>().notNull(),
    saidAt: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.trainingId, table.position] }),
    index('training_feedback_by_feedback').on(table.feedbackId),
  ],
);

/** Which definition of a system was in service since when, append-only; the last one is `systems.definition`. */
export const systemVersions = sqliteTable(
  'system_versions',
  {
    systemId: text()
      .notNull()
      .references(() => systems.id, { onDelete: 'cascade' }),
    /** From 1. */
    version: integer().notNull(),
    definition: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
    /** SHA-256; null for what has no checkpoint. */
    checkpoint: text(),
    trainingId: text().references(() => trainings.id, { onDelete: 'set null' }),
    since: text().notNull(),
    by: text().references(() => users.id, { onDelete: 'set null' }),
    note: text().notNull().default(''),
  },
  (table) => [primaryKey({ columns: [table.systemId, table.version] })],
);
