import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { importDataset } from '#jobs/handlers/import/import-dataset.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { ModelClient, RespondRequest } from '#models/client.ts';
import { tinyCheckpoint, tinyIdentifiers } from '#models/generators/testing.ts';
import { wholeReply } from '#models/generators/whole-reply.ts';
import { failureOf } from '#tests/failure-of.ts';
import { generateRun } from './generate-run.ts';

const now = () => '2026-01-02T03:04:05.000Z';
const path = new URL('../../../fixtures/dialogues/dialogues.jsonl', import.meta.url).pathname;
const contexts = 192;

/** A database with the demonstration's dialogues and a system that a fake client answers for. */
async function fixture(answer: (request: RespondRequest, asked: number) => Promise<string> | string) {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-generate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const db = temporaryDatabase();
  await importDataset({ db, now }, { path, dataset: 'demo', format: 'jsonl', split: 'test' });
  const definition = {
    name: 'talker',
    generator: 'caire',
    checkpoint: tinyCheckpoint(folder, 'caire'),
    settings: { maxNewTokens: 8 },
  };
  addGenerator(db, { name: 'talker', description: '', definition, now: now() });
  let asked = 0;
  let most = 0;
  let underWay = 0;
  const client = {
    capacity: 7,
    identifiers: null,
    respond: async (_: unknown, request: RespondRequest) => {
      most = Math.max(most, ++underWay);
      try {
        return wholeReply(await answer(request, ++asked));
      } finally {
        underWay--;
      }
    },
  } as unknown as ModelClient;
  return { db, client, folder, definition, state: () => ({ asked, most }) };
}

const request = { system: 'talker', dataset: 'demo', split: 'test', limit: null, seed: 5 };

function answers(db: Db, run: string): { context: number; text: string }[] {
  return db.driver
    .prepare('select context_id as context, text from responses where run_id = ? order by context_id')
    .all(run) as { context: number; text: string }[];
}

const echo = ({ key, seed }: RespondRequest) => `${seed}: ${key}`;

test('every context is answered once, with as many requests under way as the models take', async () => {
  const { db, client, state } = await fixture(async (asked) => {
    await new Promise((resolve) => setImmediate(resolve));
    return echo(asked);
  });
  const summary = await generateRun({ db, now, client }, request);
  expect(summary).toMatchObject({ contexts, generated: contexts, already_there: 0, label: 'test, seed 5' });
  expect(state()).toEqual({ asked: contexts, most: 7 });
  const texts = answers(db, summary.run).map(({ text }) => text);
  expect(new Set(texts).size).toBe(contexts);
});

test('a run is gone on with by the same settings, and is another one by others', async () => {
  const { db, client, definition, folder } = await fixture(echo);
  const first = await generateRun({ db, now, client }, { ...request, limit: 50 });
  expect(first).toMatchObject({ contexts: 50, generated: 50 });
  const whole = await generateRun({ db, now, client }, request);
  expect(whole).toMatchObject({ run: first.run, generated: contexts - 50, already_there: 50 });
  const again = await generateRun({ db, now, client }, request);
  expect(again).toMatchObject({ run: first.run, generated: 0, already_there: contexts });

  const otherSeed = await generateRun({ db, now, client }, { ...request, seed: 6, limit: 1 });
  expect(otherSeed.run).not.toBe(first.run);
  const change = (changed: object) =>
    db.driver
      .prepare('update systems set definition = ? where name = ?')
      .run(JSON.stringify(changed), 'talker');
  change({ ...definition, settings: { maxNewTokens: 9 } });
  const otherSettings = await generateRun({ db, now, client }, { ...request, limit: 1 });
  expect(otherSettings).toMatchObject({ label: 'test, seed 5 (2)', generated: 1 });
  change({ ...definition, checkpoint: tinyCheckpoint(folder, 'caire', 2) });
  const otherWeights = await generateRun({ db, now, client }, { ...request, limit: 1 });
  expect(otherWeights).toMatchObject({ label: 'test, seed 5 (3)', generated: 1 });
});

test('options given with a run take the place of the system’s own, are stored with it, and make it another run', async () => {
  const { db, client } = await fixture(echo);
  const plain = await generateRun({ db, now, client }, { ...request, limit: 1 });
  const greedy = await generateRun(
    { db, now, client },
    { ...request, limit: 1, settings: { doSample: false } },
  );
  expect(greedy.run).not.toBe(plain.run);
  const stored = db.driver
    .prepare('select settings from runs where id = ?')
    .pluck()
    .get(greedy.run) as string;
  expect(JSON.parse(stored).decoding).toMatchObject({ doSample: false, topP: 1, maxNewTokens: 8 });
  const refused = { ...request, system: 'random', settings: { doSample: false } };
  expect(await failureOf(generateRun({ db, now, client }, refused))).toMatchObject({ code: 'bad-input' });
});

test('answers are stored with their levels, to four decimals, and whose they are with the run', async () => {
  const { db, client, folder } = await fixture(echo);
  const levels = {
    emotionalReaction: [0.123456, 0.5, 0.376544],
    interpretation: [1, 0, 0],
    exploration: [0, 0.25, 0.75],
  };
  const asked: unknown[] = [];
  const telling = {
    ...client,
    identifiers: tinyIdentifiers(folder),
    respond: async (_: unknown, each: RespondRequest) => {
      asked.push(each.levels);
      return { ...wholeReply('I see.'), details: each.levels ? { levels } : {} };
    },
  } as unknown as ModelClient;
  const told = await generateRun({ db, now, client: telling }, { ...request, limit: 2 });
  const silent = await generateRun({ db, now, client: telling }, { ...request, limit: 2, levels: false });
  const nobodys = await generateRun({ db, now, client }, { ...request, limit: 2 });
  expect(asked).toEqual([true, true, false, false]);
  expect(silent.run).not.toBe(told.run);
  // There is nothing to tell a run that wants none from one that could have none.
  expect(nobodys).toMatchObject({ run: silent.run, already_there: 2 });
  const stored = (run: string, what: string) =>
    db.driver
      .prepare(
        `select ${what} from runs r join responses p on p.run_id = r.id
         join response_details x on x.response_id = p.id where r.id = ? limit 1`,
      )
      .pluck()
      .get(run);
  expect(JSON.parse(stored(told.run, 'x.details') as string).levels).toEqual({
    ...levels,
    emotionalReaction: [0.1235, 0.5, 0.3765],
  });
  expect(JSON.parse(stored(told.run, 'r.settings') as string).identifiersSha256).toMatch(/^[0-9a-f]{64}$/);
  expect(stored(silent.run, 'x.details')).not.toContain('levels');
  expect(stored(silent.run, 'r.settings')).not.toContain('identifiersSha256');
});

test('an interrupted run keeps its answers and is gone on with from there', async () => {
  const stop = new AbortController();
  const { db, client } = await fixture((asked, count) => {
    if (count === 60) stop.abort();
    if (asked.signal?.aborted) throw new WorkbenchError('interrupted', 'stopped');
    return echo(asked);
  });
  const failure = await failureOf(generateRun({ db, now, client, signal: stop.signal }, request));
  expect(failure).toMatchObject({ code: 'interrupted', message: expect.stringMatching(/59 of 192/) });
  const rest = await generateRun({ db, now, client }, request);
  expect(rest.already_there + rest.generated).toBe(contexts);
  expect(rest.already_there).toBe(59);
});

test('a context that the system cannot take is passed over and told; a failing model ends the run', async () => {
  const refusing = await fixture((asked, count) => {
    if (count % 10 === 0) throw new WorkbenchError('bad-input', 'too odd');
    return echo(asked);
  });
  const summary = await generateRun({ ...refusing, now }, request);
  expect(summary).toMatchObject({ generated: contexts - 19, refused: 19, first_refusal: 'too odd' });

  const failing = await fixture((asked, count) => {
    if (count > 30) throw new WorkbenchError('unavailable', 'gone');
    return echo(asked);
  });
  expect((await failureOf(generateRun({ ...failing, now }, request))).message).toBe('gone');
  const kept = failing.db.driver.prepare('select count(*) from response_details').pluck().get();
  expect(kept).toBe(30);
});

test('two that generate the same run at once double nothing', async () => {
  const slow = async (asked: RespondRequest) => {
    await new Promise((resolve) => setImmediate(resolve));
    return echo(asked);
  };
  const { db, client } = await fixture(slow);
  const [a, b] = await Promise.all([
    generateRun({ db, now, client }, request),
    generateRun({ db, now, client }, request),
  ]);
  expect(a.run).toBe(b.run);
  expect(a.generated + b.generated).toBe(contexts);
  expect(answers(db, a.run)).toHaveLength(contexts);
});

test.each([
  [{ system: 'human' }, 'bad-input', /references/],
  [{ system: 'talkr' }, 'not-found', /talker/],
  [{ dataset: 'dmeo' }, 'not-found', /demo/],
  [{ split: 'train' }, 'not-found', /there are: test/],
])('%j is refused', async (changes, code, message) => {
  const { db, client } = await fixture(echo);
  const failure = await failureOf(generateRun({ db, now, client }, { ...request, ...changes }));
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
});
