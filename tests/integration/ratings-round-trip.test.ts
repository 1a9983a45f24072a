import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { formatRatingExportRow, ratingExportHeader } from '#annotations/rating-export.ts';
import { type StudyResults, summariseStudy } from '#annotations/study-results.ts';
import type { Db } from '#db/client.ts';
import { iterateExportRows } from '#db/queries/rating-export.ts';
import { loadRatingsForResults } from '#db/queries/results.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { importRatings } from '#jobs/handlers/import/import-ratings.ts';
import { finishedStudy } from '../finished-study.ts';

function exportedFile(db: Db, studyId: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-round-trip-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'ratings.csv');
  const rows = Array.from(iterateExportRows(db, { studyId }), (row) => formatRatingExportRow(row, 'csv'));
  writeFileSync(path, ratingExportHeader('csv') + rows.join(''));
  return path;
}

/** Scales, means, intervals, counts and agreement by criterion and system. */
function numbers(results: StudyResults) {
  return Object.entries(results.criteria).map(([criterion, { minimum, maximum, systems, agreement }]) => ({
    criterion,
    scale: [minimum, maximum],
    systems: Object.fromEntries(
      Object.entries(systems).map(([name, { mean, ci, n, items }]) => [name, { mean, ci, n, items }]),
    ),
    agreement,
  }));
}

test('a study that is exported and imported again has the same results', async () => {
  const db = temporaryDatabase();
  const studyId = finishedStudy(db);
  const original = summariseStudy(loadRatingsForResults(db, studyId));

  const other = temporaryDatabase();
  const context = { db: other, now: () => '2026-02-01T00:00:00.000Z' };
  await importRatings(context, { path: exportedFile(db, studyId), study: 'read back' });
  const readBack = summariseStudy(loadRatingsForResults(other, findStudy(other, 'read back').id));
  expect(readBack).toMatchObject({ study: 'read back', items: 4, raters: 2, ratings: 72 });
  const byCriterion = (a: { criterion: string }, b: { criterion: string }) =>
    a.criterion < b.criterion ? -1 : 1;
  expect(numbers(readBack).sort(byCriterion)).toEqual(numbers(original).sort(byCriterion));
});
