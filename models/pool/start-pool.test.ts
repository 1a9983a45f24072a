import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { failureOf } from '#tests/failure-of.ts';
import type { ModelDefinition } from '../generators/system-definition.ts';
import { tinyCaire, tinyT5 } from '../generators/testing.ts';
import type { Pool } from './pool.ts';
import { type PoolOptions, startPool } from './start-pool.ts';

// Real processes and real (tiny) models throughout.

let folder: string;
let caire: ModelDefinition;
let t5: ModelDefinition;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-pool-'));
  // Long replies, so that something can happen in the middle of one.
  const settings = { maxNewTokens: 120, minNewTokens: 120 };
  caire = tinyCaire(folder, { settings });
  t5 = tinyT5(folder, { settings });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pool(options: Partial<PoolOptions> = {}): Pool {
  const started = startPool({ cacheDir: join(folder, 'compiled'), processes: 2, ...options });
  onTestFinished(() => started.close());
  return started;
}

const context = [{ speaker: 'speaker', text: 'my dog ran away' }] as const;
const request = { context, seed: 1 };

function kill(processId: number | undefined): void {
  if (processId !== undefined) process.kill(processId, 'SIGKILL');
}

test('two systems answer at once, the work being shared out evenly, the same as each alone', async () => {
  const both = pool();
  const replies = Array.from({ length: 12 }, (_, seed) =>
    both.respond(seed % 2 === 0 ? caire : t5, { context, seed }),
  );
  expect(both.processes().map(({ load }) => load)).toEqual([6, 6]);
  const answered = await Promise.all(replies);
  const alone = pool({ processes: 1 });
  for (const seed of [0, 1, 7])
    expect(await alone.respond(seed % 2 === 0 ? caire : t5, { context, seed })).toEqual(answered[seed]);
});

test('one who asks alone starts one process alone', async () => {
  const one = pool();
  await one.respond(caire, request);
  await one.respond(t5, request);
  expect(one.processes().map(({ processId }) => processId !== undefined)).toEqual([true, false]);
});

test('a reply whose process is killed comes all the same, no token twice', async () => {
  const expected = await pool({ processes: 1 }).respond(caire, request);
  const crashing = pool();
  const tokens: number[] = [];
  const other = crashing.respond(t5, request);
  const reply = await crashing.respond(caire, {
    ...request,
    onToken: ({ token }) => {
      tokens.push(token);
      if (tokens.length === 5) for (const { processId } of crashing.processes()) kill(processId);
    },
  });
  expect(reply).toEqual(expected);
  expect(tokens).toEqual(reply.tokens);
  expect((await other).tokens).toHaveLength(120);
});

test('a reply that takes its process down each time fails with a sentence, and the next one is answered', async () => {
  const crashing = pool({ processes: 1 });
  let seen = 0;
  const reply = crashing.respond(caire, {
    ...request,
    onToken: () => {
      // Tokens of a second attempt are passed on only once they are new.
      seen++;
      kill(crashing.processes()[0]?.processId);
    },
  });
  expect(await failureOf(reply)).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/ended 3 times/),
  });
  expect(seen).toBeGreaterThan(0);
  expect((await crashing.respond(caire, request)).tokens).toHaveLength(120);
});

test('a reply that is stopped ends at once, and its process lets go of it', async () => {
  const stopping = pool({ processes: 1 });
  const stop = new AbortController();
  let seen = 0;
  const reply = stopping.respond(caire, {
    ...request,
    signal: stop.signal,
    onToken: () => {
      if (++seen === 3) stop.abort();
    },
  });
  expect(await failureOf(reply)).toMatchObject({ code: 'interrupted' });
  await expect.poll(() => stopping.processes()[0]?.load).toBe(0);
  expect(seen).toBe(3);
});

test('a system’s own refusal comes as it is', async () => {
  const refusing = pool({ processes: 1 });
  const unknown = refusing.respond(caire, { ...request, settings: { temprature: 2 } });
  expect(await failureOf(unknown)).toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/temperature/),
  });
  const missing = refusing.respond({ ...caire, checkpoint: join(folder, 'nowhere') }, request);
  expect(await failureOf(missing)).toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/nowhere/),
  });
});

test('a reply that takes too long fails, and a process that says nothing more is ended', async () => {
  const slow = pool({ processes: 1, timeLimitMs: 1, graceMs: 200 });
  const first = slow.respond(caire, request);
  const { processId } = slow.processes()[0] ?? {};
  if (processId !== undefined) process.kill(processId, 'SIGSTOP');
  expect(await failureOf(first)).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/within/),
  });
  await expect.poll(() => slow.processes()[0]?.processId, { timeout: 5000 }).toBeUndefined();
});

test('closing fails what is under way and leaves no process', async () => {
  const closing = pool();
  const replies = [1, 2, 3].map((seed) => closing.respond(caire, { context, seed }));
  const failures = replies.map((reply) => failureOf(reply));
  const ids = closing.processes().map(({ processId }) => processId ?? 0);
  await closing.close();
  for (const failure of failures) expect((await failure).code).toBe('interrupted');
  for (const id of ids) expect(() => process.kill(id, 0)).toThrow();
  expect((await failureOf(closing.respond(caire, request))).code).toBe('interrupted');
});
