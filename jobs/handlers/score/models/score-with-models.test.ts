import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { importResponses } from '#jobs/handlers/import/import-responses.ts';
import { importContext, temporaryFile } from '#jobs/handlers/import/testing.ts';
import { createModelClient, type ModelClient } from '#models/client.ts';
import { randomModelFolder } from '#models/exemplars/testing.ts';
import { tinyCheckpoint, tinyIdentifiers } from '#models/generators/testing.ts';
import { openReplyScorer } from '#models/scoring/open-reply-scorer.ts';
import { temporaryFolder } from '#models/training/testing.ts';
import { failureOf } from '#tests/failure-of.ts';
import { type ScoreRequest, scoreDataset } from '../score-dataset.ts';

const resources = { wordNet: () => ({ lemmasOf: () => [] }) };
const references = ['oh no , that is sad', 'I am so happy for you.', 'Tell me more', 'what happened ?'];
const answers = ['Oh no! What happened?', 'tell me more', 'I am so happy for you.', 'so sad'];
const opening = (at: number) => `My dog ran away ${at} times`;

async function dataset(): Promise<Db> {
  const db = temporaryDatabase();
  const rows = references.map((reference, at) =>
    JSON.stringify({
      conv_id: `c${at}`,
      turn_index: 1,
      context: [opening(at)],
      reference,
      responses: { a: answers[at], b: references[at] },
    }),
  );
  await importResponses(importContext(db), { path: temporaryFile('r.jsonl', rows.join('\n')), dataset: 'd' });
  return db;
}

/** One process for all tests: to start it takes longer than what it is asked. How often it is asked is counted. */
let opened: ModelClient;
let models: ModelClient;
let asked = 0;
beforeAll(() => {
  opened = createModelClient({ cacheDir: '/nowhere', processes: 1, identifiers: null });
  const measure = ((measurement, signal) => {
    asked++;
    return opened.measure(measurement, signal);
  }) as ModelClient['measure'];
  models = { ...opened, measure };
});
afterAll(() => opened.close());

const score = (
  { db, models, ...context }: { db: Db; models?: ModelClient; signal?: AbortSignal; onProgress?: () => void },
  request: Partial<ScoreRequest>,
) =>
  scoreDataset(
    { db, resources, ...(models && { models }), ...context },
    { dataset: 'd', systems: ['a'], metrics: null, ...request },
  );
const storedRows = (db: Db) =>
  (db.driver.prepare('select count(*) as n from metric_rows').get() as { n: number }).n;

test('perplexity is that of the model’s own likelihoods, is made once, and counts by token and by word', async () => {
  const dir = tinyCheckpoint(temporaryFolder(), 't5');
  const db = await dataset();
  const request = { metrics: ['perplexity', 'length'], models: { model: dir } };
  const lines = await score({ db, models }, request);
  const scorer = await openReplyScorer({ generator: 't5-sft', dir }, { threads: 1 });
  const found = await scorer.score(
    answers.map((reply, at) => ({ context: [{ speaker: 'speaker', text: opening(at) }], reply })),
  );
  await scorer.dispose();
  const total = found.reduce((sum, { negativeLogLikelihood }) => sum + negativeLogLikelihood, 0);
  const tokens = found.reduce((sum, each) => sum + each.tokens, 0);
  const words = answers.join(' ').split(' ').length;
  expect(lines.map(({ metric }) => metric)).toEqual(['length', 'perplexity.token', 'perplexity.word']);
  const [, byToken, byWord] = lines;
  expect(byToken).toMatchObject({ n: 4, dialogues: 4, ci: [expect.any(Number), expect.any(Number)] });
  expect(byToken!.score! / Math.exp(total / tokens)).toBeCloseTo(1, 4);
  expect(byWord!.score! / Math.exp(total / words)).toBeCloseTo(1, 4);
  expect(byToken!.signature).toMatch(
    /^perplexity\|per:token\|model:[0-9a-f]{16}, reads as t5-sft\|end:counted/,
  );
  expect(asked).toBeGreaterThan(0);
  asked = 0;
  expect(await score({ db, models }, request)).toEqual(lines);
  expect(asked).toBe(0);
});

test('levels, BERTScore, vectors and emotions are scored by whom one names', async () => {
  const vectors = join(temporaryFolder(), 'vectors.txt');
  writeFileSync(vectors, '3 2\nsad 1 0\nhappy -1 0.5\nyou 0 1\n');
  const encoder = randomModelFolder('bert');
  const baseline = temporaryFile('baseline.csv', 'LAYER,P,R,F\n1,0.5,0.5,0.5\n2,0.1,0.2,0.3\n');
  const choice = { encoder, idf: true, vectors, identifiers: tinyIdentifiers(temporaryFolder()) };
  const db = await dataset();
  db.driver
    .prepare("update dialogues set emotion = case when conv_id < 'c2' then 'sad' else 'joyful' end")
    .run();
  db.driver
    .prepare(
      `insert into response_details (response_id, details)
       select id, '{"emotion":[{"label":"sad","probability":0.9}]}' from responses
       where run_id = (select r.id from runs r join systems s on s.id = r.system_id where s.name = 'a')`,
    )
    .run();
  const metrics = ['bertscore', 'embedding', 'empathy.*', 'emotion_accuracy.accuracy'];
  const lines = await score({ db, models }, { metrics, models: choice, systems: ['a', 'b'] });
  const scores = (system: string) =>
    new Map(lines.filter((line) => line.system === system).map((line) => [line.metric, line]));
  const [a, b] = [scores('a'), scores('b')];
  expect(a.size).toBe(3 + 3 + 18 + 1);
  // What says what the reference says.
  for (const name of [
    'bertscore.F',
    'embedding_average',
    'embedding_greedy',
    'empathy.exact_match',
    'empathy.emp_f1',
  ]) {
    expect(b.get(name)!.score).toBeCloseTo(1, 5);
    expect(a.get(name)).toMatchObject({ n: 4, ci: expect.any(Array) });
  }
  expect(a.get('bertscore.F')!.score).toBeLessThan(0.99);
  expect(a.get('bertscore.F')!.signature).toMatch(/layer:2\|idf:4 references, [0-9a-f]{8}\|baseline:no/);
  expect(a.get('emotion_accuracy.accuracy')).toMatchObject({ score: 0.5, n: 4 });
  expect(b.get('emotion_accuracy.accuracy')).toMatchObject({
    score: null,
    reason: expect.stringMatching(/did not say/),
  });
  const rows = storedRows(db);
  asked = 0;
  const rescaled = await score({ db, models }, { metrics: ['bertscore.R'], models: { ...choice, baseline } });
  expect(rescaled[0]!.score).toBeCloseTo((a.get('bertscore.R')!.score! - 0.2) / 0.8, 12);
  expect([storedRows(db), asked]).toEqual([rows, 0]);
});

test('stopped halfway it keeps what it has, and goes on to the same scores', async () => {
  const dir = tinyIdentifiers(temporaryFolder());
  const request = { metrics: ['empathy'], models: { identifiers: dir } };
  const db = await dataset();
  const stop = new AbortController();
  const onProgress = () => {
    if (storedRows(db) > 0) stop.abort();
  };
  const stopped = score({ db, models, signal: stop.signal, onProgress }, request);
  expect(await failureOf(stopped)).toMatchObject({ code: 'interrupted' });
  expect(storedRows(db)).toBe(4);
  const resumed = await score({ db, models }, request);
  expect(storedRows(db)).toBe(8);
  expect(resumed).toEqual(await score({ db: await dataset(), models }, request));
});

test('a text that the model cannot take is left out with the reason, the others are scored', async () => {
  const dir = tinyCheckpoint(temporaryFolder(), 'language model');
  const db = await dataset();
  db.driver
    .prepare("update responses set text = ? where text = 'Oh no! What happened?'")
    .run('so '.repeat(99));
  const systems = ['a', 'b'];
  const lines = await score(
    { db, models },
    { metrics: ['perplexity.token'], models: { model: dir }, systems },
  );
  expect(lines.map(({ n }) => n).sort()).toEqual([3, 4]);
  const [{ reason }] = db.driver.prepare('select reason from metric_rows where reason is not null').all() as [
    { reason: string },
  ];
  expect(reason).toMatch(/reads 64 at most/);
});

test.each([
  ['perplexity', {}, /perplexity.token needs --model/],
  ['perplexity', { model: '/nowhere/at/all' }, /There is no folder .* --model/],
  ['perplexity', { model: 'nobody' }, /nobody/],
  ['bertscore', {}, /needs --encoder/],
  ['embedding', { vectors: '/nowhere.txt' }, /no file or folder .*nowhere.txt/],
  ['empathy', {}, /needs empathy identifiers.*--identifiers/],
  ['emotion_accuracy', {}, /no dialogue of this dataset has one/],
  ['bertscor', {}, /Did you mean bertscore/],
])('%s with %j is refused with how to mend it', async (metric, choice, message) => {
  const db = await dataset();
  const failure = await failureOf(score({ db, models }, { metrics: [metric], models: choice }));
  expect(failure).toMatchObject({ message: expect.stringMatching(message) });
  expect(storedRows(db)).toBe(0);
});

test('a folder without a tokenizer is told, and leaves no row that says otherwise', async () => {
  const dir = randomModelFolder('bert');
  writeFileSync(join(dir, 'tokenizer.json'), '{}');
  const db = await dataset();
  const failure = await failureOf(
    score({ db, models }, { metrics: ['bertscore'], models: { encoder: dir } }),
  );
  expect(failure).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/tokenizer/) });
  expect(storedRows(db)).toBe(0);
});
