import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { replicatesOf, scoreSummaries } from '#db/queries/score-summaries.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { scoreJob } from '#jobs/definitions/score.ts';
import { importDataset } from '#jobs/handlers/import/import-dataset.ts';
import { importResponses } from '#jobs/handlers/import/import-responses.ts';
import { importContext, temporaryFile } from '#jobs/handlers/import/testing.ts';
import { enqueueJob } from '#jobs/queue.ts';
import { runNextJob } from '#jobs/run-next-job.ts';
import { failureOf } from '#tests/failure-of.ts';
import { chooseMetrics } from './choose-metrics.ts';
import { type ScoreRequest, scoreDataset } from './score-dataset.ts';
import { scoreTexts } from './score-texts.ts';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/dialogues/${name}`, import.meta.url));
const resources = { wordNet: () => ({ lemmasOf: () => [] }) };

async function demonstration(): Promise<Db> {
  const db = temporaryDatabase();
  await importDataset(importContext(db), {
    path: fixture('dialogues.jsonl'),
    dataset: 'demo',
    format: 'jsonl',
  });
  await importResponses(importContext(db), { path: fixture('responses.jsonl'), dataset: 'demo' });
  return db;
}

const request: ScoreRequest = {
  dataset: 'demo',
  systems: ['demo-brief', 'demo-attuned'],
  metrics: ['sacrebleu.corpus_bleu', 'rouge_score.rougeL', 'distinct_n.dist1', 'length'],
};
const score = (db: Db, changes: Partial<ScoreRequest> = {}) =>
  scoreDataset({ db, resources }, { ...request, ...changes });

const storedRows = (db: Db) =>
  (db.driver.prepare('select count(*) as n from metric_rows').get() as { n: number }).n;

const stamps = (db: Db) =>
  db.driver.prepare('select distinct created_at from score_summaries').pluck().all() as string[];

test('scores of a dataset are those of its texts, with n, interval and signature', async () => {
  const db = await demonstration();
  const names = [
    'sacrebleu.corpus_bleu',
    'rouge_score.rougeL',
    'moses.multi_bleu',
    'length',
    'nlg_eval.cider',
  ];
  const lines = await score(db, { systems: ['demo-brief'], metrics: names });
  const texts = db.driver
    .prepare(
      `select p.text, c.reference from responses p join contexts c on c.id = p.context_id
       join runs r on r.id = p.run_id join systems s on s.id = r.system_id where s.name = 'demo-brief' order by p.id`,
    )
    .all() as { text: string; reference: string }[];
  const pairs = {
    hypotheses: texts.map(({ text }) => text),
    references: texts.map(({ reference }) => reference),
  };
  const wanted = scoreTexts(pairs, { metrics: chooseMetrics(names), prepare: 'none', resources });
  expect(lines.map(({ metric }) => metric)).toEqual(names);
  for (const [at, line] of lines.entries()) {
    expect(line).toMatchObject({
      dataset: 'demo',
      system: 'demo-brief',
      n: 192,
      signature: wanted[at]?.signature,
      ci: [expect.any(Number), expect.any(Number)],
    });
    expect(line.score).toBeCloseTo(wanted[at]?.score as number, 11);
  }
});

test('rows are made once: a second request finds them, and another preparation has its own', async () => {
  const db = await demonstration();
  const now = () => '2026-01-02T03:04:05.000Z';
  const first = await scoreDataset({ db, resources, now }, request);
  const rows = storedRows(db);
  expect(rows).toBeGreaterThan(0);
  const progress: (number | null)[] = [];
  const again = await scoreDataset(
    { db, resources, onProgress: ({ total }) => progress.push(total) },
    request,
  );
  expect(again).toEqual(first);
  expect(progress).toEqual([0]);
  expect(storedRows(db)).toBe(rows);
  expect(stamps(db)).toHaveLength(1);
  const prepared = await score(db, { prepare: 'moel' });
  expect(storedRows(db)).toBe(2 * rows);
  expect(prepared.every(({ signature }) => signature.endsWith('|prep:moel'))).toBe(true);
});

test('stopped halfway it keeps what it has, and goes on to the same scores', async () => {
  const db = await demonstration();
  const stop = new AbortController();
  const stopped = scoreDataset(
    { db, resources, signal: stop.signal, onProgress: ({ done }) => done > 0 && stop.abort() },
    request,
  );
  expect(await failureOf(stopped)).toMatchObject({ code: 'interrupted' });
  const kept = storedRows(db);
  expect(kept).toBeGreaterThan(0);
  const seen: number[] = [];
  const resumed = await scoreDataset(
    { db, resources, onProgress: ({ total }) => seen.push(total ?? 0) },
    request,
  );
  expect(storedRows(db)).toBe(kept + (seen[0] ?? 0));
  expect(resumed).toEqual(await score(await demonstration()));
});

test('the person is not compared with their own words, but has a length and a variety', async () => {
  const db = await demonstration();
  const [bleu, length] = await score(db, {
    systems: ['human'],
    metrics: ['sacrebleu.corpus_bleu', 'length'],
  });
  expect(bleu).toMatchObject({ score: null, ci: null, n: 0, reason: expect.stringMatching(/references/) });
  expect(length).toMatchObject({ score: expect.any(Number), n: 192 });
});

test('contexts without a reference or an answer are not counted', async () => {
  const db = temporaryDatabase();
  const row = (conv: string, reference: string | null) =>
    JSON.stringify({
      conv_id: conv,
      turn_index: 1,
      context: [`Hello ${conv}.`],
      reference,
      responses: { a: 'hi' },
    });
  const path = temporaryFile('r.jsonl', [row('x', 'hi there'), row('y', null), row('z', 'hi')].join('\n'));
  await importResponses(importContext(db), { path, dataset: 'd' });
  const names = ['sacrebleu.corpus_chrf', 'nlg_eval.cider', 'length', 'distinct_n.dist1'];
  const lines = await score(db, { dataset: 'd', systems: ['a'], metrics: names });
  expect(lines.map(({ n }) => n)).toEqual([2, 2, 3, 3]);

  const only = temporaryFile('s.jsonl', row('y', null));
  await importResponses(importContext(db), { path: only, dataset: 'e' });
  const [bleu] = await score(db, { dataset: 'e', systems: ['a'], metrics: ['sacrebleu.corpus_bleu'] });
  expect(bleu).toMatchObject({ score: null, n: 0, reason: expect.stringMatching(/has a reference/) });
});

test('removing an answer takes its rows along', async () => {
  const db = await demonstration();
  await score(db, { systems: ['demo-brief'], metrics: ['length'] });
  db.driver.prepare('delete from responses where id = (select min(response_id) from metric_rows)').run();
  expect(storedRows(db)).toBe(191);
  const [length] = await score(db, { systems: ['demo-brief'], metrics: ['length'] });
  expect(length).toMatchObject({ n: 191 });
});

test.each([
  [{ dataset: 'dmeo' }, /Did you mean demo/],
  [{ systems: ['demo-breif'] }, /Did you mean demo-brief/],
  [{ metrics: ['sacrebleu.corpus_blue'] }, /Did you mean sacrebleu.corpus_bleu/],
  [{ metrics: ['zzz'] }, /There are: sacrebleu.corpus_bleu/],
])('%j is refused with near names', async (changes, message) => {
  const db = await demonstration();
  const failure = await failureOf(score(db, changes));
  expect(failure).toMatchObject({ code: 'not-found', message: expect.stringMatching(message) });
});

test('summaries are kept, and two systems over the same contexts are paired', async () => {
  const db = await demonstration();
  const lines = await score(db);
  const datasetId = findDataset(db, 'demo').id;
  const stored = scoreSummaries(db, { datasetId });
  expect(stored).toHaveLength(8);
  for (const { system, metric, signature, score, low, high, n } of stored)
    expect(lines).toContainEqual(
      expect.objectContaining({ system, metric, signature, score, ci: [low, high], n }),
    );
  expect(new Set(stored.map(({ contextSet }) => contextSet)).size).toBe(1);
  for (const summary of stored) {
    expect(summary).toMatchObject({ resamples: 1000, seed: 1, level: 0.95, dialogues: 128, answersNow: 192 });
    expect(replicatesOf(db, summary)).toHaveLength(1000);
  }
});

test('answers that came since leave a summary standing until the next request', async () => {
  const db = await demonstration();
  const only = { systems: ['demo-brief'], metrics: ['length', 'sacrebleu.corpus_bleu'] };
  await score(db, only);
  db.driver.exec(`insert into contexts (dataset_id, dialogue_id, turn_index, occurrence, history_hash, history)
    select dataset_id, dialogue_id, turn_index, occurrence + 1, history_hash, history from contexts where id = 1`);
  db.driver.exec(`insert into responses (run_id, context_id, text)
    select (select run_id from score_summaries), (select max(id) from contexts), 'I see.'`);
  const datasetId = findDataset(db, 'demo').id;
  expect(scoreSummaries(db, { datasetId })).toMatchObject([
    { metric: 'length', n: 192, answers: 192, answersNow: 193 },
    { metric: 'sacrebleu.corpus_bleu', n: 192, answers: 192, answersNow: 193 },
  ]);
  const before = scoreSummaries(db, { datasetId });
  expect((await score(db, only)).map(({ n }) => n)).toEqual([193, 192]);
  const after = scoreSummaries(db, { datasetId });
  expect(after).toMatchObject([{ answers: 193 }, { answers: 193 }]);
  // Only where the new answer could be scored are the contexts others.
  expect(after.map(({ contextSet }, at) => contextSet === before[at]?.contextSet)).toEqual([false, true]);
});

test('as a job its result is the lines', async () => {
  const db = await demonstration();
  const now = () => '2026-01-02T03:04:05.000Z';
  const payload = { dataset: 'demo', systems: ['demo-brief'], metrics: ['length'] };
  const id = enqueueJob(db, scoreJob, { payload, now: now() });
  const defects: unknown[] = [];
  const shutdown = new AbortController().signal;
  const dataDir = '/nonexistent';
  await runNextJob({ db, dataDir, now, shutdown, onDefect: (error) => defects.push(error) });
  expect(defects).toEqual([]);
  const { status, result } = db.driver.prepare('select status, result from jobs where id = ?').get(id) as {
    status: string;
    result: string;
  };
  expect(status).toBe('done');
  expect(JSON.parse(result)).toEqual({
    scores: await score(db, { systems: ['demo-brief'], metrics: ['length'] }),
  });
});
