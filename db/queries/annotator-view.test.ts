import { expect, test } from 'vitest';
import { claimed, joinedAnnotator, type OpenStudyOptions, openToyStudy } from '#tests/study-fixture.ts';
import { temporaryDatabase } from '../testing.ts';
import { assignmentHistory, blindedAssignment } from './annotator-view.ts';
import { saveRating } from './ratings.ts';
import { studiesOfAnnotator, studyForAnnotator } from './study-annotators.ts';

function annotatorAt(options: OpenStudyOptions) {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, options);
  const userId = joinedAnnotator(db, studyId, 'ann');
  return { db, studyId, userId };
}

const systems = ['alpha', 'beta', 'gamma'];

test('the view has the context, the answers under neutral labels, the questions and the values so far', () => {
  const { db, studyId, userId } = annotatorAt({ items: 1 });
  const assignmentId = claimed(db, { studyId, userId });
  saveRating(db, {
    assignmentId,
    userId,
    position: 2,
    criterion: 'fluency',
    value: 4,
    clientId: 'tab-of-ann',
    clientSequence: 0,
    now: '2026-01-05T12:01:00.000Z',
  });
  const view = blindedAssignment(db, { assignmentId, userId });
  expect(view).toMatchObject({
    status: 'active',
    number: 1,
    turns: [{ speaker: 'speaker', text: 'Something happened, 1.' }],
    emotion: null,
    situation: null,
    values: [{ position: 2, criterion: 'fluency', value: 4, savedAt: '2026-01-05T12:01:00.000Z' }],
  });
  expect(view.responses.map(({ position, label }) => [position, label])).toEqual([
    [1, 'A'],
    [2, 'B'],
    [3, 'C'],
  ]);
  expect(view.criteria.map(({ name }) => name)).toEqual(['empathy', 'relevance', 'fluency']);
});

test('emotion and situation are there only where the study shows them', () => {
  const { db, studyId, userId } = annotatorAt({
    items: 1,
    definition: { show: { emotion: true, situation: true } },
  });
  const view = blindedAssignment(db, { assignmentId: claimed(db, { studyId, userId }), userId });
  expect(view).toMatchObject({ emotion: 'sad', situation: 'Situation 1.' });
});

test('nothing an annotator is given names a system, a run, a response id or the dialogue', () => {
  const { db, studyId, userId } = annotatorAt({ items: 3, definition: { name: 'alpha against beta' } });
  const assignmentId = claimed(db, { studyId, userId });
  const bytes = JSON.stringify([
    blindedAssignment(db, { assignmentId, userId }),
    studyForAnnotator(db, { studyId, userId }),
    studiesOfAnnotator(db, userId),
    assignmentHistory(db, { studyId, userId }),
  ]);
  for (const secret of [...systems, 'sys_', 'run_', 'conv:', 'imported', 'responseId', 'responseOrder'])
    expect(bytes).not.toContain(secret);
  // Ids of responses are numbers above seven million, see the fixture.
  expect(bytes).not.toMatch(/(?<![\w.-])7\d{6}/);
});

test('over the items of an annotator, every system stands at every position equally often', () => {
  const { db, studyId, userId } = annotatorAt({ items: 9 });
  const count = new Map<string, number>();
  for (let item = 0; item < 9; item++) {
    const assignmentId = claimed(db, { studyId, userId });
    db.driver.prepare(`update assignments set status = 'submitted' where id = ?`).run(assignmentId);
    const order = db.driver
      .prepare(
        `select o.key as position, p.run_id as run from assignments a, json_each(a.response_order) o
         join responses p on p.id = o.value where a.id = ?`,
      )
      .all(assignmentId) as { position: number; run: string }[];
    for (const { position, run } of order)
      count.set(`${position} ${run}`, (count.get(`${position} ${run}`) ?? 0) + 1);
  }
  expect(count.size).toBe(9);
  expect(new Set(count.values())).toEqual(new Set([3]));
});
