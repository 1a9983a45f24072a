import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { failureOf } from '#tests/failure-of.ts';
import { redisServer, startRedis, type TestRedis } from '#tests/redis.ts';
import type { GeneratedResponse } from '../../generators/generator.ts';
import type { ModelDefinition } from '../../generators/system-definition.ts';
import { tinyCaire } from '../../generators/testing.ts';
import type { Pool } from '../pool.ts';
import { startPool } from '../start-pool.ts';
import { connectRedis } from './connect-redis.ts';
import { type RedisPoolOptions, startRedisPool } from './redis-pool.ts';
import { serveOverRedis } from './serve-over-redis.ts';

// A real Redis, real hosts and real (tiny) models throughout.

const root = fileURLToPath(new URL('../../..', import.meta.url));
const context = [{ speaker: 'speaker', text: 'my dog ran away' }] as const;

let folder: string;
let caire: ModelDefinition;
let redis: TestRedis;
let alone: Pool;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-redis-'));
  // Long replies, so that something can happen in the middle of one.
  caire = tinyCaire(folder, { settings: { maxNewTokens: 60, minNewTokens: 60 } });
  alone = startPool({ cacheDir: join(folder, 'compiled'), processes: 1 });
});
afterAll(async () => {
  await alone.close();
  rmSync(folder, { recursive: true, force: true });
});

function pool(options: Partial<RedisPoolOptions> = {}): Pool {
  const started = startRedisPool({ url: redis.url, levels: false, onTrouble: () => {}, ...options });
  onTestFinished(() => started.close());
  return started;
}

async function hostHere(): Promise<void> {
  const host = await serveOverRedis({
    url: redis.url,
    cacheDir: join(folder, 'compiled'),
    processes: 1,
    onTrouble: () => {},
    onMissing: () => {},
  });
  onTestFinished(() => host.close(0));
}

/** Another host, as one command starts it. */
async function hostBeside(name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(root, 'cli/bin.js'), 'worker'], {
    env: {
      ...process.env,
      REDIS_URL: redis.url,
      WORKBENCH_DATA_DIR: join(folder, name),
      WORKBENCH_PROCESSES: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for await (const chunk of child.stderr ?? []) {
    said += chunk;
    if (said.includes('Answering requests')) break;
  }
  child.stderr?.resume();
  return child;
}

interface Heard {
  readonly reply: GeneratedResponse;
  readonly tokens: readonly number[];
}

async function listen(from: Pool, seed: number, onToken: () => void = () => {}): Promise<Heard> {
  const tokens: number[] = [];
  const reply = await from.respond(caire, {
    context,
    seed,
    onToken: ({ token }) => {
      tokens.push(token);
      onToken();
    },
  });
  return { reply, tokens };
}

async function expectAsAlone(heard: readonly Heard[]): Promise<void> {
  for (const [seed, { reply, tokens }] of heard.entries()) {
    expect(tokens).toEqual(reply.tokens);
    // Some of them: asking for each again would take as long as all that came before.
    if (seed % 10 === 0) expect(reply).toEqual(await alone.respond(caire, { context, seed }));
  }
}

describe.skipIf(redisServer === undefined)('models on other hosts, over Redis', () => {
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis.kill());

  it('a reply is that of a model here, token by token', async () => {
    await hostHere();
    const far = pool();
    await expectAsAlone([await listen(far, 0)]);
    expect(far.status().counts).toMatchObject({ done: 1, failed: 0, tokens: 60 });
  });

  it('a host’s refusal comes as it was said', async () => {
    await hostHere();
    const failure = await failureOf(pool().respond(caire, { context, seed: 0, settings: { magic: 1 } }));
    expect(failure).toEqual(
      await failureOf(alone.respond(caire, { context, seed: 0, settings: { magic: 1 } })),
    );
  });

  it('who stops waiting stops the reply, on the host as well', async () => {
    await hostHere();
    const far = pool();
    const leave = new AbortController();
    const settings = { maxNewTokens: 60, minNewTokens: 60 };
    const stopped = far.respond(caire, {
      context,
      seed: 0,
      settings,
      signal: leave.signal,
      onToken: () => leave.abort(),
    });
    expect((await failureOf(stopped)).code).toBe('interrupted');
    await listen(far, 1);
    await expect
      .poll(() => far.processes(), { timeout: 5000 })
      .toEqual([expect.objectContaining({ load: 0 })]);
  });

  it('without a host a request is told so when its time is up', async () => {
    const failure = await failureOf(pool({ timeLimitMs: 100 }).respond(caire, { context, seed: 0 }));
    expect(failure).toMatchObject({ code: 'unavailable' });
    expect(failure.message).toContain('workbench worker');
  });

  it('who asks while no host has been there for a while is told at once', async () => {
    const far = pool();
    const ask = () => failureOf(far.respond(caire, { context, seed: 0, signal: AbortSignal.timeout(200) }));
    await expect.poll(async () => (await ask()).message, { timeout: 10_000 }).toContain('workbench worker');
  });

  it('what one who is gone asked for is left, and who is there is answered', async () => {
    const gone = startRedisPool({ url: redis.url, levels: false, onTrouble: () => {} });
    const unheard = failureOf(gone.respond(caire, { context, seed: 0 }));
    const connection = connectRedis(redis.url, () => {});
    onTestFinished(() => connection.disconnect());
    await expect.poll(() => connection.llen('bull:workbench-models:wait')).toBe(1);
    await gone.close();
    await unheard;
    await expect.poll(() => connection.keys('*:asker:*')).toEqual([]);
    await hostHere();
    const far = pool();
    await listen(far, 1);
    expect(await connection.llen('bull:workbench-models:wait')).toBe(0);
    await expect.poll(() => far.status().processes[0]?.requests, { timeout: 5000 }).toBe(0);
  });

  it('beyond its bound it refuses, and says so', async () => {
    const far = pool({ mostOutstanding: 2, timeLimitMs: 500 });
    const waiting = [listen(far, 0), listen(far, 1)].map(failureOf);
    expect(await failureOf(listen(far, 2))).toMatchObject({ code: 'busy' });
    await Promise.all(waiting);
  });

  it('a host that is killed amid fifty replies loses none: another goes on with them', async () => {
    const first = await hostBeside('first');
    const far = pool();
    let told = 0;
    const replies = Array.from({ length: 50 }, (_, seed) =>
      listen(far, seed, () => {
        if (++told === 200) first.kill('SIGKILL');
      }),
    );
    await hostBeside('second');
    await expectAsAlone(await Promise.all(replies));
    expect(first.signalCode).toBe('SIGKILL');
    expect(far.status().counts.retried).toBeGreaterThan(0);
  }, 90_000);

  it('hosts are named, and one that is killed is missed until its machine is there again', async () => {
    const child = await hostBeside('named');
    const far = pool();
    const hosts = () => (far.status().hosts ?? []).map(({ name, isThere }) => ({ name, isThere }));
    const patience = { timeout: 20_000 };
    await expect.poll(hosts, patience).toEqual([{ name: hostname(), isThere: true }]);
    expect(far.status()).toMatchObject({ capacity: 48, redisAwaySince: null });
    child.kill('SIGKILL');
    await expect.poll(hosts, patience).toEqual([{ name: hostname(), isThere: false }]);
    expect(far.status().processes).toEqual([]);
    await hostHere();
    await expect.poll(hosts, patience).toEqual([{ name: hostname(), isThere: true }]);
    expect(far.status().hosts?.[0]?.processId).toBe(process.pid);
    await redis.kill();
    await expect.poll(() => far.status().redisAwaySince).not.toBeNull();
  }, 90_000);

  it('a Redis that is killed amid replies and comes back empty loses none', async () => {
    await hostHere();
    const far = pool();
    let told = 0;
    const replies = Array.from({ length: 50 }, (_, seed) =>
      listen(far, seed, () => {
        if (++told === 200) void redis.kill().then(redis.restart);
      }),
    );
    await expectAsAlone(await Promise.all(replies));
  }, 90_000);

  it('while Redis is away, who asks is told after a moment', async () => {
    const far = pool();
    await redis.kill();
    await expect
      .poll(
        async () =>
          (await failureOf(far.respond(caire, { context, seed: 0, signal: AbortSignal.timeout(200) }))).code,
        {
          timeout: 10_000,
        },
      )
      .toBe('unavailable');
  });
});
