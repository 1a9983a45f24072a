import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { findJob, finishedStatuses, type Job } from '#db/queries/jobs.ts';
import { pause } from './event-stream.server.ts';

/** What the page of a job shows of it while it goes on. */
export type LiveJob = Pick<Job, 'id' | 'status' | 'progress' | 'cancelRequested' | 'finishedAt'>;

const lookInterval = 300;

/** A job each time it has changed, until it is over. */
export async function* jobChanges(db: Db, id: string, signal: AbortSignal): AsyncGenerator<LiveJob> {
  let before = '';
  while (!signal.aborted) {
    const job = liveJob(findJob(db, id));
    const now = JSON.stringify(job);
    if (now !== before) yield job;
    before = now;
    if (isOver(job)) return;
    await pause(lookInterval, signal);
  }
}

export function liveJob({ id, status, progress, cancelRequested, finishedAt }: Job): LiveJob {
  return { id, status, progress, cancelRequested, finishedAt };
}

export function isOver({ status }: Pick<Job, 'status'>): boolean {
  return finishedStatuses.includes(status);
}

const summarySchema = z.object({
  dataset: z.string().optional(),
  study: z.string().optional(),
  systems: z.array(z.string()).default([]),
  added: z.record(z.string(), z.number()),
  already_there: z.number(),
  notes: z.array(z.string()).default([]),
});

/** What an import brought. */
export type ImportSummary = z.infer<typeof summarySchema>;

/** Undefined for the result of another kind of job. */
export function importSummary(result: unknown): ImportSummary | undefined {
  return summarySchema.safeParse(result).data;
}

export interface JobFailure {
  /** What went wrong, as a sentence. */
  readonly message: string;
  /** Bad rows of the file, where it was for those; the first ones, should there be many. */
  readonly rows: readonly { readonly line: number; readonly what: string }[];
  /** Whether there may be further bad rows. */
  readonly isCut: boolean;
}

const firstRow =
  /^(?<file>.*), line (?<line>\d+): (?<what>.*?)(?<more> \((?<cut>At least )?\d+ more: .*\))? Nothing was imported\.$/s;
const furtherRow = /^line (?<line>\d+): (?<what>.*)$/;

/** Takes a failed job's error apart: a sentence, or the bad rows of a file, the first in the sentence, the others below it. */
export function jobFailure(error: string | null): JobFailure {
  const told = error ?? 'No reason was kept; the log may know.';
  const [sentence = '', ...further] = told.split('\n');
  const first = firstRow.exec(sentence)?.groups;
  if (!first) return { message: [sentence, ...further].join('\n'), rows: [], isCut: false };
  const rows = [first, ...further.map((row) => furtherRow.exec(row)?.groups)].flatMap((row) =>
    row ? { line: Number(row.line), what: row.what ?? '' } : [],
  );
  return {
    message: `${first.file} has ${rows.length === 1 ? 'a line' : 'lines'} that cannot be read.`,
    rows,
    isCut: first.cut !== undefined,
  };
}
