import { expect, test } from 'vitest';
import { signIn } from '#app/server/session.server.ts';
import { createUser, findCredentials, setCredentials } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { finishedStudy } from '#tests/finished-study.ts';
import { requestContext } from '#tests/request-context.ts';
import { type FormFields, visitor } from '#tests/visitor.ts';
import { action, loader } from './_research.people.tsx';
import * as signInByLink from './sign-in.$secret.tsx';

async function world() {
  const context = requestContext(temporaryDatabase());
  const ada = await visitor(context, 'researcher');
  const act = async (fields: FormFields) =>
    (await action({ request: ada.post('/people', fields), params: {}, context })).data;
  const people = async () => (await loader({ request: ada.get('/people'), params: {}, context })).people;
  /** Follows a link as somebody else's browser; returns where it leads. */
  const follow = async (address: string) => {
    const url = new URL(address);
    const request = new Request(url, { method: 'POST' });
    const params = { secret: url.pathname.split('/').at(-1) };
    const answer = await signInByLink.action({ request, params, context });
    return answer instanceof Response ? answer.headers.get('Location') : null;
  };
  return { context, db: context.db, ada, act, people, follow };
}

test('a researcher is invited by a link that works once and leads to the account page', async () => {
  const { act, people, follow } = await world();
  const { link } = await act({ intent: 'invite-researcher', displayName: 'Grace' });
  const listed = (await people()).researchers.find(({ displayName }) => displayName === 'Grace');
  expect(listed).toMatchObject({ hasPassword: false, loginName: null, linkExpiresAt: expect.any(String) });
  expect(await follow(link?.address ?? '')).toBe('/account');
  expect(await follow(link?.address ?? '')).toBeNull();
});

test('an annotator’s account has a sign-in name of its own, whatever its capitals', async () => {
  const { act, people } = await world();
  const made = await act({ intent: 'create-annotator', displayName: 'Ben', loginName: 'Ben.B' });
  expect(made.link).toMatchObject({ name: 'Ben' });
  expect((await people()).annotators).toMatchObject([{ displayName: 'Ben', loginName: 'ben.b' }]);
  const again = await act({ intent: 'create-annotator', displayName: 'Benny', loginName: 'BEN.b' });
  expect(again).toMatchObject({
    link: null,
    errors: { loginName: expect.stringContaining('Somebody else') },
  });
  const empty = await act({ intent: 'create-annotator', displayName: '', loginName: 'x y' });
  expect(Object.keys(empty.errors)).toEqual(['displayName', 'loginName']);
  expect((await people()).annotators).toHaveLength(1);
});

test('a new link ends the password, the earlier links and the sessions of its owner', async () => {
  const { context, db, act, follow } = await world();
  const first = await act({ intent: 'create-annotator', displayName: 'Ben', loginName: 'ben' });
  const ben = findCredentials(db, 'ben');
  setCredentials(db, { userId: ben?.id ?? '', loginName: 'ben', displayName: 'Ben', passwordHash: 'hash' });
  await signIn(context, ben?.id ?? '');
  const second = await act({ intent: 'renew', user: ben?.id ?? '' });
  expect(findCredentials(db, 'ben')?.passwordHash).toBeNull();
  expect(
    db.driver.prepare('select count(*) from login_sessions where user_id = ?').pluck().get(ben?.id),
  ).toBe(0);
  expect(await follow(first.link?.address ?? '')).toBeNull();
  expect(await follow(second.link?.address ?? '')).toBe('/account');
});

test('nobody renews their own sign-in here, nor that of one who has no account', async () => {
  const { db, ada, act } = await world();
  const guest = createUser(db, { role: 'annotator', displayName: 'Guest', now: '2026-01-01T00:00:00.000Z' });
  expect((await act({ intent: 'renew', user: ada.user.id })).errors.form).toContain('account page');
  expect((await act({ intent: 'renew', user: guest.id })).errors.form).toContain('no such account');
  expect((await act({ intent: 'promote', user: guest.id })).errors.form).toContain('unknown');
});

test('people who came by a study’s link are counted, not listed', async () => {
  const { db, people } = await world();
  finishedStudy(db);
  expect(await people()).toMatchObject({ annotators: [], byLinkOnly: 2 });
});
