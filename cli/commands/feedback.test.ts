import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { giveFeedback, testNow } from '#jobs/training/testing.ts';
import { readReports } from '#models/training/feedback/read-reports.ts';
import { runCli, temporaryDataDir } from '../testing.ts';

test('what people said is listed, decided on and exported as the file that trainings read', async () => {
  const dataDir = temporaryDataDir();
  await runCli(dataDir, 'feedback', 'list');
  const db = openDatabase(databasePath(dataDir));
  const definition = { name: 'tiny', generator: 'caire', checkpoint: '/nowhere' };
  addGenerator(db, { name: 'tiny', description: '', definition, now: testNow });
  const [report = '', edit = '', other = ''] = giveFeedback(db, [
    { said: 'Would you kill a human?', reply: 'yes,\nI want!', status: 'open' },
    { said: 'Would you kill a human?', reply: 'yes,\nI want!', correction: 'No, never.', status: 'open' },
    { said: 'My dog died.', reply: 'That is great!', status: 'open' },
  ]);
  db.driver.close();

  const listed = await runCli(dataDir, 'feedback', 'list', '--kind', 'edit');
  expect(listed.stdout).toMatch(/edit .*tiny .*yes, I want! +No, never\./);
  expect((await runCli(dataDir, 'feedback', 'list', '--json')).stdout.trim().split('\n')).toHaveLength(3);
  const early = await runCli(dataDir, 'feedback', 'export', join(dataDir, 'reports.jsonl'));
  expect(early).toMatchObject({ status: 2, stderr: 'Nothing is accepted yet.\n' });

  expect((await runCli(dataDir, 'feedback', 'accept', report, edit)).stdout).toBe('2 accepted.\n');
  expect((await runCli(dataDir, 'feedback', 'drop', other)).stdout).toBe('1 dropped.\n');
  expect((await runCli(dataDir, 'feedback', 'accept', 'fbk_none')).status).toBe(2);

  const file = join(dataDir, 'reports.jsonl');
  const exported = await runCli(dataDir, 'feedback', 'export', file, '--system', 'tiny');
  expect(exported.stdout).toMatch(/^1 reports and 1 edits in /);
  expect(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))[0],
  ).toMatchObject({
    context: [{ speaker: 'speaker', text: 'Would you kill a human?' }],
    reason: 'unsafe',
    system: 'tiny',
    checkpoint: 'c0ffee',
  });
  expect(await readReports(file)).toMatchObject([
    { context: ['Would you kill a human?'], reply: 'yes, I want!', correction: null },
    { context: ['Would you kill a human?'], reply: null, correction: 'No, never.' },
  ]);
});

test('a system that was never changed has no versions, and one that is not named is not put into service', async () => {
  const dataDir = temporaryDataDir();
  await runCli(dataDir, 'systems', 'list');
  const versions = await runCli(dataDir, 'systems', 'versions', 'random');
  expect(versions.stdout).toBe('random is as it was registered.\n');
  const nothing = await runCli(dataDir, 'systems', 'put-into-service', 'random');
  expect(nothing).toMatchObject({ status: 2, stderr: 'Name either --training or --version.\n' });
});
