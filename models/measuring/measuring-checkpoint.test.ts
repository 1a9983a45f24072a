import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomModelFolder } from '../exemplars/testing.ts';
import { tinyCheckpoint, tinyIdentifiers } from '../generators/testing.ts';
import { lempexClass } from '../lempex/lempex-folder.ts';
import { temporaryFolder } from '../training/testing.ts';
import { measuringCheckpoint } from './measuring-checkpoint.ts';

test('a folder tells what its model can be asked about texts', () => {
  const folder = temporaryFolder();
  expect(measuringCheckpoint(tinyCheckpoint(folder, 't5'))).toEqual({
    likelihood: 't5-sft',
    layer: 2,
    hasEmbeddings: true,
    isIdentifiers: false,
  });
  const gpt = { layer: null, hasEmbeddings: true, isIdentifiers: false };
  expect(measuringCheckpoint(tinyCheckpoint(folder, 'caire'))).toEqual({ likelihood: 'caire', ...gpt });
  expect(measuringCheckpoint(tinyCheckpoint(folder, 'language model'))).toEqual({
    likelihood: 'text',
    ...gpt,
  });
  expect(measuringCheckpoint(randomModelFolder('bert'))).toMatchObject({
    likelihood: null,
    isIdentifiers: false,
  });
  expect(measuringCheckpoint(tinyIdentifiers(folder))).toEqual({
    likelihood: null,
    layer: null,
    hasEmbeddings: false,
    isIdentifiers: true,
  });
});

test('a model that needs exemplars, one of another kind and a folder without a tokenizer measure nothing', () => {
  const dir = tinyCheckpoint(temporaryFolder(), 't5');
  const file = join(dir, 'config.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  const rewritten = (changes: object) => writeFileSync(file, JSON.stringify({ ...config, ...changes }));
  rewritten({ architectures: [lempexClass] });
  expect(() => measuringCheckpoint(dir)).toThrow(/measures nothing/);
  rewritten({ model_type: 'vits' });
  expect(() => measuringCheckpoint(dir)).toThrow(/measures nothing/);
  rewritten({});
  writeFileSync(join(dir, 'tokenizer.json'), '{}');
  expect(() => measuringCheckpoint(dir)).toThrow(/tokenizer/);
});
