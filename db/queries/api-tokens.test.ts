import { expect, test } from 'vitest';
import { temporaryDatabase } from '../testing.ts';
import {
  addApiUse,
  completionTokensToday,
  createApiToken,
  findApiToken,
  listApiTokens,
  revokeApiToken,
} from './api-tokens.ts';

const now = '2026-01-02T03:04:05.000Z';

function world() {
  const db = temporaryDatabase();
  const make = (name: string, expiresAt: string | null = null) =>
    createApiToken(db, {
      name,
      secretHash: `hash of ${name}`,
      beginning: `wb-${name}`,
      requestsPerMinute: 60,
      tokensPerDay: 1000,
      createdBy: null,
      expiresAt,
      now,
    });
  const find = (name: string, at = now) => findApiToken(db, { secretHash: `hash of ${name}`, now: at });
  return { db, make, find };
}

test('a token is found by its hash until it is revoked or its time is over', () => {
  const { db, make, find } = world();
  const id = make('one');
  make('short', '2026-01-03T00:00:00.000Z');
  expect(find('one')).toEqual({ id, name: 'one', requestsPerMinute: 60, tokensPerDay: 1000 });
  expect(find('nobody')).toBeUndefined();
  expect(find('short')).toBeDefined();
  expect(find('short', '2026-01-03T00:00:00.000Z')).toBeUndefined();
  revokeApiToken(db, { named: 'wb-one', now });
  expect(find('one')).toBeUndefined();
  expect(() => revokeApiToken(db, { named: id, now })).toThrow(/no token/);
  expect(listApiTokens(db, now).map(({ name, revokedAt }) => [name, revokedAt])).toEqual([
    ['short', null],
    ['one', now],
  ]);
});

test('what a token was used for is added up by day', () => {
  const { db, make } = world();
  const id = make('one');
  const use = { requests: 2, promptTokens: 30, completionTokens: 11 };
  addApiUse(
    db,
    new Map([
      [id, use],
      ['tok_gone', use],
    ]),
    now,
  );
  addApiUse(db, new Map([[id, use]]), '2026-01-02T23:59:59.999Z');
  addApiUse(db, new Map([[id, use]]), '2026-01-03T00:00:00.000Z');
  expect(completionTokensToday(db, { tokenId: id, now })).toBe(22);
  expect(completionTokensToday(db, { tokenId: id, now: '2026-01-04T00:00:00.000Z' })).toBe(0);
  expect(listApiTokens(db, now)).toMatchObject([
    {
      lastUsedAt: '2026-01-03T00:00:00.000Z',
      today: { requests: 4, promptTokens: 60, completionTokens: 22 },
      total: { requests: 6, promptTokens: 90, completionTokens: 33 },
    },
  ]);
});
