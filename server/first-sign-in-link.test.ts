import { expect, test } from 'vitest';
import { secretHash } from '#app/server/secrets.server.ts';
import { takeInvitation } from '#db/queries/invitations.ts';
import { listResearchers, setCredentials } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { firstSignInLink } from './first-sign-in-link.ts';

const start = { address: 'http://127.0.0.1:3000', now: new Date('2026-01-01T00:00:00Z') };

function use(db: ReturnType<typeof temporaryDatabase>, link: string, now: string) {
  return takeInvitation(db, { secretHash: secretHash(link.split('/').at(-1) ?? ''), now });
}

test('the link works once, and not after a day', () => {
  const db = temporaryDatabase();
  const link = firstSignInLink(db, start) ?? '';
  expect(use(db, link, '2026-01-02T00:00:01.000Z')).toBeUndefined();
  expect(use(db, link, '2026-01-01T23:59:59.000Z')).toMatchObject({ kind: 'sign-in' });
  expect(use(db, link, '2026-01-01T23:59:59.000Z')).toBeUndefined();
});

test('every start makes a new link for the same researcher until a password is set', () => {
  const db = temporaryDatabase();
  const first = firstSignInLink(db, start);
  expect(firstSignInLink(db, start)).not.toBe(first);
  const researchers = listResearchers(db);
  expect(researchers).toHaveLength(1);
  const userId = researchers[0]?.id ?? '';
  setCredentials(db, { userId, loginName: 'ada', displayName: 'Ada', passwordHash: 'x' });
  expect(firstSignInLink(db, start)).toBeUndefined();
});
