import { expect, test } from 'vitest';
import { secretHash } from '#app/server/secrets.server.ts';
import { findApiToken } from '#db/queries/api-tokens.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { requestContext } from '#tests/request-context.ts';
import { type FormFields, refusal, visitor } from '#tests/visitor.ts';
import { action, loader } from './_research.settings.tokens.tsx';

const path = '/settings/tokens';

async function world() {
  const context = requestContext(temporaryDatabase());
  const ada = await visitor(context, 'researcher');
  const act = async (fields: FormFields) =>
    (await action({ request: ada.post(path, fields), params: {}, context })).data;
  const page = () => loader({ request: ada.get(path), params: {}, context });
  const find = (secret: string) =>
    findApiToken(context.db, { secretHash: secretHash(secret), now: new Date().toISOString() });
  return { context, act, page, find };
}

const fields = { intent: 'make', name: 'Bot', requestsPerMinute: '60', tokensPerDay: '', days: '30' };

test('a token is made, works, is told once and is listed by its beginning alone', async () => {
  const { act, page, find } = await world();
  const { made } = await act(fields);
  const secret = made?.secret ?? '';
  expect(find(secret)).toMatchObject({ name: 'Bot', requestsPerMinute: 60, tokensPerDay: null });
  const { tokens, address } = await page();
  expect(address).toBe('http://localhost:3000/v1');
  expect(tokens).toMatchObject([{ name: 'Bot', createdBy: 'Ada', revokedAt: null, lastUsedAt: null }]);
  expect(secret.startsWith(tokens[0]?.beginning ?? 'nothing')).toBe(true);
  expect(JSON.stringify(tokens)).not.toContain(secret);
  expect(JSON.stringify(tokens)).not.toContain(secretHash(secret));
});

test('a revoked token works no more, and is revoked once', async () => {
  const { act, page, find } = await world();
  const { made } = await act(fields);
  const { id } = (await page()).tokens[0] ?? { id: '' };
  expect((await act({ intent: 'revoke', token: id })).errors).toEqual({});
  expect(find(made?.secret ?? '')).toBeUndefined();
  expect((await act({ intent: 'revoke', token: id })).errors.form).toContain('no token');
});

test('what is filled in wrongly is told at its field', async () => {
  const { act, page } = await world();
  const outcome = await act({ ...fields, name: ' ', requestsPerMinute: '0', tokensPerDay: 'many' });
  expect(Object.keys(outcome.errors)).toEqual(['name', 'requestsPerMinute', 'tokensPerDay']);
  expect((await page()).tokens).toEqual([]);
});

test('nobody but a researcher sees or makes tokens', async () => {
  const { context } = await world();
  for (const role of ['annotator', 'visitor'] as const) {
    const other = await visitor(context, role);
    const seen = await refusal(() => loader({ request: other.get(path), params: {}, context }));
    const made = await refusal(() => action({ request: other.post(path, fields), params: {}, context }));
    expect([seen.status, made.status]).toEqual([404, 404]);
  }
});
