import { beforeEach, expect, test } from 'vitest';
import * as compareIndex from '#app/routes/_research.compare._index.tsx';
import * as compare from '#app/routes/_research.compare.$name.tsx';
import * as datasets from '#app/routes/_research.datasets._index.tsx';
import * as dataset from '#app/routes/_research.datasets.$name._index.tsx';
import * as dialogue from '#app/routes/_research.datasets.$name.dialogues.$dialogue.tsx';
import type { Comparison } from '#app/server/comparison.server.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { Visitor } from '#tests/annotator-visit.ts';
import { fillDatabase, type WorldDialogue, worldDataset, worldResearcher } from './dialogue-world.ts';

const params = { name: 'world' };

/** 60 dialogues of one context each; the even ones are proud, and anna and bob agree in the first five. */
function sixtyDialogues(): WorldDialogue[] {
  return Array.from({ length: 60 }, (_, index) => ({
    emotion: index % 2 === 0 ? 'proud' : 'afraid',
    split: 'test',
    situation: `Situation ${index}`,
    turns: [`Turn ${index}`, 'Well.'],
    pending: false,
    contexts: [
      {
        pending: false,
        flaggedBy: index === 3 ? 'annotator' : 'nobody',
        answers: ['Well.', `anna ${index}`, index < 5 ? ` anna  ${index}` : `bob ${index}`],
      },
    ],
  }));
}

let visitor: Visitor;

beforeEach(async () => {
  const db = temporaryDatabase();
  fillDatabase(db, { dialogues: sixtyDialogues() });
  visitor = await new Visitor(db).signInAs(worldResearcher);
});

type Page = Comparison & { readonly dataset: string };

async function look(search = ''): Promise<Page> {
  const answer = await visitor.ask(compare.loader, { params, search });
  return (answer as { data: Page }).data;
}

test('the list shows fifty contexts by every system, the person first', async () => {
  const page = await look();
  expect(page.chosen.map((system) => system.name)).toEqual(['human', 'anna', 'bob']);
  expect(page.total).toBe(60);
  expect(page.view).toMatchObject({ kind: 'list', page: 1, pages: 2 });
  if (page.view.kind !== 'list') throw new Error('no list');
  expect(page.view.rows).toHaveLength(50);
  expect(page.view.rows[7]).toMatchObject({ answers: ['Well.', 'anna 7', 'bob 7'], flagged: false });
  expect(page.view.rows[3]?.flagged).toBe(true);
});

test('columns stand in the order of the address, and a page past the last is the last', async () => {
  const page = await look('?system=bob&system=anna&page=99');
  expect(page.chosen.map((system) => system.name)).toEqual(['bob', 'anna']);
  if (page.view.kind !== 'list') throw new Error('no list');
  expect(page.view.page).toBe(2);
  expect(page.view.rows.map((row) => row.answers[0])).toEqual(
    Array.from({ length: 10 }, (_, index) => `bob ${50 + index}`),
  );
});

test('a run that the address names is the one that is shown, and says which it is', async () => {
  visitor.context.db.driver.exec(`
    insert into runs (id, system_id, dataset_id, label, settings, created_at) values
      ('run_greedy', 'sys_anna', '${worldDataset}', 'test, seed 1', '{}', '2025-01-01T00:00:00.000Z');
    insert into responses (run_id, context_id, text) values ('run_greedy', 1, 'greedily');`);
  expect((await look()).chosen[1]).toEqual({ name: 'anna', isHuman: false });
  const page = await look('?run=run_greedy&run=run_none');
  expect(page.chosen[1]).toEqual({ name: 'anna', isHuman: false, run: 'test, seed 1' });
  expect(page.address.runs).toEqual(['run_greedy']);
  if (page.view.kind !== 'list') throw new Error('no list');
  expect(page.view.rows[0]?.answers).toEqual(['Well.', 'greedily', ' anna  0']);
});

test('a system that has no answers here is named as unknown, beside those that have', async () => {
  const answer = await visitor.ask(compare.loader, { params, search: '?system=anna&system=bobb' });
  const { data, init } = answer as { data: Page; init: ResponseInit };
  expect(init.status).toBe(404);
  expect(data.unknown).toEqual(['bobb']);
  expect(data.systems.map((system) => system.name)).toEqual(['human', 'anna', 'bob']);
  expect(data.chosen.map((system) => system.name)).toEqual(['anna']);
});

test('one context tells its place and neighbours under the filters', async () => {
  const page = await look('?emotion=proud&context=5');
  expect(page.total).toBe(30);
  expect(page.view).toMatchObject({ kind: 'context', position: 3, previous: 3, next: 7 });
  const apart = await look('?emotion=proud&context=6');
  expect(apart.view).toMatchObject({ kind: 'context', position: null, previous: 5, next: 7 });
  const first = await look('?q=TURN 4&context=first');
  expect(first.view).toMatchObject({ kind: 'context', position: 1, context: { id: 5 } });
});

test('a context comes with what each system knows of its answer, and nothing where nothing was stored', async () => {
  const details = { finished: 'eos', tokens: [7, 1], logProbabilities: [-1, -3], raw: 'anna 4' };
  visitor.context.db.driver
    .prepare(
      `insert into response_details (response_id, details)
       select p.id, ? from responses p join runs r on r.id = p.run_id
       where p.context_id = 5 and r.system_id = 'sys_anna'`,
    )
    .run(JSON.stringify(details));
  expect((await look('?context=5')).view).toMatchObject({
    knowledge: [null, { finished: 'eos', tokens: 2, meanLogProbability: -2 }, null],
  });
  expect((await look('?context=6')).view).toMatchObject({ knowledge: [null, null, null] });
});

test('the filters for differing answers and for flags leave what they say', async () => {
  expect((await look('?differ=anna&differ=bob')).total).toBe(55);
  expect((await look('?differ=anna&differ=human')).total).toBe(60);
  expect((await look('?flagged=1')).total).toBe(1);
  expect((await look('?flagged=1&emotion=proud')).view).toEqual({ kind: 'nothing' });
  expect((await look('?context=4711')).view).toEqual({ kind: 'nothing' });
});

test('a researcher flags a context and takes the flag away, on this dataset’s contexts only', async () => {
  const flag = (context: number, flagged: 'on' | 'off') =>
    visitor.ask(compare.action, { params, form: { context: String(context), flagged } });
  expect(await flag(9, 'on')).toEqual({ flagged: true });
  expect(await flag(9, 'on')).toEqual({ flagged: true });
  expect((await look('?flagged=1')).total).toBe(2);
  expect((await look('?context=9')).view).toMatchObject({ flags: { own: true, annotators: 0 } });
  expect(await flag(9, 'off')).toEqual({ flagged: false });
  expect((await look('?flagged=1')).total).toBe(1);
  expect(await flag(4711, 'on')).toMatchObject({ status: 404 });
});

test('an unknown dataset is "not found", and says which name it may have been', async () => {
  for (const loader of [dataset.loader, compare.loader]) {
    const answer = await visitor.askForResponse(loader, { params: { name: 'wrld' } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Did you mean world?');
  }
});

test('the datasets are listed with what they hold, and the only one is compared without asking', async () => {
  expect(await visitor.ask(datasets.loader)).toMatchObject({
    datasets: [{ name: 'world', dialogues: 60, contexts: 60, systems: ['anna', 'bob', 'human'] }],
  });
  const answer = await visitor.askForResponse(compareIndex.loader);
  expect(answer.headers.get('Location')).toBe('/compare/world');
});

test('a page of dialogues follows its address', async () => {
  const page = await visitor.ask(dataset.loader, { params, search: '?size=25&page=2&sort=-conv_id' });
  expect(page).toMatchObject({ total: 60, splits: [{ value: 'test', count: 60 }] });
  const { rows } = page as { rows: readonly { convId: string }[] };
  expect(rows).toHaveLength(25);
  const backwards = Array.from({ length: 60 }, (_, index) => `conv:${index + 1}`)
    .sort()
    .reverse();
  expect(rows.map((row) => row.convId)).toEqual(backwards.slice(25, 50));
});

test('a dialogue opens by its own id', async () => {
  const page = await visitor.ask(dialogue.loader, { params: { ...params, dialogue: 'conv:8' } });
  expect(page).toMatchObject({ dialogue: { turns: [{ text: 'Turn 7' }, {}], contexts: [{ turnIndex: 1 }] } });
  const answer = await visitor.askForResponse(dialogue.loader, { params: { ...params, dialogue: 'no' } });
  expect(answer.status).toBe(404);
});

test('annotators find none of these pages', async () => {
  await visitor.signInAs('usr_annotator');
  for (const loader of [
    datasets.loader,
    dataset.loader,
    dialogue.loader,
    compareIndex.loader,
    compare.loader,
  ])
    expect((await visitor.askForResponse(loader, { params })).status).toBe(404);
  const form = { context: '1', flagged: 'on' };
  expect((await visitor.askForResponse(compare.action, { params, form })).status).toBe(404);
});
