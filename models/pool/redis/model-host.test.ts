import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { redisServer, startRedis, type TestRedis } from '#tests/redis.ts';
import { startPool } from '../start-pool.ts';
import { connectRedis } from './connect-redis.ts';
import { startModelHost } from './model-host.ts';
import { hostsKey } from './redis-names.ts';

describe.skipIf(redisServer === undefined)('a host', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  it('that ends amid a sign of life is not missed', async () => {
    const connection = connectRedis(redis.url, () => {});
    onTestFinished(() => connection.disconnect());
    const host = await startModelHost({
      url: redis.url,
      pool: startPool({ cacheDir: '/nowhere' }),
      onTrouble: () => {},
      onMissing: () => {},
    });
    // Its first sign is under way.
    await host.close(10_000);
    expect(await connection.zrange(hostsKey, '0', '-1')).toEqual([]);
    expect(await connection.keys('*:host:*')).toEqual([]);
  });
});
