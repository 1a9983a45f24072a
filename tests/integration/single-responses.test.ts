import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ResponsesPage } from '#app/components/scores/responses-page.ts';
import * as responses from '#app/routes/_research.scores.$dataset.responses.tsx';
import * as responsesCsv from '#app/routes/scores.$dataset.responses[.]csv.tsx';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { pearsonCoefficient } from '#eval/statistics/pearson.ts';
import { sacrebleuTokenize } from '#eval/text/sacrebleu-tokenizers.ts';
import { importDataset } from '#jobs/handlers/import/import-dataset.ts';
import { importResponses } from '#jobs/handlers/import/import-responses.ts';
import { importContext } from '#jobs/handlers/import/testing.ts';
import { scoreDataset } from '#jobs/handlers/score/score-dataset.ts';
import { Visitor } from '#tests/annotator-visit.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/dialogues/${name}`, import.meta.url));
const params = { dataset: 'demo' };
const folder = mkdtempSync(join(tmpdir(), 'workbench-responses-'));
let db: Db;
let visitor: Visitor;

beforeAll(async () => {
  // One for all tests: they only read.
  db = openDatabase(join(folder, 'workbench.sqlite'));
  migrateDatabase(db);
  await importDataset(importContext(db), {
    path: fixture('dialogues.jsonl'),
    dataset: 'demo',
    format: 'jsonl',
  });
  await importResponses(importContext(db), { path: fixture('responses.jsonl'), dataset: 'demo' });
  await scoreDataset(
    { db, resources: { wordNet: () => ({ lemmasOf: () => [] }) } },
    {
      dataset: 'demo',
      systems: null,
      metrics: ['length', 'rouge_score.rouge1', 'sacrebleu.corpus_bleu', 'distinct_n.dist1'],
    },
  );
  db.driver.exec(
    `insert into users (id, role, display_name, created_at) values ('usr_r', 'researcher', 'Rose', '2026-01-02T03:04:05.000Z')`,
  );
  visitor = await new Visitor(db).signInAs('usr_r');
}, 120_000);

afterAll(() => {
  db.driver.close();
  rmSync(folder, { recursive: true, force: true });
});

async function look(search = ''): Promise<ResponsesPage> {
  return (await visitor.ask(responses.loader, { params, search })) as ResponsesPage;
}

async function csv(search: string): Promise<string[][]> {
  const answer = (await visitor.ask(responsesCsv.loader, { params, search })) as Response;
  return (await answer.text())
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

/** Words of a system's answers, as the metric's page defines them, by context. */
function lengths(system: string): Map<number, number> {
  const rows = db.driver
    .prepare(
      `select p.context_id as context, p.text from responses p join runs r on r.id = p.run_id
       join systems s on s.id = r.system_id where s.name = ?`,
    )
    .all(system) as { context: number; text: string }[];
  return new Map(
    rows.map(({ context, text }) => [context, sacrebleuTokenize(text, '13a').split(' ').length]),
  );
}

test('a distribution counts every response of every system once, and its mean is that of the texts', async () => {
  const { plot } = await look('?metric=length');
  if (plot.kind !== 'distribution') throw new Error('no distribution');
  expect(plot.systems.map(({ name }) => name)).toEqual([
    'demo-attuned',
    'demo-brief',
    'demo-drifting',
    'human',
  ]);
  for (const system of plot.systems) {
    if (system.status !== 'scored') throw new Error('not scored');
    const own = [...lengths(system.name).values()];
    expect(system.counts.reduce((sum, count) => sum + count, 0)).toBe(own.length);
    expect(system.mean).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / own.length, 10);
    expect(system.together).toBeCloseTo(system.mean, 10);
  }
});

test('the person has no score against the own words, which is told beside the others', async () => {
  const { plot, address } = await look('?metric=rouge_score.rouge1&system=human&system=demo-brief');
  if (plot.kind !== 'distribution') throw new Error('no distribution');
  expect(plot.systems[0]).toEqual({
    status: 'none',
    name: 'human',
    reason: 'its answers are the references themselves',
  });
  expect(plot.systems[1]).toMatchObject({ status: 'scored', n: 192 });
  expect(address.view).toMatchObject({ systems: ['human', 'demo-brief'] });
});

test('many exact zeros are a bar of their own', async () => {
  const { plot } = await look('?metric=rouge_score.rouge1&system=demo-brief');
  if (plot.kind !== 'distribution') throw new Error('no distribution');
  const [system] = plot.systems;
  if (system?.status !== 'scored') throw new Error('not scored');
  expect(plot.bins[0]).toMatchObject({ kind: 'zero' });
  expect(system.counts[0]).toBe(system.zeros);
});

test('a bar lists its responses, those farthest from the other systems first, with all answers', async () => {
  const first = await look('?metric=length&system=demo-attuned&system=demo-brief');
  if (first.plot.kind !== 'distribution') throw new Error('no distribution');
  const [own] = first.plot.systems;
  if (own?.status !== 'scored') throw new Error('not scored');
  const bin = first.plot.bins[own.counts.indexOf(Math.max(...own.counts))]!;
  const { list } = await look(
    `?metric=length&system=demo-attuned&system=demo-brief&of=demo-attuned&bin=${bin.key}`,
  );
  const [attuned, brief] = [lengths('demo-attuned'), lengths('demo-brief')];
  const wanted = [...attuned]
    .filter(([, value]) => value >= bin.low && value < bin.high)
    .map(([context, value]) => ({ context, difference: value - brief.get(context)! }))
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || a.context - b.context);
  expect(wanted.length).toBeGreaterThan(1);
  expect(list?.total).toBe(wanted.length);
  expect(list?.rows.map(({ context, difference }) => ({ context, difference }))).toEqual(wanted.slice(0, 20));
  expect(list?.rows[0]?.answers.every((answer) => typeof answer === 'string')).toBe(true);
});

test('a scatter plot pairs the values of each context, and its list is of all points or of a mark', async () => {
  const search = '?plot=scatter&x=length&xs=demo-attuned&y=length&ys=demo-drifting';
  const { plot, list } = await look(search);
  if (plot.kind !== 'scatter') throw new Error('no scatter plot');
  const [across, up] = [lengths('demo-attuned'), lengths('demo-drifting')];
  const contexts = [...across.keys()];
  const [x, y] = [across, up].map((side) => contexts.map((context) => side.get(context)!)) as [
    number[],
    number[],
  ];
  expect(plot.n).toBe(192);
  expect(plot.correlations[0]?.value).toBeCloseTo(pearsonCoefficient(x, y), 10);
  expect(plot.correlations[0]?.low).toBeLessThan(plot.correlations[0]?.value ?? 0);
  const difference = x.map((value, at) => value - y[at]!);
  expect(plot.difference?.mean).toBeCloseTo(difference.reduce((sum, each) => sum + each, 0) / 192, 10);
  expect(plot.difference?.equal).toBe(difference.filter((each) => each === 0).length);
  expect(Math.abs(list?.rows[0]?.difference ?? 0)).toBe(Math.max(...difference.map(Math.abs)));

  const mark = plot.cells.find(({ count }) => count > 1)!;
  const chosen = await look(`${search}&mark=${encodeURIComponent(mark.key)}`);
  expect(chosen.list?.total).toBe(mark.count);
  for (const row of chosen.list?.rows ?? []) expect(row.values).toEqual([mark.across[0], mark.up[0]]);
});

test('two metrics of one system are compared by their places, which have no unit', async () => {
  const { plot, list } = await look('?plot=scatter&x=length&y=rouge_score.rouge1&xs=demo-brief');
  if (plot.kind !== 'scatter') throw new Error('no scatter plot');
  expect([plot.across.system, plot.up.system]).toEqual(['demo-brief', 'demo-brief']);
  expect(plot.difference).toBeNull();
  expect(list?.differenceIs).toBe('ranks');
  for (const row of list?.rows ?? []) expect(Math.abs(row.difference ?? 2)).toBeLessThanOrEqual(1);
});

test('what has no value for one response, is not scored or not known is told with its reason', async () => {
  const told = async (search: string) => {
    const { plot } = await look(search);
    return plot.kind === 'nothing' ? `${plot.title}: ${plot.reason}` : plot.kind;
  };
  expect(await told('?metric=distinct_n.dist1')).toMatch(/Distinct-1 has no value for one response/);
  expect(await told('?metric=no.such')).toMatch(/There is no metric no\.such/);
  expect(await told('?metric=sacrebleu.corpus_ter')).toMatch(/demo-brief: not scored yet/);
  expect(await told('?plot=scatter&x=sacrebleu.corpus_bleu&xs=human')).toMatch(
    /Its answers are the references/,
  );
});

test('without a wish the first metric that is scored is shown, and marks that are not there list nothing', async () => {
  const page = await look('?of=demo-brief&bin=99');
  expect(page.address.view).toMatchObject({ metric: 'sacrebleu.corpus_bleu' });
  expect(page.list).toBeNull();
  expect((await look('?plot=scatter&mark=none')).list).toBeNull();
});

test('the tables that are downloaded hold the same numbers', async () => {
  const values = await csv('?metric=length&system=demo-brief');
  expect(values[0]).toEqual(['context', 'conv_id', 'turn_index', 'occurrence', 'length demo-brief']);
  const own = lengths('demo-brief');
  expect(new Map(values.slice(1).map((row) => [Number(row[0]), Number(row[4])]))).toEqual(own);

  const bins = await csv('?metric=length&system=demo-brief&table=distribution');
  expect(bins.slice(1).reduce((sum, row) => sum + Number(row[6]), 0)).toBe(own.size);

  const pairs = await csv('?plot=scatter&x=length&y=length&xs=demo-brief&ys=human');
  expect(pairs[0]?.slice(4)).toEqual(['length demo-brief', 'length human']);
  expect(pairs).toHaveLength(193);
  const none = await visitor.askForResponse(responsesCsv.loader, {
    params,
    search: '?metric=distinct_n.dist1',
  });
  expect(none.status).toBe(404);
});

test('who is not signed in is sent to sign in', async () => {
  for (const { loader } of [responses, responsesCsv])
    expect((await new Visitor(db).askForResponse(loader, { params })).headers.get('Location')).toMatch(
      /^\/sign-in/,
    );
});
