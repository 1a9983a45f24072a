import { expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { importDataset } from './import-dataset.ts';
import { importResponses } from './import-responses.ts';
import { failureOf, importContext, pendingRows, rowCounts, temporaryFile } from './testing.ts';

const texts = ['I lost my keys.', 'Oh no.', 'Yes, in the lake.', 'Did you dive?'];

function row(changes: object = {}) {
  return {
    conv_id: 'a',
    turn_index: 1,
    emotion: 'sad',
    context: texts.slice(0, 1),
    reference: texts[1],
    responses: { moel: 'sorry .', kemp: 'sad .' },
    ...changes,
  };
}
const longer = (changes: object = {}) =>
  row({ turn_index: 3, context: texts.slice(0, 3), reference: texts[3], ...changes });

const jsonl = (...rows: readonly object[]) =>
  temporaryFile('r.jsonl', rows.map((each) => JSON.stringify(each)).join('\n'));
const csv = (...rows: readonly string[]) =>
  temporaryFile('r.csv', ['conv_id,turn_index,system,response', ...rows].join('\n'));

const bring = (db: Db, path: string, dataset = 'd') => importResponses(importContext(db), { path, dataset });

async function withDialogue(db: Db): Promise<void> {
  const turns = texts.map((text, index) => ({ speaker: index % 2 === 0 ? 'speaker' : 'listener', text }));
  const path = temporaryFile('d.jsonl', JSON.stringify({ conv_id: 'a', emotion: 'sad', turns }));
  await importDataset(importContext(db), { path, dataset: 'd', format: 'jsonl' });
}

function answers(db: Db) {
  return db.driver
    .prepare(
      `select g.conv_id as conv, c.turn_index as turn, c.occurrence, s.name as system, p.text
       from responses p join contexts c on c.id = p.context_id join dialogues g on g.id = c.dialogue_id
       join runs r on r.id = p.run_id join systems s on s.id = r.system_id
       order by conv, turn, occurrence, system`,
    )
    .all();
}

test('JSON Lines make the dataset: turns from the longest context, the listener answering', async () => {
  const db = temporaryDatabase();
  const summary = await bring(db, jsonl(row(), longer()));
  expect(summary).toEqual({
    dataset: 'd',
    dialogues: 1,
    contexts: 2,
    responses: 4,
    systems: ['moel', 'kemp'],
    added: { dialogues: 1, contexts: 2, responses: 4 },
    already_there: 0,
    notes: [],
  });
  expect(pendingRows(db)).toBe(0);
  expect(db.driver.prepare('select emotion, turn_count as turns from dialogues').get()).toEqual({
    emotion: 'sad',
    turns: 4,
  });
  expect(db.driver.prepare('select speaker, text from turns order by turn_index').all()).toEqual(
    texts.map((text, index) => ({ speaker: index % 2 === 0 ? 'speaker' : 'listener', text })),
  );
  expect(answers(db)).toHaveLength(6);
});

test('an even turn_index makes the listener open the dialogue', async () => {
  const db = temporaryDatabase();
  await bring(db, jsonl(row({ turn_index: 2, context: texts.slice(0, 2), reference: texts[2] })));
  const speakers = db.driver.prepare('select speaker from turns order by turn_index').pluck().all();
  expect(speakers).toEqual(['listener', 'speaker', 'listener']);
});

test('the same file twice adds nothing, repeated contexts included', async () => {
  const db = temporaryDatabase();
  const path = jsonl(row(), row({ responses: { moel: 'other .', kemp: 'sad .' } }), longer(), longer());
  const first = await bring(db, path);
  expect(first).toMatchObject({ contexts: 3, responses: 6, added: { contexts: 3, responses: 6 } });
  expect(first.notes).toHaveLength(2);
  const before = rowCounts(db);
  const second = await bring(db, path);
  expect(second).toMatchObject({ added: { dialogues: 0, contexts: 0, responses: 0 }, already_there: 6 });
  expect(rowCounts(db)).toEqual(before);
});

test('a further system joins the contexts that are there', async () => {
  const db = temporaryDatabase();
  await bring(db, jsonl(row(), longer()));
  const summary = await bring(db, jsonl(row({ responses: { mime: 'hm .' } })));
  expect(summary).toMatchObject({ systems: ['mime'], added: { dialogues: 0, contexts: 0, responses: 1 } });
});

test('another answer of a system that has answered is refused by line and system', async () => {
  const db = temporaryDatabase();
  await bring(db, jsonl(row(), longer()));
  const before = rowCounts(db);
  const changed = longer({ responses: { kemp: 'changed .' } });
  const error = await failureOf(bring(db, jsonl(row({ responses: { mime: 'x' } }), changed)));
  expect(error.message).toMatch(
    /line 2: system kemp has already given another answer .* another system name/,
  );
  expect(rowCounts(db)).toEqual(before);
});

test('in a dataset that was there, equal contexts are joined and others kept as the file gives them', async () => {
  const db = temporaryDatabase();
  await withDialogue(db);
  const tokenised = longer({ context: ['i lost my keys .', 'oh no .', 'yes , in the lake .'] });
  const summary = await bring(db, jsonl(row(), tokenised));
  expect(summary.added).toEqual({ dialogues: 0, contexts: 1, responses: 4 });
  expect(summary.notes).toEqual([
    '1 contexts differ from the turns of their dialogue in the dataset; they were kept as the file gives them.',
  ]);
  expect(rowCounts(db)).toMatchObject({ dialogues: 1, turns: 4, contexts: 3 });
  expect((await bring(db, jsonl(row(), tokenised))).added).toEqual({
    dialogues: 0,
    contexts: 0,
    responses: 0,
  });
});

test('a reference that a later row brings becomes the context’s', async () => {
  const db = temporaryDatabase();
  await bring(
    db,
    jsonl(row({ reference: null, responses: { moel: 'x' } }), row({ responses: { kemp: 'y' } })),
  );
  expect(answers(db)).toEqual([
    { conv: 'a', turn: 1, occurrence: 0, system: 'human', text: 'Oh no.' },
    { conv: 'a', turn: 1, occurrence: 0, system: 'kemp', text: 'y' },
    { conv: 'a', turn: 1, occurrence: 0, system: 'moel', text: 'x' },
  ]);
});

test('rows without a conv_id belong to dialogues named after their first turn', async () => {
  const db = temporaryDatabase();
  const summary = await bring(db, jsonl(row({ conv_id: null }), longer({ conv_id: null })));
  expect(summary).toMatchObject({ dialogues: 1, contexts: 2 });
  expect(db.driver.prepare('select conv_id from dialogues').pluck().get()).toMatch(/^unnamed:[0-9a-f]{16}$/);
});

test('an empty answer is kept and told of', async () => {
  const db = temporaryDatabase();
  const { notes } = await bring(db, jsonl(row({ responses: { moel: '' } })));
  expect(notes).toEqual(['1 answers are empty; they were kept.']);
});

test('a bad row leaves no trace, neither of a dataset nor of a system', async () => {
  const db = temporaryDatabase();
  const before = rowCounts(db);
  const rows = Array.from({ length: 600 }, (_, n) => row({ conv_id: `c${n}` }));
  const error = await failureOf(bring(db, jsonl(...rows, { conv_id: 'x' })));
  expect(error.message).toMatch(/line 601:/);
  expect(rowCounts(db)).toEqual(before);
});

test('a system that generates its own answers takes none from a file', async () => {
  const db = temporaryDatabase();
  db.driver
    .prepare(
      `insert into systems (id, name, kind, created_at) values ('sys_1', 'moel', 'generator', '2026-01-01')`,
    )
    .run();
  expect((await failureOf(bring(db, jsonl(row())))).message).toMatch(
    /line 1: the system moel is one that answers by itself/,
  );
});

test('a file that uses something else as systems’ names is refused before it makes thousands of them', async () => {
  const db = temporaryDatabase();
  const rows = Array.from({ length: 150 }, (_, n) =>
    row({ conv_id: `c${n}`, responses: { [`id-${n}`]: 'x' } }),
  );
  expect((await failureOf(bring(db, jsonl(...rows)))).message).toMatch(/line 101: more than 100 systems/);
});

test('CSV brings answers to contexts that are there, and the same file twice adds nothing', async () => {
  const db = temporaryDatabase();
  await withDialogue(db);
  const path = csv('a,1,moel,"sorry ,\nvery"', 'a,3,moel,', 'a,1,kemp,sad .');
  const first = await bring(db, path);
  expect(first).toMatchObject({
    contexts: 2,
    responses: 3,
    systems: ['moel', 'kemp'],
    added: { dialogues: 0, contexts: 0, responses: 3 },
    notes: ['1 answers are empty; they were kept.'],
  });
  const again = await bring(db, path);
  expect(again).toMatchObject({ added: { responses: 0 }, already_there: 3 });
});

test('CSV goes to the first of several contexts of a dialogue at a turn', async () => {
  const db = temporaryDatabase();
  await bring(db, jsonl(row(), row({ responses: { moel: 'other .' } })));
  await bring(db, csv('a,1,mime,hm .'));
  expect(answers(db).filter((each) => (each as { system: string }).system === 'mime')).toEqual([
    { conv: 'a', turn: 1, occurrence: 0, system: 'mime', text: 'hm .' },
  ]);
});

test('CSV is refused without a dataset, with an unknown context, and with two answers to one', async () => {
  const db = temporaryDatabase();
  expect((await failureOf(bring(db, csv('a,1,moel,x')))).message).toMatch(/There is no dataset d/);
  await withDialogue(db);
  expect((await failureOf(bring(db, csv('a,1,moel,x', 'a,2,moel,x')))).message).toMatch(
    /line 3: the dataset d has no context with conv_id a and turn_index 2/,
  );
  expect((await failureOf(bring(db, csv('a,1,moel,x', 'a,1,moel,y')))).message).toMatch(
    /line 3: system moel gives another answer to this context at line 2/,
  );
  expect((await failureOf(bring(db, csv('a,one,moel,x')))).message).toMatch(/line 2: turn_index must be/);
  expect((await failureOf(bring(db, csv('a,1,human,x')))).message).toMatch(/line 2: .*human is reserved/);
  expect((await bring(db, csv('a,1,moel,x', 'a,1,moel,x'))).added.responses).toBe(1);
  expect((await failureOf(bring(db, csv('a,1,moel,y')))).message).toMatch(
    /line 2: system moel has already given another answer/,
  );
});

test('a name that tells no format asks for one', async () => {
  const db = temporaryDatabase();
  const path = temporaryFile('r.dat', JSON.stringify(row()));
  expect((await failureOf(bring(db, path))).message).toMatch(/JSON Lines or CSV/);
  expect(await importResponses(importContext(db), { path, dataset: 'd', format: 'jsonl' })).toMatchObject({
    responses: 2,
  });
});
