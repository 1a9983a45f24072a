import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectedTensors } from './expected-tensors.ts';
import { loadModelCheckpoint } from './load-model-checkpoint.ts';
import { temporaryFolder } from './testing.ts';
import { writeSafetensors } from './write-safetensors.ts';

const root = fileURLToPath(new URL('../../../shared/goldens/models', import.meta.url));
const present = existsSync(root);

function folders(name: string): string[] {
  if (!present) return [];
  const inside = readdirSync(join(root, name), { withFileTypes: true });
  return inside.filter((entry) => entry.isDirectory()).map((entry) => join(name, entry.name));
}

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe.skipIf(!present)('checkpoints of the reference code', () => {
  const all = [...folders('variants'), ...folders('models'), 'transfertransfo/openai-gpt-double-heads'];

  test.each(all)('%s has exactly the tensors its configuration asks for', (name) => {
    const { config, tensors } = loadModelCheckpoint(join(root, name));
    const shapes = new Map([...tensors].map(([key, tensor]) => [key, tensor.shape]));
    expect(shapes).toEqual(expectedTensors(config));
    for (const tensor of tensors.values()) expect(tensor.read().every(Number.isFinite)).toBe(true);
  });

  test.each([
    ['gpt2-save_pretrained', 'gpt2-hub'],
    ['gpt2-save_pretrained', 'gpt2-with-lm_head-and-buffers'],
    ['openai-gpt-save_pretrained', 'openai-gpt-hub'],
    ['bert-encoder', 'bert-hub-gamma-beta'],
    ['t5-save_pretrained', 't5-hub'],
  ])('%s and %s are one model in two layouts', (plain, other) => {
    const a = loadModelCheckpoint(join(root, 'variants', plain)).tensors;
    const b = loadModelCheckpoint(join(root, 'variants', other)).tensors;
    expect([...b.keys()]).toEqual([...a.keys()]);
    for (const [name, tensor] of a) expect(b.get(name)?.read(), name).toEqual(tensor.read());
  });

  test.each([
    ['gpt2-f16', 2 ** -10],
    ['gpt2-bf16', 2 ** -7],
  ])('%s holds the weights of the float32 model to its precision', (name, precision) => {
    const exact = loadModelCheckpoint(join(root, 'variants/gpt2-save_pretrained')).tensors;
    const rounded = loadModelCheckpoint(join(root, 'variants', name)).tensors;
    for (const [key, tensor] of exact) {
      const [values, other] = [tensor.read(), rounded.get(key)!.read()];
      for (let i = 0; i < values.length; i++) {
        expect(Math.abs(other[i]! - values[i]!)).toBeLessThanOrEqual(precision * Math.abs(values[i]!) + 1e-7);
      }
    }
  });

  test.each(folders('models'))('%s is written back byte for byte', (name) => {
    const { tensors } = loadModelCheckpoint(join(root, name));
    const copy = join(folder.path, 'copy.safetensors');
    writeSafetensors(copy, tensors);
    expect(readFileSync(copy).equals(readFileSync(join(root, name, 'model.safetensors')))).toBe(true);
  });
});
