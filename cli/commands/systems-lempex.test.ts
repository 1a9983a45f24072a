import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tinyLempexCheckpoint, tinyRetriever } from '#models/generators/lempex-testing.ts';
import { runCli, temporaryDataDir } from '../testing.ts';

const dialogues = fileURLToPath(new URL('../../fixtures/dialogues/dialogues.jsonl', import.meta.url));
const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** A workbench with a dataset, a checkpoint without a retriever, and a retriever beside it. */
async function workbench() {
  const folder = temporaryDataDir();
  const run = (...argv: string[]) => runCli(folder, ...argv);
  await run('import', 'dataset', dialogues, '--name', 'demo', '--format', 'jsonl', '--split', 'train');
  tinyLempexCheckpoint(join(folder, 'models'), { retriever: false });
  tinyRetriever(join(folder, 'models', 'finder'));
  const add = (definition: object) => {
    const path = join(folder, 'system.json');
    mkdirSync(folder, { recursive: true });
    const common = { generator: 'lempex', checkpoint: './models/lempex-true-false-bytes' };
    writeFileSync(path, JSON.stringify({ ...common, ...definition }));
    return run('systems', 'add', path, '--json');
  };
  return { folder, run, add };
}

const exemplars = { dataset: 'demo', split: 'train' };

test('a system of LEMPEx is registered with the dialogues of a dataset, and says what is missing', async () => {
  const { folder, run, add } = await workbench();
  const first = await add({ name: 'guessing', exemplars, retriever: './models/finder' });
  expect(first).toMatchObject({ status: 0, stderr: '' });
  const added = JSON.parse(first.stdout);
  expect(added).toMatchObject({
    retriever: join(folder, 'models', 'finder'),
    decoding: { maxNewTokens: 19 },
  });
  expect(linesOf(added.exemplars)).toEqual(linesOf(dialogues));
  const shown = await run('systems', 'show', 'guessing');
  expect(shown.stdout).toMatch(/With it: encoder of exemplars, .*\nWith it: retriever, /);
  for (const [definition, message] of [
    [{ exemplars: { dataset: 'dmeo' } }, /no dataset named dmeo.*demo/],
    [{ exemplars: { dataset: 'demo', split: 'test' } }, /no dialogues of the split test; there are: train/],
    [{ exemplars: { set: 'demo' } }, /must be the path of a file of dialogues/],
    [{ exemplars: 'nothing.jsonl', retriever: 'bm25' }, /no file of dialogues .*nothing\.jsonl/],
    [{}, /holds no retriever/],
  ] as const) {
    const refused = await add({ name: 'refused', ...definition });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(message);
  }
});

test('in a run by the gold emotion every exemplar is of it, and of another dialogue', async () => {
  const { folder, run, add } = await workbench();
  await add({ name: 'knowing', exemplars, retriever: 'bm25', emotionFilter: 'gold' });
  const out = join(folder, 'answers.jsonl');
  const words = ['generate', '--system', 'knowing', '--dataset', 'demo', '--limit', '6', '--seed', '1'];
  expect(await run(...words, '--out', out)).toMatchObject({ status: 0, stderr: '' });
  const places = new Map<string, string[]>();
  for (const { emotion, conv_id, turns } of linesOf(dialogues))
    for (const { text } of turns) places.set(text, [...(places.get(text) ?? []), `${emotion} ${conv_id}`]);
  for (const { details, emotion, conv_id } of linesOf(out)) {
    expect(details.emotion).toBeUndefined();
    expect(details.exemplars).toHaveLength(4);
    for (const { text } of details.exemplars) {
      const elsewhere = places.get(text)?.filter((place) => !place.endsWith(` ${conv_id}`)) ?? [];
      expect(elsewhere.some((place) => place.startsWith(`${emotion} `))).toBe(true);
    }
  }
}, 90_000);
