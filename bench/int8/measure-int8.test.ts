import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { randomCheckpoint, tinyConfigs } from '#models/architectures/testing.ts';
import type { Tokenizer } from '#models/tokenizers/load-tokenizer.ts';
import { int8Table } from './int8-table.ts';
import { measureInt8 } from './measure-int8.ts';

/** Letters are tokens; the dialogue tokens come first. */
const names = ['<pad>', '<eos>', '<bos>', '<speaker1>', '<speaker2>'];
const tokenizer = {
  idOf: (name: string) => names.indexOf(name),
  encode: (text: string) => [...text].map((letter) => names.length + letter.charCodeAt(0) - 97),
} as unknown as Tokenizer;

async function* dialogues() {
  yield { id: '1', turns: ['abc', 'de', 'f'] };
  yield { id: '2', turns: ['ab', 'ba'] };
  yield { id: '3', turns: ['never read'] };
}

it('compares both programs over every predicted token of the dialogues asked for', async () => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'int8-'));
  const checkpoint = randomCheckpoint({ ...tinyConfigs.gpt2, n_embd: 12, n_head: 3 });
  const found = await measureInt8({
    checkpoint,
    tokenizer,
    dialogues: dialogues(),
    limit: 2,
    threads: 1,
    cacheDir,
  });
  rmSync(cacheDir, { recursive: true });
  // Each turn predicts its tokens and an end: 4 + 3 + 2 and 3 + 3.
  expect(found).toMatchObject({ dialogues: 2, tokens: 15 });
  expect(found.logitError).toBeGreaterThan(1e-5);
  expect(found.logitError).toBeLessThan(0.05);
  expect(found.perplexity.float32).not.toBe(found.perplexity.int8);
  expect(found.perplexity.int8 / found.perplexity.float32).toBeCloseTo(1, 1);
  const table = int8Table({ ...found, machine: '2 × Some processor', model: 'caire', command: 'bench int8' });
  expect(table).toMatch(/\| caire \| 2 \| 15 \|/);
});
