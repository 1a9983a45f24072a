import { Redis } from 'ioredis';

const longestPause = 500;

/** A connection that comes back by itself for as long as it is open. `onTrouble` hears of each error, else none does harm. */
export function connectRedis(url: string, onTrouble: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    // BullMQ's workers wait for as long as it takes.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * 50, longestPause),
  });
  redis.on('error', onTrouble);
  return redis;
}
