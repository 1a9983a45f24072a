import { expect, test } from 'vitest';
import { checkDatabase } from '#db/queries/check-database.ts';
import { listDatasetSummaries } from '#db/queries/datasets-admin.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { listSystems } from '#db/queries/systems.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { rowCounts } from './import/testing.ts';
import { seedDemonstration } from './seed-demonstration.ts';

const now = '2026-01-02T03:04:05.000Z';

test('the demonstration is there once: dialogues, three systems, an open study', async () => {
  const db = temporaryDatabase();
  expect(await seedDemonstration(db, now)).toBe(true);
  const [dataset] = listDatasetSummaries(db);
  expect(dataset).toMatchObject({ name: 'demonstration', licence: 'CC0 1.0' });
  expect(dataset?.dialogues).toBeGreaterThanOrEqual(128);
  expect(dataset?.systems).toEqual(['demo-attuned', 'demo-brief', 'demo-drifting', 'human']);
  for (const system of listSystems(db)) expect(system.description, system.name).not.toBe('');
  const emotions = db.driver.prepare('select emotion, count(*) as n from dialogues group by emotion').all();
  expect(emotions).toHaveLength(32);
  expect(emotions.every((row) => (row as { n: number }).n >= 4)).toBe(true);
  expect(findStudy(db, 'Demonstration')).toMatchObject({ status: 'open', ratingsPerItem: 2 });
  expect(rowCounts(db)).toMatchObject({ study_items: 12, item_responses: 36 });
  expect(checkDatabase(db)).toEqual([]);
});

test('a second time nothing is added, and what was deleted stays deleted', async () => {
  const db = temporaryDatabase();
  await seedDemonstration(db, now);
  db.driver.prepare('delete from studies').run();
  const before = rowCounts(db);
  expect(await seedDemonstration(db, now)).toBe(false);
  expect(rowCounts(db)).toEqual(before);
});

test('a seed that was killed half way is completed', async () => {
  const db = temporaryDatabase();
  await seedDemonstration(db, now);
  const whole = rowCounts(db);
  db.driver.prepare(`delete from settings where key = 'demonstration_seeded'`).run();
  expect(await seedDemonstration(db, now)).toBe(true);
  expect(rowCounts(db)).toEqual(whole);
});
