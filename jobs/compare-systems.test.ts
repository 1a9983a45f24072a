import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { adjustP } from '#eval/statistics/adjust-p.ts';
import { compareSystems } from './compare-systems.ts';
import { importDataset } from './handlers/import/import-dataset.ts';
import { importResponses } from './handlers/import/import-responses.ts';
import { importContext } from './handlers/import/testing.ts';
import { chooseMetrics } from './handlers/score/choose-metrics.ts';
import { scoreDataset } from './handlers/score/score-dataset.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/dialogues/${name}`, import.meta.url));
const names = ['sacrebleu.corpus_bleu', 'length', 'distinct_n.dist1'];

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

async function compared(db: Db, systems: readonly string[]) {
  const resources = { wordNet: () => ({ lemmasOf: () => [] }) };
  const lines = await scoreDataset({ db, resources }, { dataset: 'demo', systems, metrics: names });
  const scoreOf = (system: string, metric: string) =>
    lines.find((line) => line.system === system && line.metric === metric)?.score;
  const datasetId = findDataset(db, 'demo').id;
  const metrics = chooseMetrics(names);
  return { pairs: compareSystems(db, { datasetId, metrics, systems, correction: 'holm' }), scoreOf };
}

const three = ['demo-attuned', 'demo-brief', 'demo-drifting'];

test('every pair of systems is compared by each metric, with p adjusted over its pairs', async () => {
  const { pairs, scoreOf } = await compared(await demonstration(), three);
  expect(pairs.map(({ metric, systems }) => [metric, ...systems])).toEqual(
    names.flatMap((metric) => [
      [metric, three[0], three[1]],
      [metric, three[0], three[2]],
      [metric, three[1], three[2]],
    ]),
  );
  for (const pair of pairs) {
    const { metric, systems, scores, paired } = pair;
    expect(scores).toEqual(systems.map((system) => scoreOf(system, metric)));
    expect(pair).toMatchObject({ n: 192, dialogues: 128, contexts: 'same', reason: null });
    if (!paired || !scores) throw new Error('it is compared');
    expect(paired.difference).toBeCloseTo(scores[0] - scores[1], 12);
    expect(paired.low).toBeLessThanOrEqual(paired.difference);
    expect(paired.high).toBeGreaterThanOrEqual(paired.difference);
    expect(paired.resamples).toBe(1000);
  }
  const lengths = pairs.filter(({ metric }) => metric === 'length');
  const values = lengths.map(({ paired }) => paired?.p ?? Number.NaN);
  expect(lengths.map(({ adjusted }) => adjusted)).toEqual([...adjustP(values, 'holm')]);
});

test('systems that answered other contexts are compared over those that both answered', async () => {
  const whole = await demonstration();
  const half = await demonstration();
  const less = (db: Db, system: string) =>
    db.driver
      .prepare(
        `delete from responses where context_id % 2 = 0 and run_id in
           (select r.id from runs r join systems s on s.id = r.system_id where s.name = ?)`,
      )
      .run(system);
  less(whole, 'demo-brief');
  less(half, 'demo-brief');
  less(half, 'demo-attuned');
  const two = ['demo-attuned', 'demo-brief'];
  const shared = (await compared(whole, two)).pairs;
  const same = (await compared(half, two)).pairs;
  expect(shared.map(({ contexts }) => contexts)).toEqual(['shared', 'shared', 'shared']);
  expect(shared.map((pair) => ({ ...pair, contexts: 'same' }))).toEqual(same);
  expect(same[0]?.n).toBeLessThan(192);
});

test('the person has no BLEU to be compared by, but a length; what is not compared is not counted', async () => {
  const { pairs } = await compared(await demonstration(), ['demo-brief', 'human']);
  expect(pairs).toMatchObject([
    { paired: null, adjusted: null, scores: null, reason: expect.stringMatching(/^human: .*references/) },
    { reason: null, adjusted: expect.any(Number) },
    { reason: null },
  ]);
});

test('without a context that both answered, or with one dialogue, there is no comparison', async () => {
  const db = await demonstration();
  const keep = (system: string, contexts: string) =>
    db.driver
      .prepare(
        `delete from responses where context_id not in (${contexts}) and run_id in
           (select r.id from runs r join systems s on s.id = r.system_id where s.name = ?)`,
      )
      .run(system);
  const one = 'select min(context_id) from responses';
  keep('demo-brief', one);
  keep('demo-attuned', one);
  keep('demo-drifting', 'select max(context_id) from responses');
  const { pairs } = await compared(db, three);
  expect(pairs.map(({ reason }) => reason).slice(0, 3)).toEqual([
    'needs at least two dialogues',
    'no context was answered by both',
    'no context was answered by both',
  ]);
});
