import { createRandom } from '#lib/rng.ts';
import { parseModelConfig } from '../weights/configs.ts';
import { expectedTensors } from '../weights/expected-tensors.ts';
import type { ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import type { WeightTensor } from '../weights/read-safetensors.ts';

const gptSizes = { vocab_size: 23, n_positions: 16, n_embd: 12, n_layer: 2, n_head: 3, bos_token_id: 1 };
const t5Sizes = { vocab_size: 23, d_model: 12, d_kv: 5, d_ff: 20, num_layers: 2, num_heads: 3 };
const bertSizes = {
  vocab_size: 23,
  hidden_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 3,
  intermediate_size: 20,
  max_position_embeddings: 16,
};

/** A small configuration of each kind, as `config.json` would hold it. */
export const tinyConfigs = {
  gpt2: { model_type: 'gpt2', ...gptSizes },
  'openai-gpt': { model_type: 'openai-gpt', ...gptSizes },
  't5 1.0': { model_type: 't5', ...t5Sizes },
  't5 1.1': { model_type: 't5', ...t5Sizes, feed_forward_proj: 'gated-gelu', tie_word_embeddings: false },
  bert: { model_type: 'bert', ...bertSizes },
  'bert classifier': {
    model_type: 'bert',
    ...bertSizes,
    architectures: ['BertForSequenceClassification'],
    num_labels: 3,
  },
  'bert masked words': { model_type: 'bert', ...bertSizes, architectures: ['BertForMaskedLM'] },
} as const;

/** A checkpoint of seeded random weights, large enough that every part of the model is seen in its outputs. */
export function randomCheckpoint(raw: Readonly<Record<string, unknown>>, seed = 1): ModelCheckpoint {
  const config = parseModelConfig(raw, 'config.json');
  return { config, tensors: seededTensors(expectedTensors(config), seed) };
}

/** Tensors of these shapes, drawn from a seed. */
export function seededTensors(
  shapes: ReadonlyMap<string, readonly number[]>,
  seed: number,
): ReadonlyMap<string, WeightTensor> {
  const tensors = [...shapes].map(([name, shape]) => {
    const random = createRandom(seed, name);
    const isScale = /(ln_.|norm|LayerNorm)\.weight$/.test(name);
    const length = shape.reduce((total, size) => total * size, 1);
    const values = Float32Array.from({ length }, () => (isScale ? 1 : 0) + random.next() - 0.5);
    const tensor = {
      name,
      dtype: 'F32',
      shape,
      file: 'random',
      read: () => values.slice(),
      readBytes: () => new Uint8Array(values.slice().buffer),
    } as const;
    return [name, tensor] as const;
  });
  return new Map(tensors);
}
