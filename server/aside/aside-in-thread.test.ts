import { expect, test } from 'vitest';
import { asideTasks } from '#app/server/aside-tasks.server.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { failureOf } from '#tests/failure-of.ts';
import { finishedStudy } from '#tests/finished-study.ts';
import { asideInThread } from './aside-in-thread.ts';

test('the thread answers as the task does here, and sees what was written since', async () => {
  const db = temporaryDatabase();
  const studyId = finishedStudy(db);
  const aside = asideInThread(db.path);
  expect(await aside('raters', studyId)).toEqual(asideTasks.raters(db, studyId));
  const [certificate, assignment] = await Promise.all([
    aside('certificate', studyId),
    aside('assignment', studyId),
  ]);
  expect(certificate).toEqual(asideTasks.certificate(db, studyId));
  expect(assignment).toEqual(asideTasks.assignment(db, studyId));
  const asked = {
    study: studyId,
    asked: { include: 'submitted', withExcluded: false },
    criterion: null,
    page: 1,
  } as const;
  const before = await aside('disagreement', asked);
  expect(before).toEqual(asideTasks.disagreement(db, asked));
  expect(before.total).toBeGreaterThan(0);

  db.driver.exec("update ratings set value = 1, last_rated_at = '2027-01-01T00:00:00.000Z'");
  const after = await aside('disagreement', asked);
  expect(after).toEqual(asideTasks.disagreement(db, asked));
  expect(after).not.toEqual(before);
});

test('a refusal comes back as one, and the thread goes on', async () => {
  const db = temporaryDatabase();
  const studyId = finishedStudy(db);
  const aside = asideInThread(db.path);
  const refused = await failureOf(aside('certificate', 'nowhere'));
  expect(refused).toMatchObject({ code: 'not-found', status: 404 });
  expect(refused.message).toContain('nowhere');
  expect(await aside('certificate', studyId)).toEqual(asideTasks.certificate(db, studyId));
});

test('where the thread cannot work, its tasks fail, and the next one starts another', async () => {
  const aside = asideInThread('/nowhere/at/all.sqlite');
  await expect(aside('certificate', 'any')).rejects.toThrow();
  await expect(aside('certificate', 'any')).rejects.toThrow();
});
