import { expect, test } from 'vitest';
import { createUser } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { requestContext } from '#tests/request-context.ts';
import { checkPassword } from './check-password.server.ts';
import { addressLimit, loginNameLimit } from './limits.server.ts';
import { hashPassword } from './passwords.server.ts';

async function contextWithAccount() {
  const db = temporaryDatabase();
  const user = createUser(db, {
    role: 'researcher',
    displayName: 'Ada',
    loginName: 'Ada',
    passwordHash: await hashPassword('correct horse'),
    now: '2026-01-01T00:00:00.000Z',
  });
  return { context: requestContext(db), user };
}

test('the right password signs in, whatever the case of the name', async () => {
  const { context, user } = await contextWithAccount();
  expect(await checkPassword(context, { loginName: 'ADA', password: 'correct horse' })).toEqual({
    kind: 'accepted',
    userId: user.id,
  });
});

test('a wrong password and an unknown name get the same answer', async () => {
  const { context } = await contextWithAccount();
  const wrong = await checkPassword(context, { loginName: 'ada', password: 'wrong' });
  expect(wrong).toMatchObject({ kind: 'refused', status: 401 });
  expect(await checkPassword(context, { loginName: 'nobody', password: 'wrong' })).toEqual(wrong);
});

test('after too many failures even the right password waits', async () => {
  const { context } = await contextWithAccount();
  for (let i = 0; i < loginNameLimit.failures; i++)
    await checkPassword(context, { loginName: 'ada', password: 'wrong' });
  expect(await checkPassword(context, { loginName: 'ada', password: 'correct horse' })).toMatchObject({
    kind: 'refused',
    status: 429,
  });
});

test('attempts sent all at once do not slip past the limit', async () => {
  const { context } = await contextWithAccount();
  const attempts = Array.from({ length: loginNameLimit.failures * 2 }, () =>
    checkPassword(context, { loginName: 'ada', password: 'wrong' }),
  );
  const outcomes = await Promise.all(attempts);
  const checked = outcomes.filter((outcome) => outcome.kind === 'refused' && outcome.status === 401);
  expect(checked).toHaveLength(loginNameLimit.failures);
});

test('one address that tries many names is stopped, others are not', async () => {
  const { context } = await contextWithAccount();
  for (let i = 0; i < addressLimit.failures; i++)
    await checkPassword(context, { loginName: `name-${i}`, password: 'wrong' });
  const again = { loginName: 'ada', password: 'correct horse' };
  expect(await checkPassword(context, again)).toMatchObject({ status: 429 });
  expect(await checkPassword({ ...context, clientAddress: '10.0.0.9' }, again)).toMatchObject({
    kind: 'accepted',
  });
});

test('a success forgets the failures before it', async () => {
  const { context } = await contextWithAccount();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < loginNameLimit.failures - 1; i++)
      await checkPassword(context, { loginName: 'ada', password: 'wrong' });
    expect(await checkPassword(context, { loginName: 'ada', password: 'correct horse' })).toMatchObject({
      kind: 'accepted',
    });
  }
});

test('a success does not forget an address’s failures with other names', async () => {
  const { context } = await contextWithAccount();
  for (let i = 0; i < addressLimit.failures - 1; i++)
    await checkPassword(context, { loginName: `name-${i}`, password: 'wrong' });
  const own = { loginName: 'ada', password: 'correct horse' };
  expect(await checkPassword(context, own)).toMatchObject({ kind: 'accepted' });
  expect(await checkPassword(context, own)).toMatchObject({ kind: 'accepted' });
  await checkPassword(context, { loginName: 'last', password: 'wrong' });
  expect(await checkPassword(context, own)).toMatchObject({ status: 429 });
});
