import { expect, test } from 'vitest';
import { summariseStudy } from '#annotations/study-results.ts';
import { finishedStudy } from '#tests/finished-study.ts';
import { claimed, joinedAnnotator, noon, openToyStudy } from '#tests/study-fixture.ts';
import { temporaryDatabase } from '../testing.ts';

import { iterateExportRows } from './rating-export.ts';
import { saveRating } from './ratings.ts';
import { commentAssignment, flagAssignment } from './remarks.ts';
import { loadRatingsForResults } from './results.ts';
import { studyProgress } from './study-progress.ts';

test('only ratings of submitted assignments count, unless all are asked for', () => {
  const db = temporaryDatabase();
  const studyId = finishedStudy(db);
  db.driver.exec(`update assignments set status = 'expired' where sequence = 1`);
  expect(loadRatingsForResults(db, studyId).ratings).toHaveLength(54);
  expect(loadRatingsForResults(db, studyId, { include: 'all' }).ratings).toHaveLength(72);
});

test('what results count is what an export holds', () => {
  const db = temporaryDatabase();
  const studyId = finishedStudy(db);
  const { ratings, ...study } = loadRatingsForResults(db, studyId);
  const cells = (rows: Iterable<{ system: string; rater: string; criterion: string; value: number }>) =>
    Array.from(rows, ({ system, rater, criterion, value }) =>
      [system, rater, criterion, value].join(' '),
    ).toSorted();
  expect(cells(ratings)).toEqual(cells(iterateExportRows(db, { studyId })));
  expect(study).toMatchObject({
    study: 'toy study',
    seed: 7,
    include: 'submitted',
    systems: ['alpha', 'beta', 'gamma'],
  });
  const summary = summariseStudy({ ...study, ratings });
  expect(summary.criteria.empathy!.agreement).toMatchObject({ units: 12, units_with_two: 12 });
});

test('progress counts places, assignments by state, flags and single ratings, in all and by annotator', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, { items: 3 });
  const [ann, bob] = [joinedAnnotator(db, studyId, 'ann'), joinedAnnotator(db, studyId, 'bob')];
  const own = { assignmentId: claimed(db, { studyId, userId: ann }), userId: ann, now: noon };
  claimed(db, { studyId, userId: bob });
  saveRating(db, {
    ...own,
    position: 1,
    criterion: 'fluency',
    value: 3,
    clientId: 'tab-of-ann',
    clientSequence: 0,
  });
  const change = { ...own, clientId: 'tab-of-ann' };
  flagAssignment(db, { ...change, clientSequence: 1, value: true });
  commentAssignment(db, { ...change, clientSequence: 2, value: ' Odd. ' });
  expect(() => commentAssignment(db, { ...change, clientSequence: 3, value: 'x'.repeat(2001) })).toThrow(
    /2,000 characters/,
  );
  expect(
    db.driver.prepare('select comment from assignments where id = ?').pluck().get(own.assignmentId),
  ).toBe('Odd.');
  const none = { submitted: 0, skipped: 0, expired: 0 };
  expect(studyProgress(db, studyId)).toEqual({
    ...none,
    items: 3,
    wanted: 6,
    active: 2,
    flagged: 1,
    ratings: 1,
    annotators: [
      { ...none, pseudonym: 'R01', joinedAt: noon, active: 1, flagged: 1 },
      { ...none, pseudonym: 'R02', joinedAt: noon, active: 1, flagged: 0 },
    ],
  });
});
