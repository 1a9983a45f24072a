import { expect, test } from 'vitest';
import { signIn } from '#app/server/session.server.ts';
import { findCredentials } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { requestContext } from '#tests/request-context.ts';
import { refusal, visitor } from '#tests/visitor.ts';
import { firstSignInLink } from '../../server/first-sign-in-link.ts';
import { action, loader } from './account.tsx';
import { loader as followLink } from './sign-in.$secret.tsx';

const params = {};
const fields = { displayName: 'Ada', loginName: 'ada', password: 'a long enough one' };

async function world() {
  const context = requestContext(temporaryDatabase());
  const ada = await visitor(context, 'researcher');
  const save = (change: Readonly<Record<string, string>> = {}) =>
    action({ request: ada.post('/account', { ...fields, ...change }), params, context });
  return { context, ada, save };
}

test('a password is set, and changed by whoever knows the one before', async () => {
  const { context, save } = await world();
  expect(await save()).toMatchObject({ data: { saved: true } });
  const before = findCredentials(context.db, 'ada')?.passwordHash;
  expect(await save({ password: 'quite another one' })).toMatchObject({
    data: { errors: { currentPassword: expect.any(String) } },
    init: { status: 400 },
  });
  expect(findCredentials(context.db, 'ada')?.passwordHash).toBe(before);
  const known = { password: 'quite another one', currentPassword: fields.password };
  expect(await save(known)).toMatchObject({ data: { saved: true } });
  expect(findCredentials(context.db, 'ada')?.passwordHash).not.toBe(before);
});

test('with a new password other browsers are signed out, and links that were not used end', async () => {
  const { context, ada, save } = await world();
  const link = firstSignInLink(context.db, { address: '', now: new Date() }) ?? '';
  const follow = () =>
    followLink({ request: ada.get(link), params: { secret: link.replace('/sign-in/', '') }, context });
  const Cookie = (await signIn(context, ada.user.id)).split(';')[0] ?? '';
  const elsewhere = () =>
    loader({
      request: new Request('http://localhost:3000/account', { headers: { Cookie } }),
      params,
      context,
    });
  expect(await follow()).toEqual({ works: true });
  expect(await elsewhere()).toMatchObject({ displayName: 'Ada' });
  await save();
  expect(await follow()).toEqual({ works: false });
  expect((await refusal(elsewhere)).headers.get('Location')).toContain('/sign-in');
});

test('a name is changed without a new password, by whoever knows the one there is', async () => {
  const { context, save } = await world();
  expect(await save({ password: '' })).toMatchObject({ data: { errors: { password: expect.any(String) } } });
  await save();
  const renamed = { displayName: 'Ada L.', password: '' };
  expect(await save(renamed)).toMatchObject({ data: { errors: { currentPassword: expect.any(String) } } });
  const before = findCredentials(context.db, 'ada')?.passwordHash;
  expect(await save({ ...renamed, currentPassword: fields.password })).toMatchObject({
    data: { saved: true },
  });
  expect(findCredentials(context.db, 'ada')).toMatchObject({ displayName: 'Ada L.', passwordHash: before });
});
