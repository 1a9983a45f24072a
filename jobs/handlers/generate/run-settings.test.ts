import { appendFileSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tinyDialogues, tinyLempex, tinyRetriever } from '#models/generators/lempex-testing.ts';
import { runSettings } from './run-settings.ts';

const chosen = { split: null, seed: 1, replies: null, identifiers: null };

test('a run is told apart by what is in a system’s files, not by where they lie', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-run-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const exemplars = tinyDialogues(folder);
  const elsewhere = join(folder, 'elsewhere.jsonl');
  copyFileSync(exemplars, elsewhere);
  const keyOf = async (changes: object) => {
    const { key, ...settings } = await runSettings(tinyLempex(folder, { exemplars, ...changes }), chosen);
    return { key, settings };
  };
  const first = await keyOf({});
  expect(first.settings).toMatchObject({ exemplars, generator: 'lempex', weights: 'float32' });
  expect((await keyOf({ exemplars: elsewhere })).key).toBe(first.key);
  const same = tinyRetriever(join(folder, 'same'));
  const other = tinyRetriever(join(folder, 'other'), 9);
  expect((await keyOf({ retriever: same })).key).toBe(first.key);
  appendFileSync(elsewhere, '\n');
  const others = [
    { exemplars: elsewhere },
    { exemplars: 'none' },
    { exemplars: undefined },
    { retriever: other },
    { retriever: 'bm25' },
    { emotionFilter: 'gold' },
    { emotionFilter: 'none' },
  ];
  const keys = await Promise.all(others.map(async (changes) => (await keyOf(changes)).key));
  expect(new Set([first.key, ...keys]).size).toBe(others.length + 1);
});
