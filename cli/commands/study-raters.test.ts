import { expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { finishedStudy } from '#tests/finished-study.ts';
import { noon } from '#tests/study-fixture.ts';
import { spokenBy } from '../testing.ts';
import { registerRaters } from './study-raters.ts';

const study = (db: Db, ...words: readonly string[]) => spokenBy(registerRaters, { db, now: noon }, words);

test('`study raters` shows every rater with what can be said, and a dash for what cannot', async () => {
  const db = temporaryDatabase();
  finishedStudy(db);
  const { out: text, documents } = await study(db, 'raters', 'toy study');
  expect(text).toMatch(/^rater +items +attention +gold +self/);
  expect(text).toMatch(/^R01 +\d+ +– +–/m);
  expect(text).toContain('Agreement was not tested: it needs five raters');
  expect(documents[0]).toMatchObject({
    study: 'toy study',
    raters: [{ rater: 'R01', excluded: null }, { rater: 'R02' }],
  });
});

test('`study exclude` and `study include` change whose ratings count', async () => {
  const db = temporaryDatabase();
  finishedStudy(db);
  await study(db, 'exclude', 'toy study', 'R02', '--reason', 'too fast');
  expect((await study(db, 'raters', 'toy study')).out).toMatch(/^R02 .*no: too fast$/m);
  expect((await study(db, 'include', 'toy study', 'R02')).out).toBe(
    'R02 counts in the results of toy study.\n',
  );
  expect((await study(db, 'raters', 'toy study')).out).toMatch(/^R02 .*yes$/m);
});
