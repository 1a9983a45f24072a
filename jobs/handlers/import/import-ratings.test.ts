import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { studyDefinitionSchema } from '#annotations/study-definition.ts';
import type { Db } from '#db/client.ts';
import { checkDatabase } from '#db/queries/check-database.ts';
import { loadRatingsForResults } from '#db/queries/results.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { importRatings } from './import-ratings.ts';
import { importResponses } from './import-responses.ts';
import { failureOf, importContext, pendingRows, rowCounts, temporaryFile } from './testing.ts';

const header = 'item,system,context,response,rater,criterion,value';
const file = (...rows: readonly string[]) => temporaryFile('ratings.csv', [header, ...rows].join('\n'));
const bring = (db: Db, path: string, study = 's') => importRatings(importContext(db), { path, study });
const example = fileURLToPath(new URL('../../../fixtures/ratings/example.csv', import.meta.url));

test('a finished study comes in whole: items, raters, criteria, systems and values', async () => {
  const db = temporaryDatabase();
  const summary = await bring(db, example);
  expect(summary).toEqual({
    study: 's',
    dataset: 's (ratings)',
    items: 2,
    raters: 2,
    ratings: 16,
    systems: ['patient', 'hasty'],
    criteria: ['empathy', 'relevance'],
    added: { items: 2, raters: 2, ratings: 16 },
    already_there: 0,
    notes: [],
  });
  expect(pendingRows(db)).toBe(0);
  expect(checkDatabase(db)).toEqual([]);
  const study = findStudy(db, 's');
  expect(study).toMatchObject({ kind: 'imported', status: 'closed', ratingsPerItem: 2 });
  expect(studyDefinitionSchema.parse(study.definition)).toEqual(study.definition);
  expect(study.criteria.map(({ name, minimum, maximum }) => [name, minimum, maximum])).toEqual([
    ['empathy', 1, 5],
    ['relevance', 3, 5],
  ]);
  const { ratings } = loadRatingsForResults(db, study.id);
  const mean = (system: string, criterion: string) => {
    const values = ratings.filter((each) => each.system === system && each.criterion === criterion);
    return values.reduce((sum, { value }) => sum + value, 0) / values.length;
  };
  expect(mean('patient', 'empathy')).toBe(4.75);
  expect(mean('hasty', 'relevance')).toBe(3.25);
  expect(new Set(ratings.map(({ rater }) => rater))).toEqual(new Set(['r1', 'r2']));
});

test('the lines of a context are its turns, the last one the speaker’s', async () => {
  const db = temporaryDatabase();
  await bring(db, example);
  const history = db.driver.prepare(`select history from contexts where turn_index = 3`).pluck().get();
  expect(JSON.parse(String(history)).map(({ speaker }: { speaker: string }) => speaker)).toEqual([
    'speaker',
    'listener',
    'speaker',
  ]);
});

test('the same file twice adds nothing, and further ratings are added', async () => {
  const db = temporaryDatabase();
  await bring(db, example);
  const before = rowCounts(db);
  expect(await bring(db, example)).toMatchObject({
    added: { items: 0, raters: 0, ratings: 0 },
    already_there: 16,
  });
  expect(rowCounts(db)).toEqual(before);
  const further = readFileSync(example, 'utf8').replaceAll(',r2,', ',r3,');
  expect(await bring(db, temporaryFile('more.csv', further))).toMatchObject({
    added: { items: 0, raters: 1, ratings: 8 },
    already_there: 8,
  });
  expect(findStudy(db, 's').ratingsPerItem).toBe(3);
  expect(checkDatabase(db)).toEqual([]);
});

test('a scale that the file does not tell is the range of its values', async () => {
  const db = temporaryDatabase();
  await bring(
    db,
    file(
      '1,a,hi,yo,r1,likert,4',
      '1,a,hi,yo,r1,binary,0',
      '1,a,hi,yo,r2,binary,1',
      '1,a,hi,yo,r1,share,0.25',
    ),
  );
  const scales = findStudy(db, 's').criteria.map(({ name, minimum, maximum }) => [name, minimum, maximum]);
  expect(scales).toEqual([
    ['likert', 4, 5],
    ['binary', 0, 1],
    ['share', 0.25, 1.25],
  ]);
  expect(checkDatabase(db)).toEqual([]);
});

test('an item name with several contexts stands for several items', async () => {
  const db = temporaryDatabase();
  const path = file('1,a,hi,yo,r1,c,4', '1,a,hello,hey,r1,c,2');
  expect(await bring(db, path)).toMatchObject({ items: 2, added: { items: 2 } });
  const labels = db.driver.prepare('select label from study_items order by position').pluck().all();
  expect(labels).toEqual(['1', '1~2']);
  expect(await bring(db, path)).toMatchObject({ added: { items: 0, ratings: 0 }, already_there: 2 });
});

test('the answer of human is the context’s reference', async () => {
  const db = temporaryDatabase();
  await bring(db, file('1,a,hi,yo,r1,c,4', '1,human,hi,hello there,r1,c,5'));
  expect(db.driver.prepare('select reference from contexts').pluck().all()).toEqual(['hello there']);
  expect(findStudy(db, 's').systems).toEqual(['a', 'human']);
});

test('a rating that stands twice counts once, and is refused where its values differ', async () => {
  const db = temporaryDatabase();
  const once = await bring(db, file('1,a,hi,yo,r1,c,4', '1,a,hi,yo,r1,c,4.0'));
  expect(once).toMatchObject({ ratings: 1, added: { ratings: 1 } });
  expect(once.notes).toHaveLength(1);
  const before = rowCounts(db);
  const error = await failureOf(bring(db, file('1,a,hi,yo,r2,c,4', '1,a,hi,yo,r2,c,3'), 'other'));
  expect(error.message).toMatch(/line 3: rater r2 gives item 1, system a, another value of c at line 2/);
  expect(rowCounts(db)).toEqual(before);
});

test('two responses of a system to one item are refused', async () => {
  const db = temporaryDatabase();
  const error = await failureOf(bring(db, file('1,a,hi,yo,r1,c,4', '1,a,hi,yo yo,r2,c,4')));
  expect(error.message).toMatch(/line 3: the response of system a to item 1 differs from the one at line 2/);
});

test('what contradicts the ratings that are there is refused by its line', async () => {
  const db = temporaryDatabase();
  await bring(db, file('1,a,hi,yo,r1,c,4'));
  const before = rowCounts(db);
  expect((await failureOf(bring(db, file('1,a,hi,yo,r2,c,4', '1,a,hi,yo,r1,c,5')))).message).toMatch(
    /line 3: rater r1 has already given item 1, system a, another value of c/,
  );
  expect((await failureOf(bring(db, file('1,a,hi,other,r2,c,4')))).message).toMatch(
    /line 2: the study already holds another response of system a to item 1/,
  );
  expect(rowCounts(db)).toEqual(before);
});

test('ratings do not mix into a study that is rated here', async () => {
  const db = temporaryDatabase();
  await bring(db, example);
  db.driver.prepare(`update studies set kind = 'live'`).run();
  const error = await failureOf(bring(db, example));
  expect(error).toMatchObject({ code: 'conflict' });
  expect(error.message).toMatch(/study s is rated here/);
});

test('an interruption undoes what was written, in a new study and in one that is there', async () => {
  const db = temporaryDatabase();
  const many = (raters: readonly string[]) =>
    file(
      ...Array.from({ length: 800 }, (_, n) =>
        raters.map((rater) => `${n},a,hi ${n},yo,${rater},c,${(n % 5) + 1}`),
      ).flat(),
    );
  const interrupted = async (path: string) => {
    const stop = new AbortController();
    let seen = 0;
    const onProgress = ({ done, total }: { done: number; total: number | null }) => {
      if (total === null || done < 500) return;
      seen = pendingRows(db);
      stop.abort();
    };
    const work = importRatings(
      { ...importContext(db), signal: stop.signal, onProgress },
      { path, study: 's' },
    );
    expect((await failureOf(work)).code).toBe('interrupted');
    expect(seen).toBeGreaterThan(0);
  };
  const empty = rowCounts(db);
  await interrupted(many(['r1']));
  expect(rowCounts(db)).toEqual(empty);

  await bring(db, example);
  const before = rowCounts(db);
  const study = findStudy(db, 's');
  await interrupted(many(['r1', 'r9']));
  expect(rowCounts(db)).toEqual(before);
  expect(findStudy(db, 's')).toEqual(study);
  expect(checkDatabase(db)).toEqual([]);
});

test('ratings without contexts come in and can be analysed', async () => {
  const db = temporaryDatabase();
  await bring(db, file('1,a,,yo,r1,c,4', '1,a,,yo,r2,c,2', '2,a,,hm,r1,c,1'));
  const { ratings } = loadRatingsForResults(db, findStudy(db, 's').id);
  expect(ratings).toHaveLength(3);
  expect(new Set(ratings.map(({ item }) => item)).size).toBe(2);
  expect(checkDatabase(db)).toEqual([]);
});

test('while ratings come in, nothing else is brought into their dataset', async () => {
  const db = temporaryDatabase();
  const line = { conv_id: '1', turn_index: 1, context: ['a'], responses: { other: 'yes' } };
  const answers = temporaryFile('answers.jsonl', JSON.stringify(line));
  const intrude = (dataset: string) =>
    failureOf(importResponses(importContext(db), { path: answers, dataset })).catch(() => undefined);
  let intruders: Promise<unknown>[] | undefined;
  const onProgress = () => {
    intruders ??= ['s (ratings)', 's'].map(intrude);
  };
  await importRatings({ ...importContext(db), onProgress }, { path: example, study: 's' });
  const [same, other] = await Promise.all(intruders ?? []);
  expect(same).toMatchObject({ code: 'conflict' });
  expect(other).toBeUndefined();
});
