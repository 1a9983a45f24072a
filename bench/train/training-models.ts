import { createRandom } from '#lib/rng.ts';
import { type ModelConfig, parseModelConfig } from '#models/weights/configs.ts';
import { expectedTensors } from '#models/weights/expected-tensors.ts';
import type { ModelCheckpoint } from '#models/weights/load-model-checkpoint.ts';

/** A model and the batches it is trained on: `source` is the encoder's length, 0 where there is none. */
export interface TrainingModel {
  readonly title: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly rows: number;
  readonly source: number;
  readonly time: number;
}

const gpt = { model_type: 'openai-gpt', vocab_size: 8_000, n_positions: 256, n_embd: 256, n_head: 4 };
const t5 = { model_type: 't5', vocab_size: 8_000, d_model: 256, d_kv: 64, d_ff: 1_024, num_heads: 4 };

/** Speed depends on shapes alone, so the weights and tokens are drawn from a seed; every place has a label. */
export const trainingModels = {
  'gpt-4': { title: 'GPT, 4 layers', config: { ...gpt, n_layer: 4 }, rows: 32, source: 0, time: 64 },
  'gpt-6': { title: 'GPT, 6 layers', config: { ...gpt, n_layer: 6 }, rows: 16, source: 0, time: 128 },
  't5-4': { title: 'T5, 4 + 4 layers', config: { ...t5, num_layers: 4 }, rows: 16, source: 64, time: 64 },
  'gpt-10m': {
    title: 'GPT, 6 layers, vocabulary 20,000',
    config: { ...gpt, n_layer: 6, vocab_size: 20_000 },
    rows: 16,
    source: 0,
    time: 128,
  },
} as const satisfies Readonly<Record<string, TrainingModel>>;

export type TrainingModelName = keyof typeof trainingModels;

export const trainingModelNames = Object.keys(trainingModels) as readonly TrainingModelName[];

/** Uniform weights of deviation 0.02, and scales of 1. */
export function trainingCheckpoint(model: TrainingModel): ModelCheckpoint {
  const config = parseModelConfig(model.config, 'config.json');
  const tensors = [...expectedTensors(config)].map(([name, shape]) => {
    const length = shape.reduce((size, n) => size * n, 1);
    const read = () => {
      const values = new Float32Array(length);
      if (/(ln_.|norm)\.weight$/.test(name)) return values.fill(1);
      const random = createRandom(1, name);
      for (let i = 0; i < length; i++) values[i] = (random.next() - 0.5) * 0.02 * Math.sqrt(12);
      return values;
    };
    const readBytes = () => new Uint8Array(read().buffer);
    return [name, { name, dtype: 'F32', shape, file: 'drawn', read, readBytes }] as const;
  });
  return { config, tensors: new Map(tensors) };
}

/** Rows of tokens drawn evenly from the vocabulary. */
export function drawnRows(config: ModelConfig, shape: readonly [rows: number, length: number]): number[][] {
  const random = createRandom(2, ...shape);
  return Array.from({ length: shape[0] }, () =>
    Array.from({ length: shape[1] }, () => random.below(config.vocab_size)),
  );
}
