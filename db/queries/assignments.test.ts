import { expect, test } from 'vitest';
import { claim, claimed, joinedAnnotator, minutesLater, noon, openToyStudy } from '#tests/study-fixture.ts';
import type { Db } from '../client.ts';
import { temporaryDatabase } from '../testing.ts';
import { assignmentHistory, blindedAssignment } from './annotator-view.ts';
import { resumeAssignment, skipAssignment, submitAssignment } from './assignment-changes.ts';
import { saveRating } from './ratings.ts';
import { closeStudy } from './studies.ts';
import { joinStudy, recordConsent, studyForAnnotator } from './study-annotators.ts';
import { studyProgress } from './study-progress.ts';

let clicks = 0;

function rateAll(
  db: Db,
  own: { readonly assignmentId: string; readonly userId: string; readonly now?: string },
): void {
  const view = blindedAssignment(db, own);
  for (const { position } of view.responses)
    for (const { name } of view.criteria)
      saveRating(db, {
        now: noon,
        ...own,
        position,
        criterion: name,
        value: 3,
        clientId: 'tab-12345',
        clientSequence: clicks++,
      });
}

function finish(db: Db, own: { readonly assignmentId: string; readonly userId: string }): void {
  rateAll(db, own);
  submitAssignment(db, { ...own, now: noon });
}

test('an annotator keeps the item they hold, and its lease is renewed', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db);
  const userId = joinedAnnotator(db, studyId, 'ann');
  const first = claim(db, { studyId, userId });
  expect(first).toMatchObject({ how: 'new', leaseExpiresAt: minutesLater(30) });
  expect(claim(db, { studyId, userId, now: minutesLater(20) })).toEqual({
    ...first,
    how: 'current',
    leaseExpiresAt: minutesLater(50),
  });
});

test('items with the fewest places taken go first, in the order of the sample', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, { items: 2 });
  const positions = ['ann', 'bob', 'cho', 'dee'].map((name) => {
    const assignmentId = claimed(db, { studyId, userId: joinedAnnotator(db, studyId, name) });
    return db.driver
      .prepare('select i.position from assignments a join study_items i on i.id = a.item_id where a.id = ?')
      .pluck()
      .get(assignmentId);
  });
  expect(positions).toEqual([0, 1, 0, 1]);
  expect(claim(db, { studyId, userId: joinedAnnotator(db, studyId, 'eve') })).toEqual({
    kind: 'none',
    reason: 'all-held-by-others',
    nextLeaseExpiresAt: minutesLater(30),
  });
});

test('an abandoned item returns to the pool, and its annotator may take it up again while a place is free', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, { items: 1, ratingsPerItem: 1 });
  const [ann, bob] = [joinedAnnotator(db, studyId, 'ann'), joinedAnnotator(db, studyId, 'bob')];
  const held = claimed(db, { studyId, userId: ann });
  saveRating(db, {
    assignmentId: held,
    userId: ann,
    position: 1,
    criterion: 'empathy',
    value: 5,
    clientId: 'tab-of-ann',
    clientSequence: 0,
    now: noon,
  });
  expect(claim(db, { studyId, userId: bob, now: minutesLater(30) }).kind).toBe('none');

  // Over: but nobody else came, so ann goes on where she was.
  expect(claim(db, { studyId, userId: ann, now: minutesLater(31) })).toMatchObject({
    assignmentId: held,
    how: 'resumed',
  });
  expect(blindedAssignment(db, { assignmentId: held, userId: ann }).values).toMatchObject([{ value: 5 }]);

  const bobs = claimed(db, { studyId, userId: bob, now: minutesLater(62) });
  expect(bobs).not.toBe(held);
  expect(claim(db, { studyId, userId: ann, now: minutesLater(62) })).toMatchObject({
    reason: 'all-held-by-others',
  });
  expect(studyProgress(db, studyId)).toMatchObject({ wanted: 1, active: 1, expired: 1 });
});

test('when nothing can be claimed it says why', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, { items: 1, ratingsPerItem: 2 });
  const [ann, bob, cho] = ['ann', 'bob', 'cho'].map((name) => joinedAnnotator(db, studyId, name)) as [
    string,
    string,
    string,
  ];
  finish(db, { assignmentId: claimed(db, { studyId, userId: ann }), userId: ann });
  expect(claim(db, { studyId, userId: ann })).toMatchObject({
    reason: 'you-have-rated-everything',
    nextLeaseExpiresAt: null,
  });
  const bobs = claimed(db, { studyId, userId: bob });
  expect(claim(db, { studyId, userId: ann })).toMatchObject({ reason: 'you-have-rated-everything' });
  expect(claim(db, { studyId, userId: cho })).toMatchObject({ reason: 'all-held-by-others' });
  finish(db, { assignmentId: bobs, userId: bob });
  expect(claim(db, { studyId, userId: cho })).toMatchObject({ reason: 'all-done' });
  closeStudy(db, { studyId, now: noon });
  expect(claim(db, { studyId, userId: cho })).toMatchObject({ reason: 'study-closed' });
});

test('a skipped item goes to somebody else, and can be taken up again only while a place is free', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, { items: 1, ratingsPerItem: 1 });
  const [ann, bob] = [joinedAnnotator(db, studyId, 'ann'), joinedAnnotator(db, studyId, 'bob')];
  const anns = { assignmentId: claimed(db, { studyId, userId: ann }), userId: ann, now: noon };
  skipAssignment(db, { ...anns, reason: 'too sad' });
  skipAssignment(db, { ...anns, reason: 'much too sad' });
  expect(claim(db, { studyId, userId: ann })).toMatchObject({ reason: 'you-have-rated-everything' });
  expect(() =>
    saveRating(db, {
      ...anns,
      position: 1,
      criterion: 'empathy',
      value: 1,
      clientId: 'tab-of-ann',
      clientSequence: 0,
    }),
  ).toThrow(/skipped/);
  resumeAssignment(db, anns);
  expect(blindedAssignment(db, anns)).toMatchObject({ status: 'active', skipReason: null });
  skipAssignment(db, { ...anns, reason: 'after all' });
  claimed(db, { studyId, userId: bob });
  expect(() => resumeAssignment(db, anns)).toThrow(/somebody else/);
});

test('finished work is not undone by a skip that comes late', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db);
  const userId = joinedAnnotator(db, studyId, 'ann');
  const own = { assignmentId: claimed(db, { studyId, userId }), userId };
  finish(db, own);
  expect(() => skipAssignment(db, { ...own, now: noon, reason: '' })).toThrow(/submitted/);
});

test('an assignment is submitted once everything is rated, and says what is missing until then', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, {
    systems: ['alpha', 'beta'],
    definition: { criteria: ['empathy', 'fluency'] },
  });
  const userId = joinedAnnotator(db, studyId, 'ann');
  const own = { assignmentId: claimed(db, { studyId, userId }), userId, now: noon };
  saveRating(db, {
    ...own,
    position: 2,
    criterion: 'empathy',
    value: 2,
    clientId: 'tab-12345',
    clientSequence: clicks++,
  });
  expect(() => submitAssignment(db, own)).toThrow('Still to rate: A (empathy), A (fluency), B (fluency).');
  rateAll(db, own);
  expect(submitAssignment(db, own)).toEqual({ submittedAt: noon });
  expect(submitAssignment(db, { ...own, now: minutesLater(1) })).toEqual({ submittedAt: noon });
});

test('the history lists an annotator’s own assignments in the order they were given', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, { items: 3 });
  const [ann, bob] = [joinedAnnotator(db, studyId, 'ann'), joinedAnnotator(db, studyId, 'bob')];
  const first = { assignmentId: claimed(db, { studyId, userId: ann }), userId: ann };
  finish(db, first);
  const second = { assignmentId: claimed(db, { studyId, userId: ann }), userId: ann };
  skipAssignment(db, { ...second, now: noon, reason: 'no idea' });
  claimed(db, { studyId, userId: bob });
  expect(assignmentHistory(db, { studyId, userId: ann })).toEqual([
    {
      assignmentId: first.assignmentId,
      number: 1,
      status: 'submitted',
      rated: 9,
      flagged: false,
      submittedAt: noon,
    },
    {
      assignmentId: second.assignmentId,
      number: 2,
      status: 'skipped',
      rated: 0,
      flagged: false,
      submittedAt: null,
    },
  ]);
  expect(studyForAnnotator(db, { studyId, userId: ann })).toMatchObject({
    items: 3,
    submitted: 1,
    skipped: 1,
    active: 0,
  });
});

test('joining twice gives the same pseudonym, and who has not joined sees nothing', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db);
  const [ann, bob] = [joinedAnnotator(db, studyId, 'ann'), joinedAnnotator(db, studyId, 'bob')];
  expect(joinStudy(db, { studyId, userId: ann, now: minutesLater(1) })).toMatchObject({
    pseudonym: 'R01',
    ordinal: 0,
  });
  expect(joinStudy(db, { studyId, userId: bob, now: noon })).toMatchObject({ pseudonym: 'R02', ordinal: 1 });
  expect(() => claim(db, { studyId, userId: 'usr_stranger' })).toThrow(/no such study/);
  expect(() => studyForAnnotator(db, { studyId, userId: 'usr_stranger' })).toThrow(/no such study/);
  const own = claimed(db, { studyId, userId: ann });
  expect(() => blindedAssignment(db, { assignmentId: own, userId: bob })).toThrow(/no such item/);
});

test('where a study has a consent text, nothing is handed out before it is accepted', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, { definition: { consent: 'Your answers are kept.' } });
  const userId = joinedAnnotator(db, studyId, 'ann');
  expect(studyForAnnotator(db, { studyId, userId }).needsConsent).toBe(true);
  expect(() => claim(db, { studyId, userId })).toThrow(/consent/);
  recordConsent(db, { studyId, userId, now: noon });
  recordConsent(db, { studyId, userId, now: minutesLater(9) });
  expect(studyForAnnotator(db, { studyId, userId })).toMatchObject({
    needsConsent: false,
    consentedAt: noon,
  });
  expect(claim(db, { studyId, userId }).kind).toBe('assignment');
});

test('a closed study takes no more annotators', () => {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db);
  closeStudy(db, { studyId, now: noon });
  expect(() => joinedAnnotator(db, studyId, 'late')).toThrow(/takes no more annotators/);
});
