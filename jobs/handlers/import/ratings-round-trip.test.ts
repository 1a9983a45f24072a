import { expect, test } from 'vitest';
import { formatRatingExportRow, ratingExportHeader } from '#annotations/rating-export.ts';
import { summariseStudy } from '#annotations/study-results.ts';
import type { Db } from '#db/client.ts';
import { blindedAssignment } from '#db/queries/annotator-view.ts';
import { skipAssignment, submitAssignment } from '#db/queries/assignment-changes.ts';
import { checkDatabase } from '#db/queries/check-database.ts';
import { iterateExportRows } from '#db/queries/rating-export.ts';
import { saveRating } from '#db/queries/ratings.ts';
import { loadRatingsForResults } from '#db/queries/results.ts';
import { joinStudy, recordConsent } from '#db/queries/study-annotators.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { createUser } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { createRandom } from '#lib/rng.ts';
import { claim } from '#tests/study-fixture.ts';
import { seedDemonstration } from '../seed-demonstration.ts';
import { importRatings } from './import-ratings.ts';
import { importContext, rowCounts, temporaryFile } from './testing.ts';

const now = '2026-01-02T03:04:05.000Z';

/** Two people rate the demonstration; the second skips every fifth item after rating some of it. */
function rateDemonstration(db: Db): string {
  const { id: studyId } = findStudy(db, 'Demonstration');
  const random = createRandom('round trip');
  let clicks = 0;
  for (const displayName of ['Ann', 'Bob']) {
    const userId = createUser(db, { role: 'annotator', displayName, now }).id;
    joinStudy(db, { studyId, userId, now });
    recordConsent(db, { studyId, userId, now });
    for (let n = 0; ; n++) {
      const found = claim(db, { studyId, userId, now });
      if (!('assignmentId' in found)) break;
      const own = { assignmentId: found.assignmentId, userId, now };
      const { responses, criteria } = blindedAssignment(db, own);
      for (const { position } of responses)
        for (const { name: criterion } of criteria)
          saveRating(db, {
            ...own,
            position,
            criterion,
            value: 1 + random.below(5),
            clientId: 'tab-round-trip',
            clientSequence: clicks++,
          });
      if (displayName === 'Bob' && n % 5 === 4) skipAssignment(db, { ...own, reason: 'cannot judge' });
      else submitAssignment(db, own);
    }
  }
  return studyId;
}

function exported(db: Db, studyId: string, include: 'submitted' | 'all'): string {
  const rows = [...iterateExportRows(db, { studyId, include })].map((row) =>
    formatRatingExportRow(row, 'csv'),
  );
  return ratingExportHeader('csv') + rows.join('');
}

/**
 * The numbers, without the study's name; criteria's labels and scales are not in an export. To 12 digits: the order
 * of systems is not in an export either, and sums in another order differ in the last ones.
 */
function numbers(db: Db, studyId: string, include: 'submitted' | 'all'): unknown {
  const results = summariseStudy(loadRatingsForResults(db, studyId, { include }));
  const criteria = Object.entries(results.criteria).map(([name, { systems, agreement }]) => [
    name,
    agreement,
    Object.fromEntries(Object.entries(systems).sort()),
  ]);
  const rounded = (_key: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(12)) : value;
  return JSON.parse(JSON.stringify({ ...results, study: '', criteria }, rounded));
}

test.each(['submitted', 'all'] as const)(
  'what study export writes of %s ratings gives the same results when it is read back',
  async (include) => {
    const db = temporaryDatabase();
    await seedDemonstration(db, now);
    const studyId = rateDemonstration(db);
    const csv = exported(db, studyId, include);
    const path = temporaryFile('ratings.csv', csv);
    await importRatings(importContext(db), { path, study: 'again' });
    const again = findStudy(db, 'again');
    expect(again.seed).toBe(findStudy(db, 'Demonstration').seed);
    expect(numbers(db, again.id, 'submitted')).toEqual(numbers(db, studyId, 'submitted'));
    if (include === 'all') expect(numbers(db, again.id, 'all')).toEqual(numbers(db, studyId, 'all'));
    expect(checkDatabase(db)).toEqual([]);

    // Read back into another installation, its own export brings nothing new.
    const other = temporaryDatabase();
    await importRatings(importContext(other), { path, study: 'again' });
    const before = rowCounts(other);
    const second = exported(other, findStudy(other, 'again').id, 'all');
    expect(second.split('\n')).toHaveLength(csv.split('\n').length);
    const summary = await importRatings(importContext(other), {
      path: temporaryFile('second.csv', second),
      study: 'again',
    });
    expect(summary.added).toEqual({ items: 0, raters: 0, ratings: 0 });
    expect(rowCounts(other)).toEqual(before);
  },
);
