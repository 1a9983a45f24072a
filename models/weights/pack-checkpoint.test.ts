import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compositeTensors } from './composite-tensors.ts';
import { parseModelConfig } from './configs.ts';
import { expectedTensors } from './expected-tensors.ts';
import { loadModelCheckpoint } from './load-model-checkpoint.ts';
import { openShipped, shippedNames } from './open-shipped.ts';
import { packCheckpoint } from './pack-checkpoint.ts';
import { readSafetensors } from './read-safetensors.ts';
import { distinctValues, temporaryFolder } from './testing.ts';
import { writeCheckpoint } from './write-checkpoint.ts';
import { writeSafetensors } from './write-safetensors.ts';

let folder: ReturnType<typeof temporaryFolder>;
let dir: string;
let out: string;
beforeEach(() => {
  folder = temporaryFolder();
  dir = join(folder.path, 'model');
  out = join(folder.path, 'shipped', 'small');
});
afterEach(() => folder.remove());

const config = parseModelConfig(
  { model_type: 'openai-gpt', vocab_size: 200, n_embd: 64, n_layer: 1, n_head: 2, n_positions: 64 },
  'test',
);

/** Values of another size in each place, as `distinctValues` gives them. */
function writeModel(): ReadonlyMap<string, readonly number[]> {
  const shapes = expectedTensors(config);
  const tensors = [...shapes].map(
    ([name, shape]) => [name, { shape, read: () => distinctValues(name, shape) }] as const,
  );
  writeCheckpoint(dir, { config, tensors: new Map(tensors), tokenizerJson: { version: '1.0' } });
  writeFileSync(join(dir, 'training.json'), '{"recipe":"caire"}');
  writeFileSync(join(dir, 'loss.jsonl'), '{}\n');
  mkdirSync(join(dir, 'state'));
  writeFileSync(join(dir, 'state', 'state.json'), '{}');
  return shapes;
}

const sizeOf = (path: string) => readFileSync(path).length;

test('a packed model loads as any other, a quarter of the size, each weight within half a step', async () => {
  const shapes = writeModel();
  const manifest = await packCheckpoint(dir, out, { format: 'int8' });
  expect(Object.keys(manifest.files)).toEqual([
    'config.json',
    'model.safetensors',
    'tokenizer.json',
    'training.json',
  ]);
  expect(readdirSync(out).sort()).toEqual([
    'checkpoint.json',
    'config.json',
    'model.safetensors',
    'tokenizer.json',
    'training.json',
  ]);
  expect(readdirSync(join(folder.path, 'shipped'))).toEqual(['small']);
  expect(statSync(out).mode & 0o777).toBe(0o755);
  expect(sizeOf(join(out, 'model.safetensors'))).toBeLessThan(0.29 * sizeOf(join(dir, 'model.safetensors')));
  const { tensors } = loadModelCheckpoint(out);
  expect([...tensors.keys()]).toEqual([...shapes.keys()]);
  for (const [name, tensor] of tensors) {
    const expected = distinctValues(name, tensor.shape);
    // The values lie in [-1, 1], so a step is 1/127 at most.
    const bound = tensor.shape.length === 2 ? 0.5 / 127 + 1e-6 : 0;
    const worst = tensor
      .read()
      .reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
    expect(worst, name).toBeLessThanOrEqual(bound);
  }
});

test('matrices have a scale for each output: rows, and columns where the outputs stand in columns', async () => {
  writeModel();
  await packCheckpoint(dir, out, { format: 'int8' });
  const file = readFileSync(join(out, 'model.safetensors'));
  const header = JSON.parse(file.subarray(8, 8 + Number(file.readBigUInt64LE(0))).toString());
  expect(header['transformer.tokens_embed.weight.scale'].shape).toEqual([200, 1]);
  expect(header['transformer.h.0.attn.c_attn.weight.scale'].shape).toEqual([1, 192]);
  expect(header['transformer.h.0.attn.c_attn.weight'].dtype).toBe('I8');
  expect(header['transformer.h.0.ln_1.weight'].dtype).toBe('F32');
});

test('packed and unpacked again it is a plain folder, whose weights pack to the very same file', async () => {
  writeModel();
  await packCheckpoint(dir, out, { format: 'int8' });
  const plain = join(folder.path, 'plain');
  const again = join(folder.path, 'again');
  await packCheckpoint(out, plain, { format: 'f32' });
  const { metadata, tensors } = readSafetensors(join(plain, 'model.safetensors'));
  expect(metadata).toEqual({ format: 'pt' });
  expect([...tensors.values()].every(({ dtype }) => dtype === 'F32')).toBe(true);
  expect([...tensors.keys()].sort()).toEqual([...expectedTensors(config).keys()].sort());
  for (const [name, tensor] of loadModelCheckpoint(out).tensors)
    expect(tensors.get(name)!.read()).toEqual(tensor.read());
  await packCheckpoint(plain, again, { format: 'int8' });
  const weights = (path: string) => readFileSync(join(path, 'model.safetensors'));
  expect(weights(again).equals(weights(out))).toBe(true);
});

test('f16 halves the size and keeps eleven bits; what it cannot hold is refused by name', async () => {
  writeModel();
  await packCheckpoint(dir, out, { format: 'f16' });
  expect(sizeOf(join(out, 'model.safetensors'))).toBeLessThan(0.52 * sizeOf(join(dir, 'model.safetensors')));
  for (const [name, tensor] of loadModelCheckpoint(out).tensors) {
    const expected = distinctValues(name, tensor.shape);
    const worst = tensor
      .read()
      .reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
    expect(worst).toBeLessThanOrEqual(2 ** -12);
  }
  const large = { shape: [2], read: () => Float32Array.of(1, 70_000) };
  rmSync(join(dir, 'model.safetensors'));
  writeSafetensors(join(dir, 'model.safetensors'), new Map([['large', large]]));
  await expect(packCheckpoint(dir, join(folder.path, 'b'), { format: 'f16' })).rejects.toThrow(
    /"large".*choose f32/,
  );
  expect(readdirSync(folder.path).sort()).toEqual(['model', 'shipped']);
});

test('weights that are no numbers are refused by name, and nothing is left behind', async () => {
  mkdirSync(dir);
  const spoilt = { shape: [64, 64], read: () => new Float32Array(4096).fill(Number.NaN) };
  writeSafetensors(join(dir, 'model.safetensors'), new Map([['spoilt', spoilt]]));
  await expect(packCheckpoint(dir, out, { format: 'int8' })).rejects.toThrow(/"spoilt".*no finite number/);
  expect(readdirSync(join(folder.path, 'shipped'))).toEqual([]);
});

test('files of several models, and by other names, are packed and read below their prefixes', async () => {
  mkdirSync(dir);
  const shapes = expectedTensors(config);
  const own = new Map([['head.weight', [70, 64]]]);
  const all = [...[...shapes].map(([name, shape]) => [`left.${name}`, shape] as const), ...own];
  const tensors = all.map(
    ([name, shape]) => [name, { shape, read: () => distinctValues(name, shape) }] as const,
  );
  writeSafetensors(join(dir, 'both.safetensors'), new Map(tensors));
  await packCheckpoint(dir, out, { format: 'int8' });
  const { tensors: stored } = readSafetensors(join(out, 'both.safetensors'));
  const models = { 'left.': { config, head: 'OpenAIGPTLMHeadModel' as const } };
  const read = compositeTensors(stored, { models, own });
  expect([...read.keys()].sort()).toEqual(all.map(([name]) => name).sort());
  const head = distinctValues('head.weight', [70, 64]);
  expect(
    read
      .get('head.weight')!
      .read()
      .every((value, at) => Math.abs(value - head[at]!) < 0.004),
  ).toBe(true);
});

test('the fusion of LEMPEx keeps its small weights beside the large ones', async () => {
  mkdirSync(dir);
  const shape = [64, 128];
  const values = Float32Array.from({ length: 64 * 128 }, (_, at) => (at % 129 === 0 ? 1 : 0.001));
  const fusion = new Map([['transform_to_t5_decoder.weight', { shape, read: () => values }]]);
  writeSafetensors(join(dir, 'model.safetensors'), fusion);
  await packCheckpoint(dir, out, { format: 'int8' });
  const [tensor] = readSafetensors(join(out, 'model.safetensors')).tensors.values();
  expect(tensor!.read()).toEqual(values);
});

test('shards become one file, without their index', async () => {
  mkdirSync(dir);
  writeFileSync(join(dir, 'config.json'), '{}');
  const tensor = (value: number) => ({ shape: [64, 64], read: () => new Float32Array(4096).fill(value) });
  writeSafetensors(join(dir, 'one.safetensors'), new Map([['a', tensor(1)]]));
  writeSafetensors(join(dir, 'two.safetensors'), new Map([['b', tensor(2)]]));
  const index = { weight_map: { a: 'one.safetensors', b: 'two.safetensors' } };
  writeFileSync(join(dir, 'model.safetensors.index.json'), JSON.stringify(index));
  await packCheckpoint(dir, out, { format: 'int8' });
  expect(readdirSync(out).sort()).toEqual(['checkpoint.json', 'config.json', 'model.safetensors']);
  const { tensors } = readSafetensors(join(out, 'model.safetensors'));
  expect([...tensors.values()].map((found) => found.read()[4095])).toEqual([1, 2]);
});

test('a card is written beside the weights, and may change without harm', async () => {
  writeModel();
  const manifest = await packCheckpoint(dir, out, { format: 'int8', card: '# Small\n' });
  expect(readFileSync(join(out, 'README.md'), 'utf8')).toBe('# Small\n');
  expect(manifest.files).not.toHaveProperty('README.md');
  writeFileSync(join(out, 'README.md'), '# Mended\n');
  await expect(openShipped('small', join(folder.path, 'shipped'))).resolves.toMatchObject({ dir: out });
});

test('a target with files is left alone, and a packed one is replaced where asked', async () => {
  writeModel();
  await packCheckpoint(dir, out, { format: 'int8' });
  await expect(packCheckpoint(dir, out, { format: 'f32' })).rejects.toMatchObject({ code: 'conflict' });
  await packCheckpoint(dir, out, { format: 'f32', replace: true });
  expect((await openShipped('small', join(folder.path, 'shipped'))).manifest.weights).toBe('f32');
  await expect(packCheckpoint(out, dir, { format: 'f32', replace: true })).rejects.toThrow(
    /no packed checkpoint and is not replaced/,
  );
  await expect(
    packCheckpoint(join(folder.path, 'none'), join(folder.path, 'x'), { format: 'f32' }),
  ).rejects.toThrow(/holds no \.safetensors/);
});

test('a shipped checkpoint that is missing, cut, changed or of another version is refused by file', async () => {
  const shipped = join(folder.path, 'shipped');
  await expect(openShipped('small', shipped)).rejects.toThrow(/none has come/);
  writeModel();
  await packCheckpoint(dir, out, { format: 'int8' });
  expect(shippedNames(shipped)).toEqual(['small']);
  await expect(openShipped('large', shipped)).rejects.toThrow(/no checkpoint "large"; there are small/);
  await expect(openShipped('../model', shipped)).rejects.toMatchObject({ code: 'not-found' });

  const weights = join(out, 'model.safetensors');
  const bytes = readFileSync(weights);
  const changed = Buffer.from(bytes);
  changed[changed.length - 1]! ^= 1;
  writeFileSync(weights, changed);
  await expect(openShipped('small', shipped)).rejects.toThrow(/model\.safetensors is not the file/);
  writeFileSync(weights, bytes.subarray(0, -1));
  await expect(openShipped('small', shipped)).rejects.toThrow(/model\.safetensors has \d+ bytes, but/);
  renameSync(weights, `${weights}.gone`);
  await expect(openShipped('small', shipped)).rejects.toThrow(/model\.safetensors is missing/);
  writeFileSync(join(out, 'checkpoint.json'), '{"format":2}');
  await expect(openShipped('small', shipped)).rejects.toThrow(/no manifest that this version reads/);
});
