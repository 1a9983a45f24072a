import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadModelCheckpoint } from './load-model-checkpoint.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { temporaryFolder } from './testing.ts';
import { writeCheckpoint } from './write-checkpoint.ts';
import { type WritableTensor, writeSafetensors } from './write-safetensors.ts';

let folder: ReturnType<typeof temporaryFolder>;
let dir: string;
beforeEach(() => {
  folder = temporaryFolder();
  dir = join(folder.path, 'model');
});
afterEach(() => folder.remove());

function tensor(...values: number[]) {
  return { shape: [values.length], read: () => Float32Array.from(values) };
}

const config = { model_type: 'gpt2', note: 'kept' };

/** Two shards and their index. */
function writeSharded(weightMap: Record<string, string>): void {
  mkdirSync(dir);
  writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
  writeSafetensors(
    join(dir, 'one.safetensors'),
    new Map([
      ['a', tensor(1, 2)],
      ['b', tensor(3)],
    ]),
  );
  writeSafetensors(join(dir, 'two.safetensors'), new Map([['c', tensor(4)]]));
  writeFileSync(join(dir, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
}

const places = { a: 'one.safetensors', b: 'one.safetensors', c: 'two.safetensors' };

test('a written checkpoint comes back, and nothing else is left beside it', () => {
  writeCheckpoint(dir, {
    config,
    tensors: new Map([['w', tensor(1, 2)]]),
    tokenizerJson: { version: '1.0' },
  });
  const back = readCheckpoint(dir);
  expect(back.config).toEqual(config);
  expect([...back.tensors.get('w')!.read()]).toEqual([1, 2]);
  expect(back.tensors.get('w')!.file).toBe(join(dir, 'model.safetensors'));
  expect(readdirSync(dir).sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
  expect(readdirSync(folder.path)).toEqual(['model']);
});

test('a failed write leaves the old checkpoint as it was', () => {
  writeCheckpoint(dir, { config, tensors: new Map([['w', tensor(1)]]) });
  const broken = new Map([['w', { shape: [5], read: () => new Float32Array(1) }]]);
  expect(() => writeCheckpoint(dir, { config: {}, tensors: broken, replace: true })).toThrow(/"w"/);
  expect(readCheckpoint(dir).config).toEqual(config);
  expect(readdirSync(folder.path)).toEqual(['model']);
});

test('a checkpoint is replaced only where asked, also by tensors read from itself', () => {
  writeCheckpoint(dir, { config, tensors: new Map([['w', tensor(1)]]) });
  const { tensors } = readCheckpoint(dir);
  const both = new Map<string, WritableTensor>([...tensors, ['v', tensor(2)]]);
  expect(() => writeCheckpoint(dir, { config, tensors: both })).toThrow(/not empty/);
  writeCheckpoint(dir, { config, tensors: both, replace: true });
  expect([...readCheckpoint(dir).tensors.get('w')!.read()]).toEqual([1]);
  expect(readCheckpoint(dir).tensors.size).toBe(2);
  expect(readdirSync(folder.path)).toEqual(['model']);
});

test('a folder of other things is never replaced', () => {
  mkdirSync(dir);
  writeFileSync(join(dir, 'notes.txt'), 'mine');
  expect(() => writeCheckpoint(dir, { config, tensors: new Map(), replace: true })).toThrow(/no checkpoint/);
  expect(existsSync(join(dir, 'notes.txt'))).toBe(true);
});

test('the tensors of all shards are found', () => {
  writeSharded(places);
  const { tensors } = readCheckpoint(dir);
  expect([...tensors.keys()].sort()).toEqual(['a', 'b', 'c']);
  expect([...tensors.get('c')!.read()]).toEqual([4]);
  expect(tensors.get('c')!.file).toBe(join(dir, 'two.safetensors'));
});

test.each([
  [
    'a tensor placed in the wrong shard',
    { ...places, c: 'one.safetensors' },
    /"c" is not in .*one\.safetensors/,
  ],
  ['a tensor left out', { a: 'one.safetensors', c: 'two.safetensors' }, /one\.safetensors holds tensor "b"/],
  ['a shard that is not there', { ...places, d: 'three.safetensors' }, /three\.safetensors is missing/],
  ['a shard elsewhere', { ...places, d: '../three.safetensors' }, /no "weight_map"/],
  ['a tensor that is in no shard', { ...places, d: 'two.safetensors' }, /"d" is not in .*two\.safetensors/],
])('an index with %s is refused', (_, weightMap, message) => {
  writeSharded(weightMap);
  expect(() => readCheckpoint(dir)).toThrow(message);
});

test('a folder without a configuration, without weights, or with an older form of them says so', () => {
  mkdirSync(dir);
  expect(() => readCheckpoint(dir)).toThrow(/config\.json is missing/);
  writeFileSync(join(dir, 'config.json'), '{"model_type":');
  expect(() => readCheckpoint(dir)).toThrow(/config\.json is not a JSON object/);
  writeFileSync(join(dir, 'config.json'), '[]');
  expect(() => readCheckpoint(dir)).toThrow(/config\.json is not a JSON object/);
  writeFileSync(join(dir, 'config.json'), '{}');
  expect(() => readCheckpoint(dir)).toThrow(/neither model\.safetensors nor/);
  writeFileSync(join(dir, 'pytorch_model.bin'), '');
  expect(() => readCheckpoint(dir)).toThrow(/older form/);
});

test('loading a model names config.json where that is at fault', () => {
  writeCheckpoint(dir, { config: { model_type: 'rwkv' }, tensors: new Map() });
  expect(() => loadModelCheckpoint(dir)).toThrow(/model\/config\.json has the model_type "rwkv"/);
});

test('a file named without its ending in the index is refused', () => {
  writeSharded(places);
  renameSync(join(dir, 'one.safetensors'), join(dir, 'one.bin'));
  expect(() => readCheckpoint(dir)).toThrow(/one\.safetensors is missing/);
});
