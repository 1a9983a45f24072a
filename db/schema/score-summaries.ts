import { blob, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { runs } from './systems.ts';

/**
 * The score of a run by a metric, with its bootstrap. Two of equal `context_set` and `signature`, with equally many
 * resamples of one seed, are paired: resample b of one holds the dialogues that resample b of the other holds.
 *
 * Made of the answers that the run had then. Answers that come later leave it standing, as stale; a trigger removes it
 * when one of the run's answers goes or changes.
 */
export const scoreSummaries = sqliteTable(
  'score_summaries',
  {
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** As the catalogue of metrics names it. */
    metric: text().notNull(),
    /** Two scores may be compared only if theirs are equal; says the preparation too. */
    signature: text().notNull(),
    /** What was done to the texts first; `none`, `moel`. */
    prepare: text().notNull(),
    /** Responses it is of, and their dialogues. */
    n: integer().notNull(),
    dialogues: integer().notNull(),
    /** Null with a reason where not scored, never 0. */
    score: real(),
    /** Of the interval at `level`; null where there is none. */
    low: real(),
    high: real(),
    reason: text(),
    level: real().notNull(),
    resamples: integer().notNull(),
    seed: integer().notNull(),
    /** Hash of the ids of the contexts that were scored, ascending. */
    contextSet: text().notNull(),
    /** Little-endian doubles, one a resample, NaN where a resample has no score; null where there are none. */
    replicates: blob({ mode: 'buffer' }),
    /** How many answers the run had, scored or not. */
    answers: integer().notNull(),
    createdAt: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.signature] })],
);
