import { expect, test } from 'vitest';
import { finishedStudy } from '#tests/finished-study.ts';
import { temporaryDatabase } from '../testing.ts';
import { setImportedScale } from './imported-scale.ts';
import { loadRatingsForResults } from './results.ts';
import { findStudy } from './study-lookup.ts';

function importedStudy() {
  const db = temporaryDatabase();
  const studyId = finishedStudy(db);
  db.driver.prepare(`update studies set kind = 'imported', status = 'closed'`).run();
  return { db, studyId };
}

test('the scale of an imported study is corrected wherever it is told', () => {
  const { db, studyId } = importedStudy();
  setImportedScale(db, { studyId, criterion: 'fluency', minimum: 0, maximum: 10 });
  const expected = { name: 'fluency', minimum: 0, maximum: 10 };
  expect(findStudy(db, studyId).criteria[2]).toMatchObject(expected);
  expect(findStudy(db, studyId).definition.criteria[2]).toMatchObject(expected);
  expect(loadRatingsForResults(db, studyId).criteria[2]).toMatchObject(expected);
  expect(findStudy(db, studyId).criteria[0]).toMatchObject({ minimum: 1, maximum: 5 });
});

test('a scale that leaves out ratings, or is none, is refused and changes nothing', () => {
  const { db, studyId } = importedStudy();
  const set = (minimum: number, maximum: number) =>
    setImportedScale(db, { studyId, criterion: 'empathy', minimum, maximum });
  expect(() => set(2, 5)).toThrow('run from 1 to 5');
  expect(() => set(1, 4)).toThrow('run from 1 to 5');
  expect(() => set(5, 1)).toThrow('above its start');
  expect(() => set(Number.NaN, 5)).toThrow('above its start');
  expect(findStudy(db, studyId).criteria[0]).toMatchObject({ minimum: 1, maximum: 5 });
});

test('the scale of a study that is rated here stays as it is', () => {
  const db = temporaryDatabase();
  const studyId = finishedStudy(db);
  const set = () => setImportedScale(db, { studyId, criterion: 'empathy', minimum: 0, maximum: 9 });
  expect(set).toThrow('fixed');
});
