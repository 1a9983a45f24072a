import { expect, test } from 'vitest';
import { stratifiedSample } from '#annotations/stratified-sample.ts';
import { studyDefinitionSchema } from '#annotations/study-definition.ts';
import { qualifyingContexts, splitsOf } from '#app/components/study/study-size.ts';
import { insertDataset, noon } from '#tests/study-fixture.ts';
import type { Db } from '../client.ts';
import { temporaryDatabase } from '../testing.ts';
import { createStudy } from './studies.ts';
import { studyCoverage } from './study-coverage.ts';

function patchyDataset(): Db {
  const db = temporaryDatabase();
  insertDataset(db, { contexts: 20, systems: ['alpha', 'beta'], emotions: ['sad', 'glad', 'proud'] });
  db.driver.prepare(`delete from responses where run_id = 'run_beta' and context_id % 4 = 0`).run();
  return db;
}

test('systems are told with the contexts they answer', () => {
  expect(studyCoverage(patchyDataset(), 'dat_toy').systems).toEqual([
    { name: 'alpha', kind: 'imported', contexts: 20 },
    { name: 'beta', kind: 'imported', contexts: 15 },
  ]);
});

test('the number that qualify is the largest sample a study can draw', () => {
  const db = patchyDataset();
  const coverage = studyCoverage(db, 'dat_toy');
  const frames = [
    { systems: ['alpha'], split: '', emotions: [] },
    { systems: ['alpha', 'beta'], split: '', emotions: [] },
    { systems: ['beta'], split: 'valid', emotions: [] },
    { systems: ['alpha', 'beta'], split: 'test', emotions: ['sad', 'proud'] },
  ];
  for (const [index, frame] of frames.entries()) {
    const { contexts } = qualifyingContexts(coverage, frame);
    const study = (items: number) => ({
      definition: studyDefinitionSchema.parse({
        name: `study ${index} ${items}`,
        dataset: 'toy',
        systems: frame.systems,
        sample: {
          items,
          ...(frame.split ? { split: frame.split } : {}),
          ...(frame.emotions.length > 0 ? { emotions: frame.emotions } : {}),
        },
      }),
      now: noon,
      sample: stratifiedSample,
    });
    expect(contexts).toBeGreaterThan(0);
    expect(createStudy(db, study(contexts)).items).toBe(contexts);
    expect(() => createStudy(db, study(contexts + 1))).toThrow(`only ${contexts} contexts`);
  }
});

test('no system answers what nobody does, and a system that does not exist answers nothing', () => {
  const coverage = studyCoverage(patchyDataset(), 'dat_toy');
  expect(qualifyingContexts(coverage, { systems: [], split: '', emotions: [] }).contexts).toBe(20);
  expect(qualifyingContexts(coverage, { systems: ['gamma'], split: '', emotions: [] }).contexts).toBe(0);
});

test('what an import is still writing is not counted', () => {
  const db = patchyDataset();
  db.driver.pragma('foreign_keys = off');
  db.driver.prepare(`update responses set pending_import = 'imp_x' where run_id = 'run_alpha'`).run();
  const { systems } = studyCoverage(db, 'dat_toy');
  expect(systems.map(({ name }) => name)).toEqual(['beta']);
});

test('splits are offered where there is more than one', () => {
  const db = patchyDataset();
  expect(splitsOf(studyCoverage(db, 'dat_toy'))).toEqual([
    { split: 'test', contexts: 16 },
    { split: 'valid', contexts: 4 },
  ]);
  db.driver.prepare(`update dialogues set split = 'test'`).run();
  expect(splitsOf(studyCoverage(db, 'dat_toy'))).toEqual([]);
});
