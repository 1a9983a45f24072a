import { expect, test } from 'vitest';
import { createUser } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { listsAddress } from './key-addresses.ts';
import { remotePorts } from './remote-ports.ts';

const now = '2026-01-02T03:04:05.000Z';

test.each([
  ['api.openai.com', 'https://api.openai.com/v1', true],
  ['api.openai.com', 'https://API.openai.com:443/v1/', true],
  ['a.org, localhost:8000 b.org', 'https://localhost:8000/v1', true],
  ['http://localhost:8000', 'http://localhost:8000/v1', true],
  ['https://a.org/one/', 'https://a.org/one', true],
  ['https://a.org/one', 'https://a.org/one/v1', true],
  ['https://a.org/one', 'https://a.org/oneself/v1', false],
  ['https://a.org/one', 'https://a.org/one/../two', false],
  ['https://a.org/one', 'https://a.org/one/%2e%2e/two', false],
  ['api.openai.com', 'http://api.openai.com/v1', false],
  ['api.openai.com', 'https://api.openai.com.evil.org/v1', false],
  ['api.openai.com', 'https://evil.org/api.openai.com', false],
  ['api.openai.com', 'https://api.openai.com:8443/v1', false],
  ['', 'https://api.openai.com/v1', false],
  [' , ', 'https://api.openai.com/v1', false],
])('the list %j and %s: %s', (list, baseUrl, isListed) => {
  expect(listsAddress(list, baseUrl)).toBe(isListed);
});

test('a key is open to its only researcher, and with several to the listed addresses alone', () => {
  const db = temporaryDatabase();
  const far = 'https://far.org/v1';
  const key = (variables: Readonly<Record<string, string>>, baseUrl = far) =>
    remotePorts(db, { FAR_API_KEY: 'sesame', ...variables }).variable?.('FAR_API_KEY', baseUrl);
  const researcher = (displayName: string) =>
    createUser(db, { role: 'researcher', loginName: displayName.toLowerCase(), displayName, now });
  researcher('Ada');
  expect(key({})).toBe('sesame');
  expect(() => key({ FAR_API_KEY_HOSTS: 'near.org' })).toThrow(/FAR_API_KEY_HOSTS does not list/);
  researcher('Ben');
  expect(() => key({})).toThrow(/several researchers/);
  expect(key({ FAR_API_KEY_HOSTS: 'far.org' })).toBe('sesame');
  expect(() => key({ FAR_API_KEY_HOSTS: 'far.org' }, 'https://evil.org/v1')).toThrow(
    /not sent to https:\/\/evil/,
  );
  expect(remotePorts(db, {}).variable?.('FAR_API_KEY', far)).toBeUndefined();
});
