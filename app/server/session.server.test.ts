import { expect, test } from 'vitest';
import { createUser, type User } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { requestContext } from '#tests/request-context.ts';
import { optionalUser, requireResearcher, requireUser, signIn, signOut } from './session.server.ts';

const now = '2026-01-01T00:00:00.000Z';

async function signedIn(role: User['role']) {
  const context = requestContext(temporaryDatabase());
  const user = createUser(context.db, { role, displayName: 'Ada', now });
  const cookie = await signIn(context, user.id);
  const request = new Request('http://localhost/studies?page=2', {
    headers: { Cookie: cookie.split(';')[0] ?? '' },
  });
  return { context, user, cookie, visit: { request, context } };
}

function thrownBy(promise: Promise<unknown>): Promise<Response> {
  return promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (thrown) => thrown as Response,
  );
}

test('the cookie is HttpOnly, SameSite=Lax and signed', async () => {
  const { cookie, context } = await signedIn('annotator');
  expect(cookie).toContain('HttpOnly');
  expect(cookie).toContain('SameSite=Lax');
  const forged = cookie.replace(/^(workbench_session=.).*?(;|$)/, '$1AAAA$2').split(';')[0] ?? '';
  const request = new Request('http://localhost/', { headers: { Cookie: forged } });
  expect(await optionalUser({ request, context })).toBeUndefined();
});

test('a signed-in person is known until they sign out', async () => {
  const { visit, user } = await signedIn('annotator');
  expect(await requireUser(visit)).toEqual(user);
  await signOut(visit);
  expect(await optionalUser(visit)).toBeUndefined();
});

test('someone who is not signed in is sent to sign in and back again', async () => {
  const context = requestContext(temporaryDatabase());
  const request = new Request('http://localhost/studies?page=2');
  const response = await thrownBy(requireUser({ request, context }));
  expect(response.headers.get('Location')).toBe('/sign-in?to=%2Fstudies%3Fpage%3D2');
});

test('an annotator gets "not found" where only researchers may go', async () => {
  const annotator = await signedIn('annotator');
  expect((await thrownBy(requireResearcher(annotator.visit))).status).toBe(404);
  const researcher = await signedIn('researcher');
  expect(await requireResearcher(researcher.visit)).toEqual(researcher.user);
});

test('the database keeps no secret that a cookie could be made of', async () => {
  const { context, cookie } = await signedIn('annotator');
  const secret = JSON.parse(
    Buffer.from(
      decodeURIComponent(cookie.split('=')[1]?.split(';')[0] ?? '').split('.')[0] ?? '',
      'base64',
    ).toString(),
  ) as string;
  const rows = JSON.stringify(context.db.driver.prepare('select * from login_sessions').all());
  expect(secret.length).toBeGreaterThan(40);
  expect(rows).not.toContain(secret);
});

test('over HTTPS the cookie is for HTTPS alone', async () => {
  const context = requestContext(temporaryDatabase(), { isSecure: true });
  const user = createUser(context.db, { role: 'annotator', displayName: 'Ada', now });
  expect(await signIn(context, user.id)).toContain('Secure');
  expect((await signedIn('annotator')).cookie).not.toContain('Secure');
});
