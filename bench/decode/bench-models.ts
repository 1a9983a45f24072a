import { createRandom } from '#lib/rng.ts';
import { type Gpt2Config, parseModelConfig } from '#models/weights/configs.ts';
import { expectedTensors } from '#models/weights/expected-tensors.ts';
import type { ModelCheckpoint } from '#models/weights/load-model-checkpoint.ts';
import type { WeightTensor } from '#models/weights/read-safetensors.ts';

/** What is measured: speed depends on shapes alone, so the weights are drawn from a seed and never stored. */
export const benchModels = {
  small: { vocab_size: 8_000, n_positions: 256, n_embd: 256, n_layer: 6, n_head: 4 },
  'gpt2-shape': { vocab_size: 50_257, n_positions: 1024, n_embd: 768, n_layer: 12, n_head: 12 },
} as const;

export type BenchModel = keyof typeof benchModels;

export const benchModelNames: readonly BenchModel[] = ['small', 'gpt2-shape'];

/** How the tables call it. */
export const benchModelTitles: Readonly<Record<BenchModel, string>> = {
  small: '6 layers, width 256, vocabulary 8,000',
  'gpt2-shape': "GPT-2 small's shape: 12 layers, width 768, vocabulary 50,257",
};

/** The checkpoint of a shape: uniform weights of GPT-2's deviation, 0.02, made again from the seed at each read. */
export function benchCheckpoint(
  model: BenchModel,
  seed = 1,
): ModelCheckpoint & { readonly config: Gpt2Config } {
  // Without an end token no reply ends early.
  const ids = { bos_token_id: null, eos_token_id: null };
  const config = parseModelConfig({ model_type: 'gpt2', ...benchModels[model], ...ids }, 'config.json');
  if (config.model_type !== 'gpt2') throw new Error('the bench models are GPT-2');
  const tensors = [...expectedTensors(config)].map(
    ([name, shape]) => [name, drawn(name, { shape, seed })] as const,
  );
  return { config, tensors: new Map(tensors) };
}

/** Sum of the sizes of all weights. */
export function parameterCount({ tensors }: ModelCheckpoint): number {
  return [...tensors.values()].reduce((sum, { shape }) => sum + shape.reduce((size, n) => size * n, 1), 0);
}

function drawn(
  name: string,
  { shape, seed }: { readonly shape: readonly number[]; readonly seed: number },
): WeightTensor {
  const length = shape.reduce((size, n) => size * n, 1);
  const read = () => {
    const values = new Float32Array(length);
    if (/ln_.\.weight$/.test(name)) return values.fill(1);
    if (name.endsWith('.bias')) return values;
    const random = createRandom(seed, name);
    const reach = 0.02 * Math.sqrt(3);
    for (let i = 0; i < length; i++) values[i] = (2 * random.next() - 1) * reach;
    return values;
  };
  return {
    name,
    shape,
    dtype: 'F32',
    file: 'drawn',
    read,
    readBytes: () => new Uint8Array(read().buffer),
  };
}
