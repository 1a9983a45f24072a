import { expect, test } from 'vitest';
import { importSummary, jobChanges, jobFailure } from '#app/server/job-view.server.ts';
import { cancelJob, insertJob } from '#db/queries/jobs.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { RowProblems } from '#jobs/handlers/import/row-problems.ts';
import { WorkbenchError } from '#lib/errors.ts';

const now = '2026-01-02T03:04:05.000Z';

/** The text that a job keeps of so many bad rows, as the worker writes it. */
function errorOf(lines: readonly number[]): string {
  const problems = new RowProblems('my.csv');
  try {
    for (const line of lines) problems.add(line, `field ${line} is empty (mend it).`);
    problems.finish();
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return [error.message, error.details.moreRows].filter(Boolean).join('\n');
  }
  throw new Error('nothing was wrong');
}

test('every bad row that was found is told with its line, however many there are', () => {
  for (const count of [1, 2, 3, 19, 20]) {
    const lines = Array.from({ length: count }, (_, index) => 2 + index * 3);
    const { rows, isCut, message } = jobFailure(errorOf(lines));
    expect(rows).toEqual(lines.map((line) => ({ line, what: `field ${line} is empty (mend it).` })));
    expect(isCut).toBe(count === 20);
    expect(message).toContain('my.csv');
  }
});

test('a failure that is about no row is told as it is', () => {
  expect(jobFailure('my.zip is a ZIP archive. Unpack it.')).toEqual({
    message: 'my.zip is a ZIP archive. Unpack it.',
    rows: [],
    isCut: false,
  });
  expect(jobFailure(null).message).not.toBe('');
});

test('the result of another kind of job is no summary of an import', () => {
  expect(importSummary({ dataset: 'd', added: { dialogues: 1 }, already_there: 0 })).toMatchObject({
    dataset: 'd',
    systems: [],
    notes: [],
  });
  expect(importSummary(null)).toBeUndefined();
  expect(importSummary({ score: 1 })).toBeUndefined();
});

test('a job is told of when it changes, until it is over', async () => {
  const db = temporaryDatabase();
  const id = insertJob(db, { type: 'import-dataset', payload: {}, now });
  const statuses: string[] = [];
  for await (const job of jobChanges(db, id, new AbortController().signal)) {
    statuses.push(job.status);
    if (job.status === 'queued') cancelJob(db, { id, now });
  }
  expect(statuses).toEqual(['queued', 'cancelled']);
});
