import { expect, test } from 'vitest';
import { temporaryDatabase } from '#db/testing.ts';
import { finishedStudy } from '#tests/finished-study.ts';
import { claimed, joinedAnnotator, minutesLater, openToyStudy } from '#tests/study-fixture.ts';
import { beginImport } from './imports.ts';
import { saveRating } from './ratings.ts';
import { lastActivity } from './study-activity.ts';
import { studyProgress } from './study-progress.ts';

test('an annotator was last seen when they were given, rated or submitted their latest item', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, { definition: { criteria: [criterion] } });
  const [ann, bob] = ['ann', 'bob'].map((name) => joinedAnnotator(db, studyId, name));
  joinedAnnotator(db, studyId, 'cy');
  if (!ann || !bob) throw new Error('two should have joined');
  const assignmentId = claimed(db, { studyId, userId: ann, now: minutesLater(1) });
  claimed(db, { studyId, userId: bob, now: minutesLater(2) });
  const seen = () => Object.fromEntries(lastActivity(db, studyId));
  expect(seen()).toEqual({ R01: minutesLater(1), R02: minutesLater(2) });
  saveRating(db, {
    assignmentId,
    userId: ann,
    position: 1,
    criterion: criterion.name,
    value: 3,
    clientId: 'a-tab-of-ann',
    clientSequence: 0,
    now: minutesLater(7),
  });
  expect(seen()).toEqual({ R01: minutesLater(7), R02: minutesLater(2) });
});

test('counts every rating but those of an import that has not landed', () => {
  const db = temporaryDatabase();
  const studyId = finishedStudy(db);
  expect(studyProgress(db, studyId).ratings).toBe(72);
  const start = { kind: 'ratings', fileName: 'more.csv', target: 'more', processId: 1 } as const;
  const importId = beginImport(db, { ...start, now: minutesLater(0) });
  db.driver
    .prepare(
      'update ratings set pending_import = ? where id in (select id from ratings where study_id = ? limit 5)',
    )
    .run(importId, studyId);
  expect(studyProgress(db, studyId).ratings).toBe(67);
  db.driver.prepare(`update imports set status = 'landed' where id = ?`).run(importId);
  expect(studyProgress(db, studyId).ratings).toBe(72);
});

const criterion = {
  name: 'empathy',
  label: 'Empathy',
  question: 'How empathetic is it?',
  kind: 'scale',
  minimum: 1,
  maximum: 5,
} as const;
