import { expect, test } from 'vitest';
import { runCli, temporaryDataDir } from '../testing.ts';

test('a token is made, listed without its secret, and revoked by its first characters', async () => {
  const dir = temporaryDataDir();
  expect((await runCli(dir, 'tokens', 'list')).stdout).toContain('No tokens yet');
  const made = JSON.parse(
    (await runCli(dir, 'tokens', 'create', 'notebook', '--days', '3', '--json')).stdout,
  );
  expect(made).toMatchObject({ name: 'notebook', requestsPerMinute: 60, tokensPerDay: null });
  const listed = await runCli(dir, 'tokens', 'list');
  expect(listed.stdout).toContain(made.beginning);
  expect(listed.stdout).not.toContain(made.secret);
  expect((await runCli(dir, 'tokens', 'revoke', made.beginning)).status).toBe(0);
  expect((await runCli(dir, 'tokens', 'list')).stdout).toContain('revoked');
  expect((await runCli(dir, 'tokens', 'revoke', made.id)).status).toBe(2);
  expect((await runCli(dir, 'tokens', 'create', 'x', '--days', '0')).status).toBe(2);
});
