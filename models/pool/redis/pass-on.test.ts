import { DelayedError, type Job } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { WorkbenchError } from '#lib/errors.ts';
import { failureOf } from '#tests/failure-of.ts';
import { redisServer, startRedis, type TestRedis } from '#tests/redis.ts';
import type { GeneratedResponse } from '../../generators/generator.ts';
import type { ModelDefinition } from '../../generators/system-definition.ts';
import type { Pool } from '../pool.ts';
import { startPool } from '../start-pool.ts';
import { connectRedis } from './connect-redis.ts';
import { startModelHost } from './model-host.ts';
import { passOn, type ThisHost } from './pass-on.ts';
import type { QueuedRequest } from './redis-messages.ts';
import { startRedisPool } from './redis-pool.ts';
import { giveSign } from './signs-of-life.ts';

const folder = '/models/my-caire';
const system: ModelDefinition = { name: 'my caire', generator: 'caire', checkpoint: folder };
const context = [{ speaker: 'speaker', text: 'my dog ran away' }] as const;

describe.skipIf(redisServer === undefined)('a host without a checkpoint', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  /** A host that has `files`, whose replies are its name. */
  async function host(name: string, files: readonly string[], onMissing: () => void = () => {}) {
    const said: string[] = [];
    const nothing = startPool({ cacheDir: '/nowhere' });
    let asked = 0;
    const respond = async (): Promise<GeneratedResponse> => {
      asked++;
      return { text: name, raw: name, tokens: [1], logProbabilities: [-1], finished: 'eos', details: {} };
    };
    const pool: Pool = { ...nothing, capacity: 4, respond, warm: async () => void asked++ };
    const started = await startModelHost({
      url: redis.url,
      pool,
      name,
      exists: (path) => files.includes(path),
      onTrouble: () => {},
      onMissing: (sentence) => {
        said.push(sentence);
        onMissing();
      },
    });
    onTestFinished(() => started.close(0));
    return { said, asked: () => asked };
  }

  /** Of the workbench, once it has heard of so many hosts. */
  async function asking(hosts: number): Promise<Pool> {
    const pool = startRedisPool({ url: redis.url, levels: false, onTrouble: () => {} });
    onTestFinished(() => pool.close());
    await expect.poll(() => pool.status().hosts?.length, { timeout: 10_000 }).toBe(hosts);
    return pool;
  }

  it('leaves its requests to one that has it, and says which system and path it lacks', async () => {
    const [lacking, able] = [await host('small', []), await host('big', [folder])];
    const pool = await asking(2);
    const asked = Array.from({ length: 12 }, (_, seed) => pool.respond(system, { context, seed }));
    const texts = (await Promise.all(asked)).map(({ text }) => text);
    expect(texts).toEqual(Array(12).fill('big'));
    expect([lacking.asked(), able.asked()]).toEqual([0, 12]);
    expect(new Set(lacking.said)).toEqual(
      new Set([
        'The system my caire cannot answer, for the host small has no /models/my-caire: copy it there, to the same path, or share the folder.',
      ]),
    );
    expect(able.said).toEqual([]);
    expect(pool.status().counts).toMatchObject({ done: 12, failed: 0, retried: 0 });
  });

  it('where no host has it the request fails with that sentence, soon', async () => {
    await host('small', []);
    await host('big', ['/models/other']);
    const pool = await asking(2);
    const failed: WorkbenchError = await failureOf(pool.respond(system, { context, seed: 0 }));
    expect(failed.code).toBe('unavailable');
    expect(failed.message.replace('big, small', 'small, big')).toBe(
      'The system my caire cannot answer, for none of the hosts small, big has /models/my-caire: copy it there, to the same path, or share the folder.',
    );
    expect((await failureOf(pool.warm(system))).message).toContain('/models/my-caire');
    expect(pool.status().counts.failed).toBe(2);
    const connection = connectRedis(redis.url, () => {});
    onTestFinished(() => connection.disconnect());
    expect(await connection.zcard('bull:workbench-models:delayed')).toBe(0);
  });

  it('a measurement goes where its model is as well', async () => {
    await host('small', []);
    const pool = await asking(1);
    const measurement = { kind: 'pieces', dir: '/models/bert', items: ['a'] } as const;
    expect((await failureOf(pool.measure(measurement))).message).toMatch(
      /^The model that measures cannot answer, for the host small has no \/models\/bert:/,
    );
  });

  it('who stops waiting while a request is passed on is heard, and nobody takes it any more', async () => {
    const connection = connectRedis(redis.url, () => {});
    onTestFinished(() => connection.disconnect());
    await connection.flushall();
    const leave = new AbortController();
    await host('small', [], () => leave.abort());
    // One that may have the files, and takes nothing.
    const status = startPool({ cacheDir: '/nowhere' }).status();
    await giveSign(connection, 'big', { name: 'big', processId: 1, upMs: 0, status });
    const pool = await asking(2);
    const stopped = await failureOf(pool.respond(system, { context, seed: 0, signal: leave.signal }));
    expect(stopped).toMatchObject({ code: 'interrupted' });
    // Well before the other one is held to be gone, which would end the request as well.
    await expect.poll(() => connection.zcard('bull:workbench-models:completed'), { timeout: 1_500 }).toBe(1);
  });

  it('looks at the other hosts once a second, however often an idle one gets the request again', async () => {
    const connection = connectRedis(redis.url, () => {});
    onTestFinished(() => connection.disconnect());
    await connection.flushall();
    const status = startPool({ cacheDir: '/nowhere' }).status();
    for (const name of ['small', 'big'])
      await giveSign(connection, name, { name, processId: 1, upMs: 0, status });
    let [writes, moves] = [0, 0];
    const job = {
      data: { asker: '', request: '' } as QueuedRequest,
      updateData: async (data: QueuedRequest) => {
        writes++;
        job.data = data;
      },
      moveToDelayed: async () => void moves++,
    };
    const small: ThisHost = {
      redis: connection,
      id: 'small',
      name: 'small',
      exists: () => false,
      onMissing: () => {},
      looked: { at: Number.NEGATIVE_INFINITY, hosts: [] },
    };
    await connection.config('RESETSTAT');
    for (let time = 0; time < 50; time++) {
      const passed = passOn(small, {
        job: job as unknown as Job<QueuedRequest>,
        request: { kind: 'warm', system },
        token: '',
        signal: new AbortController().signal,
      });
      await expect(passed).rejects.toThrow(DelayedError);
    }
    expect([writes, moves]).toEqual([1, 50]);
    const looks = /cmdstat_mget:calls=(\d+)/.exec(await connection.info('commandstats'))?.[1];
    // One, if the fifty are through within a second.
    expect(Number(looks)).toBeLessThan(25);
  });
});
