import { expect, test } from 'vitest';
import { listScoreJobs } from '#db/queries/score-jobs.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { seedDemonstration } from './seed-demonstration.ts';
import { seedDemonstrationScores } from './seed-demonstration-scores.ts';

const now = '2026-01-02T03:04:05.000Z';

test('the demonstration is scored once, and once more for systems that come to answer it', async () => {
  const db = temporaryDatabase();
  expect(seedDemonstrationScores(db, { answering: [], now })).toBe(false);
  await seedDemonstration(db, now);
  expect(seedDemonstrationScores(db, { answering: [], now })).toBe(true);
  expect(seedDemonstrationScores(db, { answering: [], now })).toBe(false);
  expect(seedDemonstrationScores(db, { answering: ['random'], now })).toBe(true);
  expect(listScoreJobs(db).map(({ request }) => request)).toEqual(
    Array(2).fill({ dataset: 'demonstration', systems: null, metrics: null }),
  );
  db.driver.exec(`delete from studies; delete from datasets where name = 'demonstration'`);
  expect(seedDemonstrationScores(db, { answering: ['caire'], now })).toBe(false);
});
