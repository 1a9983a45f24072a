import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tinyCheckpoint } from '#models/generators/testing.ts';
import { runCli, temporaryDataDir } from '../testing.ts';

const dialogues = fileURLToPath(new URL('../../fixtures/dialogues/dialogues.jsonl', import.meta.url));

async function workbench() {
  const folder = temporaryDataDir();
  const run = (...argv: string[]) => runCli(folder, ...argv);
  await run('import', 'dataset', dialogues, '--name', 'demo', '--format', 'jsonl', '--split', 'test');
  return { folder, run };
}

function definitionFile(folder: string, definition: object): string {
  const path = join(folder, 'system.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, JSON.stringify(definition));
  return path;
}

test('a registered system answers a dataset, is gone on with, and its answers can be imported elsewhere', async () => {
  const { folder, run } = await workbench();
  tinyCheckpoint(join(folder, 'models'), 'caire');
  const definition = {
    name: 'my caire',
    generator: 'caire',
    checkpoint: './models/caire-1',
    settings: { maxNewTokens: 6 },
  };
  const added = await run('systems', 'add', definitionFile(folder, definition), '--json');
  expect(added).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(added.stdout)).toMatchObject({
    decoding: { maxNewTokens: 6, topP: 0.9, doSample: true },
  });
  const shown = JSON.parse((await run('systems', 'show', 'my caire', '--json')).stdout);
  expect(shown).toMatchObject({ kind: 'generator', model: { architecture: 'openai-gpt', layers: 2 } });

  const out = join(folder, 'answers.jsonl');
  const words = ['generate', '--system', 'my caire', '--dataset', 'demo', '--split', 'test', '--seed', '7'];
  const first = JSON.parse((await run(...words, '--limit', '8', '--json')).stdout);
  expect(first).toMatchObject({ contexts: 8, generated: 8, already_there: 0, label: 'test, seed 7' });
  const second = await run(...words, '--limit', '12', '--out', out, '--json');
  expect(second).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(second.stdout)).toMatchObject({ run: first.run, generated: 4, already_there: 8 });

  const written = readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(written).toHaveLength(12);
  expect(written[0]).toMatchObject({
    turn_index: expect.any(Number),
    responses: { 'my caire': expect.any(String) },
    details: { finished: expect.any(String), emotion: expect.any(Array) },
  });
  const greedy = JSON.parse(
    (await run(...words, '--limit', '1', '--settings', '{"doSample":false}', '--json')).stdout,
  );
  expect(greedy).toMatchObject({ generated: 1, label: 'test, seed 7 (2)' });
  expect((await run(...words, '--settings', '[1]')).status).toBe(2);
  const elsewhere = temporaryDataDir();
  const renamed = join(folder, 'renamed.jsonl');
  writeFileSync(renamed, readFileSync(out, 'utf8'));
  expect(await runCli(elsewhere, 'import', 'responses', renamed, '--dataset', 'demo')).toMatchObject({
    status: 0,
  });
}, 60_000);

test('the control random needs no model, and can be left to the running program', async () => {
  const { run } = await workbench();
  const done = JSON.parse(
    (await run('generate', '--system', 'random', '--dataset', 'demo', '--json')).stdout,
  );
  expect(done).toMatchObject({ contexts: 192, generated: 192, refused: 0, label: 'all, seed 0' });
  const waiting = await run('generate', '--system', 'random', '--dataset', 'demo', '--background', '--json');
  const { job } = JSON.parse(waiting.stdout);
  expect((await run('jobs', 'list', '--json')).stdout).toContain(job);
});

test.each([
  [['--system', 'randon', '--dataset', 'demo'], /Did you mean random/],
  [['--system', 'human', '--dataset', 'demo'], /references/],
  [['--system', 'random', '--dataset', 'dmeo'], /Did you mean demo/],
  [['--system', 'random', '--dataset', 'demo', '--split', 'dev'], /there are: test/],
  [['--system', 'random', '--dataset', 'demo', '--limit', '0'], /at least 1/],
  [['--system', 'randon', '--dataset', 'demo', '--background'], /Did you mean random/],
])('generate %j is refused with a sentence', async (words, message) => {
  const { run } = await workbench();
  const { status, stderr } = await run('generate', ...words);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});

test.each([
  [{ generator: 'caire', checkpoint: 'nowhere' }, /name/],
  [{ name: 'x', generator: 'gpt', checkpoint: 'nowhere' }, /generator must be one of caire, t5-sft, emprl/],
  [{ name: 'x', generator: 'caire', checkpoint: './nowhere' }, /nowhere/],
  [{ name: 'x', generator: 'caire', checkpoint: './models/t5-1' }, /takes a gpt2 or openai-gpt/],
  [
    { name: 'x', generator: 'emprl', checkpoint: './models/t5-1', settings: { topk: 3 } },
    /Did you mean topK/,
  ],
  [{ name: 'x', generator: 'emprl', checkpoint: './models/t5-1', persona: ['a'] }, /persona/],
  [{ name: 'Random', generator: 't5-sft', checkpoint: './models/t5-1' }, /reserved/],
])('the definition %j is refused with a sentence', async (definition, message) => {
  const { folder, run } = await workbench();
  tinyCheckpoint(join(folder, 'models'), 't5');
  const { status, stderr } = await run('systems', 'add', definitionFile(folder, definition));
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});
