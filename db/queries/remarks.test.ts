import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimed, joinedAnnotator, minutesLater, noon, openToyStudy } from '#tests/study-fixture.ts';
import { temporaryDatabase } from '../testing.ts';
import { commentAssignment, flagAssignment } from './remarks.ts';
import { closeStudy } from './studies.ts';

function heldItem() {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, { items: 1 });
  const userId = joinedAnnotator(db, studyId, 'ann');
  const assignmentId = claimed(db, { studyId, userId });
  const stored = () => db.driver.prepare('select comment, flagged from assignments').get();
  return { db, studyId, stored, own: { assignmentId, userId, now: noon, clientId: 'tab-one-' } };
}

test('a comment sent again, late, does not replace a newer one', () => {
  const { db, own, stored } = heldItem();
  commentAssignment(db, { ...own, clientSequence: 0, value: 'first' });
  commentAssignment(db, { ...own, clientSequence: 1, value: 'second', now: minutesLater(1) });
  expect(commentAssignment(db, { ...own, clientSequence: 0, value: 'first', now: minutesLater(2) })).toEqual({
    value: 'second',
    savedAt: minutesLater(1),
  });
  expect(stored()).toEqual({ comment: 'second', flagged: 0 });
});

test('comments and flags count apart, though a tab numbers them together', () => {
  const { db, own, stored } = heldItem();
  flagAssignment(db, { ...own, clientSequence: 5, value: true });
  commentAssignment(db, { ...own, clientSequence: 4, value: 'Odd.' });
  expect(stored()).toEqual({ comment: 'Odd.', flagged: 1 });
});

test('in any order of arrival, with repeats, the newest change of a tab stands', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 20 }), (arrivals) => {
      const { db, own, stored } = heldItem();
      for (const clientSequence of arrivals)
        commentAssignment(db, { ...own, clientSequence, value: `change ${clientSequence}` });
      expect(stored()).toMatchObject({ comment: `change ${Math.max(...arrivals)}` });
      const events = db.driver.prepare('select count(*) as n from remark_events').get() as { n: number };
      expect(events.n).toBeLessThanOrEqual(new Set(arrivals).size);
    }),
    { numRuns: 20 },
  );
});

test('after the study has closed a change is refused, but one stored before is acknowledged', () => {
  const { db, studyId, own } = heldItem();
  commentAssignment(db, { ...own, clientSequence: 0, value: 'in time' });
  closeStudy(db, { studyId, now: noon });
  expect(commentAssignment(db, { ...own, clientSequence: 0, value: 'in time' }).value).toBe('in time');
  expect(() => commentAssignment(db, { ...own, clientSequence: 1, value: 'late' })).toThrow(/closed/);
});
