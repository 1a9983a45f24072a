import { expect, test } from 'vitest';
import { blindedAssignment } from '#db/queries/annotator-view.ts';
import { studyForAnnotator } from '#db/queries/study-annotators.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { Visitor } from '#tests/annotator-visit.ts';
import { claimed, joinedAnnotator, openToyStudy } from '#tests/study-fixture.ts';
import * as rate from '../routes/_annotate.rate.$study.($number).tsx';

async function annotator(consent = '') {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, { definition: { consent } });
  const userId = joinedAnnotator(db, studyId, 'ada');
  const visitor = await new Visitor(db).signInAs(userId);
  return { db, studyId, userId, params: { study: studyId }, visitor };
}

const cells = [1, 2, 3].flatMap((position) =>
  ['empathy', 'relevance', 'fluency'].map((criterion) => `rating.${position}.${criterion}`),
);

test('Without a script, one form rates and submits an item', async () => {
  const { db, studyId, userId, params, visitor } = await annotator();
  const assignment = claimed(db, { studyId, userId, now: new Date().toISOString() });
  const form = { assignment, ...Object.fromEntries(cells.map((cell) => [cell, '5'])) };
  const response = await visitor.askForResponse(rate.action, { params, form });
  expect(response.headers.get('Location')).toBe(`/rate/${studyId}`);
  const item = blindedAssignment(db, { assignmentId: assignment, userId });
  expect(item.status).toBe('submitted');
  expect(item.values.map(({ value }) => value)).toEqual(Array(9).fill(5));
});

test('A form with gaps keeps what it has and names the gaps', async () => {
  const { db, studyId, userId, params, visitor } = await annotator();
  const assignment = claimed(db, { studyId, userId, now: new Date().toISOString() });
  const form = { assignment, 'rating.2.fluency': '1' };
  const answer = await visitor.ask(rate.action, { params, form });
  expect(answer).toMatchObject({
    data: { problem: expect.stringContaining('C (fluency)') },
    init: { status: 400 },
  });
  const item = blindedAssignment(db, { assignmentId: assignment, userId });
  expect(item.values).toMatchObject([{ position: 2, criterion: 'fluency', value: 1 }]);
});

test('A form refuses what is no number and what is somebody else’s', async () => {
  const { db, studyId, userId, params, visitor } = await annotator();
  const assignment = claimed(db, { studyId, userId, now: new Date().toISOString() });
  const empty = await visitor.ask(rate.action, { params, form: { assignment, 'rating.1.empathy': '' } });
  expect(empty).toMatchObject({ init: { status: 400 } });
  const stranger = await new Visitor(db).signInAs(joinedAnnotator(db, studyId, 'bob'));
  const theirs = await stranger.ask(rate.action, { params, form: { assignment, 'rating.1.empathy': '3' } });
  expect(theirs).toMatchObject({ init: { status: 404 } });
});

test('Consent is given by a form as well', async () => {
  const { db, studyId, userId, params, visitor } = await annotator('I take part freely.');
  await visitor.ask(rate.action, { params, form: { intent: 'consent' } });
  expect(studyForAnnotator(db, { studyId, userId }).needsConsent).toBe(false);
});
