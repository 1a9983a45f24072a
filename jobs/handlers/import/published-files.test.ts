import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { checkDatabase } from '#db/queries/check-database.ts';
import { loadRatingsForResults } from '#db/queries/results.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { importDataset } from './import-dataset.ts';
import { importRatings } from './import-ratings.ts';
import { importResponses } from './import-responses.ts';
import { importContext, rowCounts } from './testing.ts';

// Published data that may not lie in the project. It is read from beside it, where it is at hand.
const published = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const testAnswers = `${published}system_outputs/ed_test_responses.jsonl.gz`;
const officialTest = `${published}empatheticdialogues/official-form/test.csv.gz`;
const grade = `${published}human_ratings/grade_relevance.csv.gz`;
const usr = `${published}human_ratings/usr_personachat.csv.gz`;
const atHand = (...paths: readonly string[]) => test.skipIf(!paths.every((path) => existsSync(path)));

const systems = ['moel', 'moel_repo_transformer', 'mime_topk', 'mime_greedy', 'kemp'];

function answersPerContext(db: Db): unknown {
  return db.driver
    .prepare(
      `select n, count(*) as contexts from (
         select count(p.id) as n from contexts c join responses p on p.context_id = c.id
         join runs r on r.id = p.run_id join systems s on s.id = r.system_id and s.kind = 'imported'
         group by c.id) group by n`,
    )
    .all();
}

atHand(testAnswers)(
  'all 5,255 contexts of the EmpatheticDialogues test come in, with five answers each',
  async () => {
    const db = temporaryDatabase();
    const request = { path: testAnswers, dataset: 'ed' };
    const summary = await importResponses(importContext(db), request);
    expect(summary).toMatchObject({ contexts: 5255, responses: 26_275, systems, already_there: 0 });
    expect(summary.notes.join(' ')).toMatch(/8 rows have no conv_id.* 4 contexts have the same turns/);
    expect(rowCounts(db)).toMatchObject({ contexts: 5255, responses: 26_275 + 5247, systems: 6 });
    expect(answersPerContext(db)).toEqual([{ n: 5, contexts: 5255 }]);
    expect(db.driver.prepare('select count(*) from contexts where occurrence = 1').pluck().get()).toBe(4);
    expect(checkDatabase(db)).toEqual([]);
    const before = rowCounts(db);
    const again = await importResponses(importContext(db), request);
    expect(again).toMatchObject({
      added: { dialogues: 0, contexts: 0, responses: 0 },
      already_there: 26_275,
    });
    expect(rowCounts(db)).toEqual(before);
  },
);

atHand(testAnswers, officialTest)(
  'the same on top of the official test split keeps the 79 contexts whose turns differ',
  async () => {
    const db = temporaryDatabase();
    const dialogues = await importDataset(importContext(db), {
      path: officialTest,
      dataset: 'ed',
      format: 'empathetic-dialogues',
      split: 'test',
    });
    expect(dialogues).toMatchObject({ dialogues: 2546, contexts: 5257 });
    const summary = await importResponses(importContext(db), { path: testAnswers, dataset: 'ed' });
    expect(summary.contexts).toBe(5255);
    expect(summary.notes.join(' ')).toMatch(/79 contexts differ from the turns of their dialogue/);
    // 79 with other turns, 4 repeated, 8 of dialogues without an id.
    expect(summary.added).toEqual({ dialogues: 3, contexts: 91, responses: 26_275 });
    expect(answersPerContext(db)).toEqual([{ n: 5, contexts: 5255 }]);
    const again = await importResponses(importContext(db), { path: testAnswers, dataset: 'ed' });
    expect(again.added).toEqual({ dialogues: 0, contexts: 0, responses: 0 });
  },
);

atHand(grade)('the 11,910 ratings of GRADE come in', async () => {
  const db = temporaryDatabase();
  const summary = await importRatings(importContext(db), { path: grade, study: 'grade' });
  expect(summary).toMatchObject({ items: 1200, raters: 11, ratings: 11_910, criteria: ['relevance'] });
  expect(checkDatabase(db)).toEqual([]);
  const { ratings } = loadRatingsForResults(db, findStudy(db, 'grade').id);
  expect(ratings).toHaveLength(11_910);
});

atHand(usr)('the 5,400 ratings of USR come in, on their six scales', async () => {
  const db = temporaryDatabase();
  const summary = await importRatings(importContext(db), { path: usr, study: 'usr' });
  expect(summary).toMatchObject({ items: 60, raters: 3, ratings: 5400, added: { ratings: 5400 } });
  expect(summary.systems).toHaveLength(5);
  const study = findStudy(db, 'usr');
  expect(study.criteria.map(({ name, minimum, maximum }) => `${name} ${minimum}-${maximum}`)).toEqual([
    'Understandable 0-1',
    'Natural 1-3',
    'Maintains Context 1-3',
    'Engaging 1-3',
    'Uses Knowledge 0-1',
    'Overall 1-5',
  ]);
  expect(checkDatabase(db)).toEqual([]);
});
