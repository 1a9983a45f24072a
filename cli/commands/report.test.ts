import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tinyData } from '../report/testing.ts';
import { runCli, temporaryDataDir } from '../testing.ts';

test('report systems writes the page with the findings that stand beside it', async () => {
  const folder = temporaryDataDir();
  const data = tinyData(join(folder, 'data'));
  const out = join(folder, 'systems.md');
  writeFileSync(join(folder, 'systems-findings.md'), 'A hundred were read.\n');
  const words = ['report', 'systems', '--data', data, '--checkpoints', folder, '--out', out, '--limit', '8'];
  const run = await runCli(folder, ...words, '--part', 'replies', 'retriever', '--json');
  expect(run).toMatchObject({ status: 0 });
  const found = JSON.parse(run.stdout);
  expect(found).toMatchObject({ data: { contexts: 8, reproduced: 8, isLimited: true } });
  expect(Object.keys(found.parts).sort()).toEqual(['replies', 'retriever']);
  const page = readFileSync(out, 'utf8');
  expect(page).toContain('A hundred were read.');
  expect(page).toContain('**Only 8 contexts were taken, so nothing here is a result.**');
  expect(page).toContain('## Emotion\n\nNot measured in this run, nor kept from an earlier one.');
  expect(page).not.toContain(folder);
});

test('what is wrong is said in one line', async () => {
  const folder = temporaryDataDir();
  const missing = await runCli(folder, 'report', 'systems', '--data', folder, '--out', join(folder, 'a.md'));
  expect(missing).toMatchObject({ status: 2, stdout: '' });
  expect(missing.stderr.trim().split('\n')).toHaveLength(1);
  expect(missing.stderr).toContain('ed_test_responses.jsonl.gz');
  const unknown = await runCli(folder, 'report', 'systems', '--part', 'vibes');
  expect(unknown.status).toBe(2);
});
