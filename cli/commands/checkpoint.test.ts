import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseModelConfig } from '#models/weights/configs.ts';
import { expectedTensors } from '#models/weights/expected-tensors.ts';
import { loadModelCheckpoint } from '#models/weights/load-model-checkpoint.ts';
import { distinctValues } from '#models/weights/testing.ts';
import { writeCheckpoint } from '#models/weights/write-checkpoint.ts';
import { runCli, temporaryDataDir } from '../testing.ts';

function trainedFolder(): string {
  const dir = join(temporaryDataDir(), 'trained');
  const sizes = { vocab_size: 100, d_model: 64, d_kv: 16, num_heads: 4, d_ff: 128, num_layers: 1 };
  const config = parseModelConfig({ model_type: 't5', ...sizes }, 'test');
  const tensors = [...expectedTensors(config)].map(
    ([name, shape]) => [name, { shape, read: () => distinctValues(name, shape) }] as const,
  );
  writeCheckpoint(dir, { config, tensors: new Map(tensors) });
  const record = { recipe: 't5-sft', config: { seed: 3 }, data: {}, init: null, numbers: { seconds: 60 } };
  writeFileSync(join(dir, 'training.json'), JSON.stringify({ ...record, commit: null }));
  return dir;
}

test('a checkpoint is packed with its card, and back into a plain folder', async () => {
  const dir = trainedFolder();
  const [small, plain] = [join(dir, '..', 'small'), join(dir, '..', 'plain')];
  const run = await runCli(temporaryDataDir(), 'checkpoint', 'pack', dir, '--out', small, '--json');
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const told = JSON.parse(run.stdout);
  expect(told).toMatchObject({ weights: 'int8', dir: small });
  expect(told.files['model.safetensors'].bytes).toBe(readFileSync(join(small, 'model.safetensors')).length);
  expect(readFileSync(join(small, 'README.md'), 'utf8')).toMatch(/# small\n[\s\S]*\| seed \| 3 \|/);
  const back = await runCli(
    temporaryDataDir(),
    'checkpoint',
    'pack',
    small,
    '--out',
    plain,
    '--format',
    'f32',
  );
  expect(back.stdout).toMatch(/^0\.\d MB in .*plain\.\n$/);
  const name = 'decoder.block.0.layer.1.EncDecAttention.q.weight';
  const read = (folder: string) => loadModelCheckpoint(folder).tensors.get(name)!.read();
  expect(read(plain)).toEqual(read(small));
  expect(read(plain)).not.toEqual(read(dir));
});

test('what can be mended is one line, and the exit status is 2', async () => {
  const dir = trainedFolder();
  const refused = async (...words: string[]) => {
    const { status, stdout, stderr } = await runCli(temporaryDataDir(), 'checkpoint', 'pack', ...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    return stderr;
  };
  expect(await refused(join(dir, 'none'), '--out', join(dir, 'x'))).toMatch(/holds no \.safetensors/);
  expect(await refused(dir, '--out', dir)).toMatch(/is not empty\. Choose another --out/);
  expect(await refused(dir, '--out', join(dir, 'x'), '--after', dir)).toMatch(
    /No training here started from/,
  );
  expect(await refused(dir, '--out', join(dir, 'x'), '--format', 'int4')).toMatch(/int8, f16, f32/);
});
