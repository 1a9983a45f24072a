import { describe, expect, test } from 'vitest';
import { skipAssignment, submitAssignment } from '#db/queries/assignment-changes.ts';
import { saveRating } from '#db/queries/ratings.ts';
import { closeStudy } from '#db/queries/studies.ts';
import { recordConsent } from '#db/queries/study-annotators.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { isWorkbenchError } from '#lib/errors.ts';
import { claimed, joinedAnnotator, minutesLater, noon, openToyStudy } from '#tests/study-fixture.ts';
import { loadRatingPage, type RatingPage, type RatingPageRequest } from './rating-page.server.ts';

function studyWithAnnotator(options: Parameters<typeof openToyStudy>[1] = {}) {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, options);
  const userId = joinedAnnotator(db, studyId, 'ada');
  const load = (request: Partial<RatingPageRequest> = {}): RatingPage =>
    loadRatingPage(db, { studyId, userId, number: null, begun: true, now: noon, ...request });
  const finish = (now = noon): string => {
    const assignmentId = claimed(db, { studyId, userId, now });
    for (const position of [1, 2, 3])
      for (const [index, criterion] of ['empathy', 'relevance', 'fluency'].entries())
        saveRating(db, {
          assignmentId,
          userId,
          position,
          criterion,
          value: 3,
          clientId: `client-${assignmentId}`,
          clientSequence: 3 * position + index,
          now,
        });
    submitAssignment(db, { assignmentId, userId, now });
    return assignmentId;
  };
  return { db, studyId, userId, load, finish };
}

describe('The rating page', () => {
  test('begins with the instructions, and hands nothing out until they were read', () => {
    const { db, load } = studyWithAnnotator({ definition: { instructions: 'Read slowly.' } });
    const page = load({ begun: false });
    expect(page.step).toEqual({ kind: 'welcome' });
    expect(page.study).toMatchObject({ instructions: 'Read slowly.', items: 4, submitted: 0 });
    expect(db.driver.prepare('select count(*) as n from assignments').get()).toEqual({ n: 0 });
  });

  test('asks for consent before anything else where there is a text to consent to', () => {
    const { db, studyId, userId, load } = studyWithAnnotator({
      definition: { consent: 'I take part freely.' },
    });
    expect(load().step).toEqual({ kind: 'consent', consent: 'I take part freely.' });
    recordConsent(db, { studyId, userId, now: noon });
    expect(load().step.kind).toBe('item');
  });

  test('shows responses in one typography, unless the study asks for them as written or is older than that', () => {
    const typed = "i 'm so sorry .";
    const shown = (options: Parameters<typeof openToyStudy>[1], before = '') => {
      const { db, load } = studyWithAnnotator(options);
      db.driver.prepare('update responses set text = ?').run(typed);
      if (before) db.driver.prepare(before).run();
      const { step } = load();
      return step.kind === 'item' ? step.item.responses[0]?.text : undefined;
    };
    expect(shown({})).toBe("I'm so sorry.");
    expect(shown({ definition: { display: 'as-written' } })).toBe(typed);
    const older = `update studies set definition = json_remove(definition, '$.display')`;
    expect(shown({}, older)).toBe(typed);
  });

  test('shows the item that is held, the same at every visit', () => {
    const { load } = studyWithAnnotator();
    const [first, again] = [load(), load({ begun: false })];
    expect(first.step).toMatchObject({ kind: 'item', item: { number: 1, status: 'active' } });
    expect(again).toEqual(first);
  });

  test('leads back to finished items and on again to the one at hand', () => {
    const { db, userId, load, finish } = studyWithAnnotator();
    finish();
    finish(minutesLater(1));
    const held = load({ now: minutesLater(2) });
    expect(held).toMatchObject({ previous: 2, next: null, study: { submitted: 2 } });
    expect(load({ number: 2 })).toMatchObject({
      previous: 1,
      next: 'current',
      step: { item: { number: 2, status: 'submitted' } },
    });
    expect(load({ number: 1 })).toMatchObject({ previous: null, next: 2 });
    const assignmentId = held.step.kind === 'item' ? held.step.item.assignmentId : '';
    skipAssignment(db, { assignmentId, userId, reason: 'Too sad.', now: noon });
    expect(load({ number: 3 })).toMatchObject({ previous: 2, step: { item: { skipReason: 'Too sad.' } } });
  });

  test('says that everything is rated, that others hold the rest and until when, or that all is done', () => {
    const { db, studyId, load, finish } = studyWithAnnotator({ items: 1, ratingsPerItem: 1 });
    const other = joinedAnnotator(db, studyId, 'bob');
    finish();
    expect(load().step).toMatchObject({ kind: 'nothing', reason: 'all-done' });
    expect(load({ userId: other, begun: false }).step.kind).toBe('welcome');

    const busy = studyWithAnnotator({ items: 1, ratingsPerItem: 1 });
    claimed(busy.db, { studyId: busy.studyId, userId: joinedAnnotator(busy.db, busy.studyId, 'bob') });
    expect(busy.load().step).toEqual({
      kind: 'nothing',
      reason: 'all-held-by-others',
      comesFreeAt: minutesLater(30),
      completion: null,
    });
  });

  test('shows finished items of a closed study, and says that it is closed', () => {
    const { db, studyId, load, finish } = studyWithAnnotator();
    finish();
    closeStudy(db, { studyId, now: noon });
    expect(load()).toMatchObject({ step: { kind: 'nothing', reason: 'study-closed' }, previous: 1 });
    expect(load({ number: 1 }).step.kind).toBe('item');
  });

  test('knows no study one has not joined and no item one was not given', () => {
    const { studyId, load } = studyWithAnnotator();
    for (const request of [{ userId: 'usr_stranger' }, { studyId: 'stu_other' }, { studyId, number: 5 }]) {
      let thrown: unknown;
      try {
        load(request);
      } catch (error) {
        thrown = error;
      }
      expect(isWorkbenchError(thrown) && thrown.code).toBe('not-found');
    }
  });
});
