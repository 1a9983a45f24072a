import { expect, it } from 'vitest';
import { parseRedisUrl } from './redis-url.ts';

it('takes addresses of Redis, and nothing as nothing', () => {
  expect(parseRedisUrl(undefined)).toBeUndefined();
  expect(parseRedisUrl(' ')).toBeUndefined();
  expect(parseRedisUrl(' redis://127.0.0.1:6379/1 ')).toBe('redis://127.0.0.1:6379/1');
  expect(parseRedisUrl('rediss://me:secret@queue:6380')).toBe('rediss://me:secret@queue:6380');
});

it('refuses anything else without quoting it, for it may hold a password', () => {
  for (const wrong of ['localhost:6379', 'http://queue', 'redis://', 'queue secret'])
    expect(() => parseRedisUrl(wrong)).toThrow(/^REDIS_URL cannot be used: it is an address such as/);
});
