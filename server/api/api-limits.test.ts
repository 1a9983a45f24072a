import { expect, test } from 'vitest';
import { secretHash } from '#app/server/secrets.server.ts';
import { findApiToken, listApiTokens } from '#db/queries/api-tokens.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { makeApiToken } from '#jobs/make-api-token.ts';
import { ApiError } from './api-error.ts';
import { ApiLimits } from './api-limits.ts';

const noon = Date.parse('2026-01-02T12:00:00.000Z');

function world(limits: { requestsPerMinute: number; tokensPerDay: number | null }) {
  const db = temporaryDatabase();
  const iso = new Date(noon).toISOString();
  const { secret } = makeApiToken(db, { name: 'one', ...limits, createdBy: null, expiresAt: null, now: iso });
  const token = findApiToken(db, { secretHash: secretHash(secret), now: iso });
  if (!token) throw new Error('the token is not there');
  let time = noon;
  const errors: unknown[] = [];
  const own = new ApiLimits({
    db,
    log: { error: (...told: unknown[]) => void errors.push(told) },
    now: () => time,
    mostAtOnce: () => 8,
  });
  const admit = () => {
    try {
      return { ok: true as const, headers: own.admit(token) };
    } catch (error) {
      if (error instanceof ApiError)
        return { ok: false as const, ...error.body.error, headers: error.headers };
      throw error;
    }
  };
  const enter = (texts: number, tokensOfEach = 1) => {
    const before = admit();
    if (!before.ok) return before;
    try {
      return { ok: true as const, ...own.enter(token, { texts, tokensOfEach }) };
    } catch (error) {
      if (error instanceof ApiError)
        return { ok: false as const, status: error.status, ...error.body.error, headers: error.headers };
      throw error;
    }
  };
  const total = () => listApiTokens(db, iso)[0]?.total;
  return {
    db,
    token,
    own,
    admit,
    enter,
    total,
    errors,
    pass: (milliseconds: number) => (time += milliseconds),
  };
}

test('requests of the last minute count, and those that were refused do not', () => {
  const { admit, pass } = world({ requestsPerMinute: 2, tokensPerDay: null });
  expect(admit().ok).toBe(true);
  pass(40_000);
  expect(admit().ok).toBe(true);
  expect(admit()).toMatchObject({ ok: false, type: 'requests', headers: { 'Retry-After': '20' } });
  pass(19_999);
  expect(admit()).toMatchObject({ ok: false, headers: { 'Retry-After': '1' } });
  pass(1);
  expect(admit()).toMatchObject({ ok: true, headers: { 'x-ratelimit-remaining-requests': '0' } });
});

test('tokens of the day count before they are written, until midnight', () => {
  const { token, own, admit, pass } = world({ requestsPerMinute: 100, tokensPerDay: 50 });
  expect(admit().headers).toMatchObject({
    'x-ratelimit-remaining-tokens': '50',
    'x-ratelimit-reset-tokens': '12h0m0s',
  });
  own.count(token.id, { promptTokens: 900, completionTokens: 30 });
  expect(admit().headers).toMatchObject({ 'x-ratelimit-remaining-tokens': '20' });
  own.write();
  own.count(token.id, { promptTokens: 1, completionTokens: 30 });
  expect(admit()).toMatchObject({ ok: false, type: 'tokens', headers: { 'Retry-After': '43200' } });
  own.write();
  pass(12 * 3600 * 1000);
  expect(admit()).toMatchObject({ ok: true, headers: { 'x-ratelimit-remaining-tokens': '50' } });
});

const none = { promptTokens: 0, completionTokens: 0 };

test('each text counts as a request of the minute', () => {
  const { enter, pass } = world({ requestsPerMinute: 6, tokensPerDay: null });
  const first = enter(4);
  expect(first.headers).toMatchObject({ 'x-ratelimit-remaining-requests': '2' });
  if (first.ok) first.end(none);
  pass(10_000);
  expect(enter(3)).toMatchObject({
    ok: false,
    status: 429,
    type: 'requests',
    headers: { 'Retry-After': '50' },
  });
  // What was refused does not count.
  expect(enter(2)).toMatchObject({ ok: true, headers: { 'x-ratelimit-remaining-requests': '0' } });
  // A request that can never be allowed is not worth trying again.
  pass(60_000);
  expect(enter(7)).toMatchObject({ ok: false, status: 400, param: 'n' });
});

test('a token has so many texts under way at once, though never none', () => {
  const { enter } = world({ requestsPerMinute: 1000, tokensPerDay: null });
  const first = enter(5);
  expect(enter(4)).toMatchObject({
    ok: false,
    status: 429,
    type: 'requests',
    headers: { 'Retry-After': '2' },
  });
  const second = enter(3);
  expect(second.ok).toBe(true);
  expect(enter(1)).toMatchObject({ ok: false, status: 429 });
  for (const one of [first, second]) if (one.ok) one.end(none);
  const large = enter(128);
  expect(large.ok).toBe(true);
  expect(enter(1)).toMatchObject({ ok: false, status: 429 });
  if (large.ok) large.end(none);
  expect(enter(1).ok).toBe(true);
});

test('what may yet be written is kept free of the tokens of the day', () => {
  const { enter, pass } = world({ requestsPerMinute: 1000, tokensPerDay: 100 });
  const first = enter(2, 30);
  expect(first.headers).toMatchObject({ 'x-ratelimit-remaining-tokens': '40' });
  expect(enter(1, 41)).toMatchObject({
    ok: false,
    status: 429,
    type: 'tokens',
    headers: { 'Retry-After': '2' },
  });
  if (first.ok) first.end({ promptTokens: 0, completionTokens: 50 });
  expect(enter(1, 51)).toMatchObject({ ok: false, type: 'tokens', headers: { 'Retry-After': '43200' } });
  expect(enter(1, 50).ok).toBe(true);
  expect(enter(2, 51)).toMatchObject({ ok: false, status: 400, param: 'max_tokens' });
  pass(12 * 3600 * 1000);
  // What is under way is written on the new day.
  expect(enter(1, 51).ok).toBe(false);
});

test('what cannot be written is kept, and the server lives on', () => {
  const { db, token, own, total, errors } = world({ requestsPerMinute: 100, tokensPerDay: null });
  own.count(token.id, { promptTokens: 3, completionTokens: 4 });
  db.driver.pragma('query_only = on');
  own.write();
  expect(errors).toHaveLength(1);
  own.count(token.id, { promptTokens: 3, completionTokens: 4 });
  db.driver.pragma('query_only = off');
  own.write();
  expect(total()).toEqual({ requests: 2, promptTokens: 6, completionTokens: 8 });
});
