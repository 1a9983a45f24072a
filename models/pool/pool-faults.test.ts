import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { failureOf } from '#tests/failure-of.ts';
import type { GeneratedResponse } from '../generators/generator.ts';
import type { CaireDefinition, ModelDefinition } from '../generators/system-definition.ts';
import { tinyCaire, tinyCheckpoint, tinyT5 } from '../generators/testing.ts';
import type { Pool } from './pool.ts';
import { type PoolOptions, startPool } from './start-pool.ts';

// Real processes and real (tiny) models throughout.

let folder: string;
let caire: CaireDefinition;
let t5: ModelDefinition;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-faults-'));
  // Long replies, so that something can happen in the middle of one.
  const settings = { maxNewTokens: 60, minNewTokens: 60 };
  caire = tinyCaire(folder, { settings });
  t5 = tinyT5(folder, { settings });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pool(options: Partial<PoolOptions> = {}): Pool {
  const started = startPool({ cacheDir: join(folder, 'compiled'), processes: 1, threads: 1, ...options });
  onTestFinished(() => started.close());
  return started;
}

const context = [{ speaker: 'speaker', text: 'my dog ran away' }] as const;

/** What every process of a test does before the program's own code. */
function inEachProcess(code: string): void {
  const before = process.env.NODE_OPTIONS;
  const path = join(folder, `${Math.random()}.mjs`);
  writeFileSync(path, code);
  process.env.NODE_OPTIONS = `${before ?? ''} --import ${path}`;
  onTestFinished(() => restore());
  function restore(): void {
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  }
}

function kill(started: Pool, place: number): void {
  const { processId } = started.processes()[place] ?? {};
  if (processId !== undefined) process.kill(processId, 'SIGKILL');
}

/** A reply and the tokens that were told on the way. */
async function streamed(from: Pool, system: ModelDefinition, seed: number) {
  const told: number[] = [];
  const reply = await from.respond(system, { context, seed, onToken: ({ token }) => void told.push(token) });
  return { reply, told };
}

test('a process that is killed in the middle of 100 streams costs none of them a token', async () => {
  const crowded = pool({ processes: 2 });
  const system = (seed: number) => (seed % 4 === 0 ? t5 : caire);
  let told = 0;
  const streams = Array.from({ length: 100 }, async (_, seed) => {
    const tokens: number[] = [];
    const reply = await crowded.respond(system(seed), {
      context,
      seed,
      onToken: ({ token }) => {
        tokens.push(token);
        if (++told === 2000) kill(crowded, 0);
      },
    });
    return { reply, tokens };
  });
  const ended = await Promise.all(streams);
  const { counts, processes } = crowded.status();
  expect(processes.map(({ restarts }) => restarts)).toEqual([1, 0]);
  expect(counts).toMatchObject({ done: 100, failed: 0, tokens: 6000 });
  expect(counts.retried).toBeGreaterThan(10);
  const alone = pool();
  for (const [seed, { reply, tokens }] of ended.entries()) {
    expect(tokens).toEqual(reply.tokens);
    if (seed % 5 === 0) expect(await alone.respond(system(seed), { context, seed })).toEqual(reply);
  }
});

test('beyond the bound a request is refused, and whoever leaves the queue makes room', async () => {
  const small = pool({ rows: 1, mostWaiting: 3 });
  expect(small.capacity).toBe(2);
  const leaving = new AbortController();
  const asked = (seed: number, signal?: AbortSignal) => small.respond(caire, { context, seed, signal });
  const accepted = [asked(0), asked(1), asked(2), asked(3)];
  const left = failureOf(asked(4, leaving.signal));
  expect(small.status().queue).toMatchObject({ requests: 3, mostRequests: 3 });
  const refused = await failureOf(asked(5));
  expect(refused).toMatchObject({
    code: 'busy',
    status: 503,
    message: expect.stringMatching(/Try again in 10 seconds/),
  });
  expect(refused.details).toEqual({ retryAfterSeconds: 10 });
  leaving.abort();
  expect((await left).code).toBe('interrupted');
  expect(small.status().queue.requests).toBe(2);
  accepted.push(asked(6));
  for (const reply of await Promise.all(accepted)) expect(reply.tokens).toHaveLength(60);
  expect(small.status().counts).toMatchObject({ done: 5, cancelled: 1, refused: 1 });
  expect(small.status().queue).toMatchObject({ requests: 0, tokens: 0, expectedSeconds: 0 });
});

test('the time to ask again follows from how fast the queue moves', async () => {
  const small = pool({ rows: 1, mostWaiting: 20 });
  const replies = Array.from({ length: 22 }, (_, seed) => small.respond(caire, { context, seed }));
  await Promise.all(replies.slice(0, 12));
  const { requests, expectedSeconds } = small.status().queue;
  expect(requests).toBeGreaterThan(0);
  expect(expectedSeconds).toBeGreaterThan(0);

  expect(expectedSeconds).toBeLessThan(60);
  await Promise.all(replies);
});

test('a request that would wait for too long is refused before the queue is full', async () => {
  const small = pool({ rows: 1, mostWaiting: 1000, longestWaitSeconds: 0.001 });
  const asked = (seed: number) => small.respond(caire, { context, seed });
  // Nothing is known of its speed yet.
  const replies = Array.from({ length: 20 }, (_, seed) => asked(seed));
  await Promise.all(replies.slice(0, 12));
  const refused = await failureOf(asked(21));
  expect(refused.code).toBe('busy');
  expect(refused.details.retryAfterSeconds).toBeLessThan(10);
  await Promise.all(replies);
  expect((await asked(22)).tokens).toHaveLength(60);
});

test('one who waits for everything is never refused', async () => {
  const small = pool({ rows: 1, mostWaiting: Number.POSITIVE_INFINITY });
  const settings = { maxNewTokens: 2, minNewTokens: 2 };
  const replies = Array.from({ length: 60 }, (_, seed) => small.respond(caire, { context, seed, settings }));
  expect(await Promise.all(replies)).toHaveLength(60);
  expect(small.status().queue.mostRequests).toBeNull();
});

test('a conversation stays with its process, and leaves one that is much busier', async () => {
  const two = pool({ processes: 2 });
  const loads = () => two.processes().map(({ load }) => load);
  const ask = (conversation: string, seed: number) => two.respond(caire, { context, seed, conversation });
  const first = [ask('a', 1), ask('b', 1)];
  expect(loads()).toEqual([1, 1]);
  await Promise.all(first);
  const again = ask('b', 2);
  expect(loads()).toEqual([0, 1]);
  const others = Array.from({ length: 3 }, (_, seed) => ask('b', seed));
  // The process of b has 4 × 66 tokens to do; the third of the others found it 128 ahead.
  expect(loads()).toEqual([2, 2]);
  await Promise.all([again, ...others]);
});

test('a new checkpoint is loaded beside the old one, whose replies end whole and whose memory is given back', async () => {
  const swapping = pool({ processes: 2, replacedMs: 0 });
  const next = { ...caire, checkpoint: tinyCheckpoint(folder, 'caire', 2) };
  const alone = pool();
  const expected = await alone.respond(caire, { context, seed: 3 });
  const old = Array.from({ length: 40 }, () => streamed(swapping, caire, 3));
  await swapping.warm(next);
  const held = swapping.status().processes.map(({ models }) => models.length);
  const fresh = await streamed(swapping, next, 3);
  for (const { reply, told } of await Promise.all(old)) {
    expect(reply).toEqual(expected);
    expect(told).toEqual(expected.tokens);
  }
  expect(held).toEqual([2, 2]);
  expect(fresh.reply).toEqual(await alone.respond(next, { context, seed: 3 }));
  expect(fresh.reply.tokens).not.toEqual(expected.tokens);
  const models = () => swapping.status().processes.map((one) => one.models);
  await expect.poll(() => models().flat(), { timeout: 8000 }).toHaveLength(2);
  expect(swapping.status().counts).toMatchObject({ failed: 0, retried: 0 });
});

test('a model file that is cut short fails with a sentence, and nobody else notices', async () => {
  const shared = pool();
  const dir = join(folder, 'cut-short');
  cpSync(caire.checkpoint, dir, { recursive: true });
  const weights = join(dir, 'model.safetensors');
  truncateSync(weights, Math.floor(readFileSync(weights).length / 2));
  const others = Array.from({ length: 5 }, (_, seed) => streamed(shared, caire, seed));
  const failure = await failureOf(shared.respond({ ...caire, checkpoint: dir }, { context, seed: 1 }));
  expect(failure).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/model\.safetensors/) });
  for (const { reply, told } of await Promise.all(others)) expect(told).toEqual(reply.tokens);
  expect(shared.status().processes[0]?.restarts).toBe(0);
});

test('where no process starts, those who wait are told so, and it is tried again', async () => {
  inEachProcess('if (process.send) process.exit(7);');
  const broken = pool();
  const failure = await failureOf(broken.respond(caire, { context, seed: 1 }));
  expect(failure).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/No process for the models starts \(status 7\)/),
  });
  expect(failure.details.retryAfterSeconds).toBeGreaterThan(0);
  const { trouble, restarts } = broken.status().processes[0] ?? {};
  expect(trouble).toMatchObject({ cause: 'status 7' });
  expect((await failureOf(broken.respond(caire, { context, seed: 1 }))).code).toBe('unavailable');
  expect(broken.status().processes[0]?.restarts).toBe(restarts);
  delete process.env.NODE_OPTIONS;
  const answered = async (): Promise<GeneratedResponse | null> =>
    broken.respond(caire, { context, seed: 1 }).catch(() => null);
  await expect.poll(answered, { timeout: 10_000 }).not.toBeNull();
  expect(broken.status().processes[0]?.trouble).toBeNull();
});

test('a model that ends its process while it loads is left alone for a while, and the others are answered', async () => {
  inEachProcess(`
    const send = process.send;
    process.send = (messages, ...rest) => {
      send.call(process, messages, ...rest);
      if (messages.some((one) => one.kind === 'state' && one.state.loading.some((key) => key.includes('"caire"'))))
        process.kill(process.pid, 'SIGKILL');
    };
  `);
  const shared = pool();
  const others = Array.from({ length: 5 }, (_, seed) => streamed(shared, t5, seed));
  const deadly = { ...caire, name: 'deadly' };
  const failure = await failureOf(shared.respond(deadly, { context, seed: 1 }));
  expect(failure).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/ends each time \(SIGKILL\)/),
  });
  // At once, for it is left alone for seconds only.
  const { restarts } = shared.status().processes[0] ?? {};
  expect((await failureOf(shared.respond(deadly, { context, seed: 2 }))).message).toMatch(/ends each time/);
  expect(shared.status().processes[0]?.restarts).toBe(restarts);
  for (const { reply, told } of await Promise.all(others)) expect(told).toEqual(reply.tokens);
});
