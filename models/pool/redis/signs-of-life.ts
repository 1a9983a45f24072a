import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { HostStatus, PoolStatus } from '../pool-status.ts';
import { pack, unpack } from './redis-messages.ts';
import { hostKey, hostsKey } from './redis-names.ts';

/** What a host says of itself with each sign of life. */
export interface HostSign {
  /** Of its machine. */
  readonly name: string;
  readonly processId: number;
  /** Milliseconds since it was started. */
  readonly upMs: number;
  readonly status: PoolStatus;
}

const processStatus = z.object({
  place: z.number(),
  device: z.string(),
  processId: z.number().nullable(),
  upSince: z.string().nullable(),
  restarts: z.number(),
  trouble: z.object({ cause: z.string(), until: z.string() }).nullable(),
  requests: z.number(),
  tokensOutstanding: z.number(),
  models: z.array(z.string()),
  memoryBytes: z.number().nullable(),
});

/** What is read of a sign. A worker of another version of the program may give others. */
const heardSign = z.object({
  name: z.string(),
  processId: z.number(),
  upMs: z.number(),
  status: z.object({
    capacity: z.number(),
    processes: z.array(processStatus),
    tokensPerSecond: z.number(),
    repliesPerSecond: z.number(),
  }),
});

/** Milliseconds between two signs of life, how long one counts, and how long one is remembered. */
export const signPause = 1_000;
const signLife = 4_000;
const signMemory = 3_600_000;

/** Times of signs are Redis's: the clocks of two machines may be minutes apart. */
export async function giveSign(redis: Redis, id: string, sign: HostSign): Promise<void> {
  const now = await clockOf(redis);
  await redis
    .multi()
    .set(hostKey(id), pack(sign), 'PX', signMemory)
    .zadd(hostsKey, now, id)
    .zremrangebyscore(hostsKey, '-inf', now - signMemory)
    .exec();
}

/** Of a host that ends as it should: nobody is to look for it. */
export async function takeLeave(redis: Redis, id: string): Promise<void> {
  await redis.multi().zrem(hostsKey, id).del(hostKey(id)).exec();
}

/**
 * The hosts that gave signs of life in the last hour, by name. One that is gone and was started anew is left out.
 * @param onUnreadable told of each whose signs cannot be read, which is left out too
 */
export async function hostsHeard(redis: Redis, onUnreadable: (id: string) => void): Promise<HostStatus[]> {
  const now = await clockOf(redis);
  const found = await redis.zrangebyscore(hostsKey, now - signMemory, '+inf', 'WITHSCORES');
  const ids = found.filter((_, at) => at % 2 === 0);
  if (ids.length === 0) return [];
  const signs = await redis.mget(ids.map(hostKey));
  const hosts = ids.flatMap((id, at) => {
    const sign = signs[at];
    if (!sign) return [];
    const read = readSign(sign);
    if (!read) onUnreadable(id);
    return read ? [hostOf(read, { id, age: now - Number(found[2 * at + 1]) })] : [];
  });
  return hosts
    .filter((host) => host.isThere || !hosts.some((other) => isSuccessor(other, host)))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.processId - b.processId));
}

function readSign(packed: string): z.infer<typeof heardSign> | undefined {
  try {
    return heardSign.parse(unpack<unknown>(packed));
  } catch {
    // Another version's, or another Node's.
    return undefined;
  }
}

function hostOf(
  { name, processId, upMs, status }: z.infer<typeof heardSign>,
  { id, age }: { readonly id: string; readonly age: number },
): HostStatus {
  const heardAt = Date.now() - age;
  return {
    id,
    name,
    processId,
    since: new Date(heardAt - upMs).toISOString(),
    heardAt: new Date(heardAt).toISOString(),
    isThere: age <= signLife,
    capacity: status.capacity,
    processes: status.processes,
    tokensPerSecond: status.tokensPerSecond,
    repliesPerSecond: status.repliesPerSecond,
  };
}

function isSuccessor(other: HostStatus, gone: HostStatus): boolean {
  return other.isThere && other.name === gone.name && other.since > gone.heardAt;
}

/** Milliseconds since 1970. */
async function clockOf(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}
