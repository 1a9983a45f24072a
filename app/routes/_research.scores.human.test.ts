import { expect, test } from 'vitest';
import type { HumanPage } from '#app/components/scores/human-page.ts';
import type { Db } from '#db/client.ts';
import { insertMetricRows, rowSignatureId } from '#db/queries/metric-rows.ts';
import { studyResponsesWithoutRow } from '#db/queries/rated-study.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { textMetrics } from '#eval/metrics/catalogue/catalogue.ts';
import { bertScoreMetrics } from '#eval/metrics/catalogue/model-metrics.ts';
import { isRowMetric, type RowMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { finishedStudy } from '#tests/finished-study.ts';
import { requestContext } from '#tests/request-context.ts';
import { openToyStudy } from '#tests/study-fixture.ts';
import { refusal, visitor } from '#tests/visitor.ts';
import * as human from './_research.scores.$dataset.human.tsx';
import * as file from './scores.$dataset.human[.]csv.tsx';

const resources = { wordNet: () => ({ lemmasOf: () => [] }) };
const params = { dataset: 'toy' };

async function researcher(prepare: (db: Db) => unknown) {
  const db = temporaryDatabase();
  await prepare(db);
  const context = requestContext(db);
  const ada = await visitor(context, 'researcher');
  const load = async (query = '') => {
    const request = ada.get(`/scores/toy/human${query}`);
    return (await human.loader({ request, params, context })).page;
  };
  const loaded = async (query = ''): Promise<HumanPage> => {
    const page = await load(query);
    if (!page) throw new Error('there are no ratings');
    return page;
  };
  return { context, db, ada, load, loaded };
}

function scoredStudy(db: Db): void {
  const studyId = finishedStudy(db, { items: 6 });
  for (const kind of new Set(textMetrics.filter(isRowMetric).map(({ rows }) => rows))) {
    const signatureId = rowSignatureId(db, kind.signature);
    const write = kind.open(resources);
    const responses = studyResponsesWithoutRow(db, { studyId, signatureId, needsReference: false });
    const rows = responses.map(({ responseId, text, reference }) => {
      const statistics = new Float64Array(kind.width);
      write({ hypothesis: text, references: [reference ?? ''] }, statistics);
      return { responseId, statistics, reason: null };
    });
    insertMetricRows(db, signatureId, rows);
  }
}

test('without ratings the page says so, and an annotator sees none of it', async () => {
  const { context, load } = await researcher((db) => openToyStudy(db));
  expect(await load()).toBeNull();
  const ann = await visitor(context, 'annotator');
  for (const page of [human, file]) {
    const request = ann.get('/scores/toy/human');
    expect((await refusal(() => page.loader({ request, params, context }))).status).toBe(404);
  }
  const request = ann.post('/scores/toy/human', { intent: 'compute' });
  expect((await refusal(() => human.action({ request, params, context }))).status).toBe(404);
});

test('metrics that are not computed are offered, and one press queues them once', async () => {
  const { context, ada, loaded, db } = await researcher((db) => finishedStudy(db));
  const before = await loaded();
  expect(before.missing).toBeGreaterThan(10);
  expect(before.scoring).toBeNull();
  const length = before.metrics.find(({ name }) => name === 'length');
  expect(length).toMatchObject({ eligible: 12, missing: 12 });
  expect(length?.segment[0]).toMatchObject({ value: null, reason: 'it is not computed yet' });
  for (let press = 0; press < 2; press++) {
    const request = ada.post('/scores/toy/human?level=system', { intent: 'compute' });
    const answer = await human.action({ request, params, context });
    expect(answer.headers.get('Location')).toBe('/scores/toy/human?level=system');
  }
  const jobs = db.driver.prepare('select payload from jobs').all() as { payload: string }[];
  expect(jobs).toHaveLength(1);
  expect(JSON.parse(jobs[0]?.payload ?? '').input).toMatchObject({ study: before.study.id, prepare: 'none' });
  expect((await loaded()).scoring).toMatchObject({ status: 'queued' });
});

test('every metric stands against every criterion, over responses and over systems', async () => {
  const { loaded } = await researcher(scoredStudy);
  const page = await loaded('?coefficient=kendall');
  expect(page).toMatchObject({
    missing: 0,
    responses: 18,
    dialogues: 6,
    systems: ['alpha', 'beta', 'gamma'],
  });
  expect(page.criteria).toHaveLength(3);
  for (const metric of page.metrics) {
    expect(metric.segment.map(({ criterion }) => criterion)).toEqual(page.criteria.map(({ name }) => name));
    for (const { value, reason } of [...metric.segment, ...metric.system])
      if (value === null) expect(reason).not.toBeNull();
      else expect(Math.abs(value)).toBeLessThanOrEqual(1);
  }
  // The answers differ in nothing but a number.
  expect(page.metrics.find(({ name }) => name === 'length')?.segment[0]?.reason).toMatch(/same value/);
});

test('a chosen pair brings its points, which lead to their contexts', async () => {
  const { loaded, context, ada } = await researcher(scoredStudy);
  const [criterion] = (await loaded()).criteria;
  const query = `?metric=sacrebleu.corpus_chrf&criterion=${criterion?.name}`;
  const { pair } = await loaded(query);
  expect(pair?.segments).toHaveLength(18);
  expect(pair?.total).toBe(18);
  expect(pair?.systems.map(({ system }) => system)).toEqual(['alpha', 'beta', 'gamma']);
  expect(pair?.far[0]).toMatchObject({
    context: expect.any(Number),
    text: expect.stringMatching(/^An answer/),
  });
  expect((await loaded('?metric=none&criterion=none')).pair).toBeNull();

  const csv = async (address: string) => {
    const answer = await file.loader({ request: ada.get(address), params, context });
    return (await answer.text()).trim().split('\n');
  };
  const points = await csv(`/scores/toy/human.csv${query}&table=points`);
  expect(points[0]).toBe('conv_id,context,system,metric,human,response');
  expect(points).toHaveLength(19);
  const all = await csv('/scores/toy/human.csv');
  // Three kinds at two levels, of each metric with three criteria.
  expect(all).toHaveLength(1 + 3 * 2 * 3 * (await loaded()).metrics.length);
  const missing = ada.get('/scores/toy/human.csv?table=points');
  expect((await refusal(() => file.loader({ request: missing, params, context }))).status).toBe(404);
});

test('metrics of models stand there where their rows are stored, named with their models, and are not computed from here', async () => {
  const { loaded, context, ada, db } = await researcher(scoredStudy);
  const { study } = await loaded();
  const encoders = ['0123456789abcdef', 'fedcba9876543210'];
  for (const [which, encoder] of encoders.entries()) {
    const [{ rows }] = bertScoreMetrics({ encoder, layer: 3, idf: null, baseline: null }) as [RowMetric];
    const signatureId = rowSignatureId(db, rows.signature);
    const responses = studyResponsesWithoutRow(db, { studyId: study.id, signatureId, needsReference: true });
    // Of the second some were scored and some not.
    const made = responses.slice(which).map(({ responseId }, at) => {
      const value = 0.5 + 0.4 * Math.sin(at);
      return { responseId, statistics: Float64Array.of(value, value, value, 1), reason: null };
    });
    insertMetricRows(db, signatureId, made);
  }
  const page = await loaded();
  expect(page.missing).toBe(0);
  const found = page.metrics.filter(({ name }) => name === 'bertscore.F');
  expect(found.map(({ label, missing, isOfTexts }) => [label, missing, isOfTexts])).toEqual([
    ['BERTScore F (model 01234567, layer 3)', 0, false],
    ['BERTScore F (model fedcba98, layer 3)', 1, false],
  ]);
  const [whole, partial] = found;
  expect(whole?.segment[0]).toMatchObject({ value: expect.any(Number), n: 18 });
  expect(partial?.segment[0]).toMatchObject({ value: null, reason: 'it is not computed yet' });

  const [criterion] = page.criteria;
  const query = new URLSearchParams({ metric: whole?.id ?? '', criterion: criterion?.name ?? '' });
  const { pair } = await loaded(`?${query}`);
  expect(pair?.metric.id).toBe(whole?.id);
  expect(pair?.segments).toHaveLength(18);
  const request = ada.get(`/scores/toy/human.csv?${query}`);
  const csv = await (await file.loader({ request, params, context })).text();
  expect(csv).toMatch(/^segment,spearman,bertscore\.F,.*,"model 01234567, layer 3"$/m);

  await human.action({ request: ada.post('/scores/toy/human', { intent: 'compute' }), params, context });
  expect((await loaded()).scoring).toBeNull();
  // Prepared otherwise nothing was scored by a model.
  expect((await loaded('?prepare=moel')).metrics.every(({ isOfTexts }) => isOfTexts)).toBe(true);
});

test('a study is named by id or name, and an unknown one is told', async () => {
  const { loaded, context, ada } = await researcher((db) => finishedStudy(db));
  expect((await loaded('?study=toy+study')).study.name).toBe('toy study');
  const request = ada.get('/scores/toy/human?study=other');
  expect((await refusal(() => human.loader({ request, params, context }))).status).toBe(404);
});

test('where responses have no reference a system’s answers can be taken for it', async () => {
  const { loaded, context, ada } = await researcher((db) => {
    finishedStudy(db);
    db.driver.prepare('update contexts set reference = null').run();
  });
  const before = await loaded();
  expect(before.withoutReference).toBe(12);
  expect(before.references.map(({ system }) => system)).toEqual(['alpha', 'beta', 'gamma']);
  const request = ada.post('/scores/toy/human', { intent: 'references', system: 'beta' });
  await human.action({ request, params, context });
  const after = await loaded();
  expect(after.references).toEqual([]);
  const bleu = after.metrics.find(({ name }) => name === 'sacrebleu.corpus_bleu');
  expect(bleu).toMatchObject({ eligible: 8, leftOut: [{ system: 'beta' }] });
});
