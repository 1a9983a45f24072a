import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export interface JobProgress {
  readonly done: number;
  /** Null while it is not yet known. */
  readonly total: number | null;
  readonly message: string;
  /** How many are done in a second, where the work is of like pieces. */
  readonly perSecond?: number | undefined;
}

/** Background work. The row is the queue: a worker claims it, keeps `heartbeatAt` fresh and writes progress here. */
export const jobs = sqliteTable(
  'jobs',
  {
    id: text().primaryKey(),
    type: text().notNull(),
    payload: text({ mode: 'json' }).$type<unknown>().notNull(),
    status: text({ enum: ['queued', 'running', 'done', 'failed', 'cancelled'] }).notNull(),
    progress: text({ mode: 'json' }).$type<JobProgress>().notNull(),
    result: text({ mode: 'json' }).$type<unknown>(),
    /** A sentence for the person, where it failed. */
    error: text(),
    attempts: integer().notNull().default(0),
    cancelRequested: integer({ mode: 'boolean' }).notNull().default(false),
    createdAt: text().notNull(),
    startedAt: text(),
    heartbeatAt: text(),
    finishedAt: text(),
  },
  (table) => [index('jobs_by_status').on(table.status, table.createdAt)],
);
