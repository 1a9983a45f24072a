import { WorkbenchError } from '#lib/errors.ts';

/**
 * The address of `REDIS_URL`; undefined where it is not set.
 * @throws WorkbenchError `bad-input` for what is no address of a Redis server
 */
export function parseRedisUrl(setting: string | undefined): string | undefined {
  const text = setting?.trim();
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '') return text;
  throw new WorkbenchError(
    'bad-input',
    'REDIS_URL cannot be used: it is an address such as redis://127.0.0.1:6379 or rediss://user:password@host:6380/0.',
  );
}
