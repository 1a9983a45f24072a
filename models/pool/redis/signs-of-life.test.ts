import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { redisServer, startRedis, type TestRedis } from '#tests/redis.ts';
import type { PoolStatus } from '../pool-status.ts';
import { connectRedis } from './connect-redis.ts';
import { pack } from './redis-messages.ts';
import { hostKey, hostsKey } from './redis-names.ts';
import { giveSign, type HostSign, hostsHeard, takeLeave } from './signs-of-life.ts';

describe.skipIf(redisServer === undefined)('signs of life of hosts', () => {
  let server: TestRedis;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.kill());

  async function connected() {
    const redis = connectRedis(server.url, () => {});
    onTestFinished(() => redis.disconnect());
    await redis.flushall();
    return redis;
  }

  const status = {
    capacity: 48,
    processes: [],
    tokensPerSecond: 3,
    repliesPerSecond: 1,
  } as Partial<PoolStatus>;
  const sign = (changes: Partial<HostSign> = {}): HostSign => ({
    name: 'big',
    processId: 12,
    upMs: 60_000,
    status: status as PoolStatus,
    ...changes,
  });
  /** As if it had been silent for so long. */
  async function ago(redis: ReturnType<typeof connectRedis>, id: string, milliseconds: number) {
    await redis.zincrby(hostsKey, -milliseconds, id);
  }

  it('a host is there by Redis’s clock, however wrong another one is', async () => {
    const redis = await connected();
    await giveSign(redis, 'a', sign());
    for (const wrong of [-3_600_000, 3_600_000]) {
      const now = Date.now() + wrong;
      const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
      const [host] = await hostsHeard(redis, () => {});
      clock.mockRestore();
      expect(host).toMatchObject({ id: 'a', name: 'big', processId: 12, isThere: true, capacity: 48 });
      // Told in the asker's time.
      expect(Math.abs(Date.parse(host?.heardAt ?? '') - now)).toBeLessThan(3_000);
      expect(Date.parse(host?.heardAt ?? '') - Date.parse(host?.since ?? '')).toBe(60_000);
    }
  });

  it('one that fell silent is gone, and one that took its leave is not told of', async () => {
    const redis = await connected();
    for (const id of ['a', 'b', 'c']) await giveSign(redis, id, sign({ name: id }));
    await ago(redis, 'b', 600_000);
    await takeLeave(redis, 'c');
    const hosts = await hostsHeard(redis, () => {});
    expect(hosts.map(({ name, isThere }) => [name, isThere])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    expect(Math.abs(Date.now() - Date.parse(hosts[1]?.heardAt ?? '') - 600_000)).toBeLessThan(3_000);
    expect(await redis.exists(hostKey('c'))).toBe(0);
  });

  it('a machine that was started anew since is not missed; one of its two workers is', async () => {
    const redis = await connected();
    await giveSign(redis, 'first', sign({ processId: 1, upMs: 600_000 }));
    await giveSign(redis, 'second', sign({ processId: 2, upMs: 600_000 }));
    await ago(redis, 'first', 120_000);
    const ids = async () => (await hostsHeard(redis, () => {})).map(({ id }) => id);
    expect(await ids()).toEqual(['first', 'second']);
    await giveSign(redis, 'third', sign({ processId: 3, upMs: 1_000 }));
    expect(await ids()).toEqual(['second', 'third']);
  });

  it('after an hour nobody remembers it', async () => {
    const redis = await connected();
    await giveSign(redis, 'a', sign());
    await ago(redis, 'a', 3_700_000);
    expect(await hostsHeard(redis, () => {})).toEqual([]);
    await giveSign(redis, 'b', sign());
    expect(await redis.zrange(hostsKey, '0', '-1')).toEqual(['b']);
  });

  it('signs that cannot be read are left out and told of, and the others count', async () => {
    const redis = await connected();
    await giveSign(redis, 'good', sign());
    for (const id of ['bare status', 'no sign']) await giveSign(redis, id, sign());
    await redis.set(hostKey('bare status'), pack(status));
    await redis.set(hostKey('no sign'), 'nonsense');
    const unread: string[] = [];
    const hosts = await hostsHeard(redis, (id) => unread.push(id));
    expect(hosts.map(({ id }) => id)).toEqual(['good']);
    expect(unread.sort()).toEqual(['bare status', 'no sign']);
  });
});
