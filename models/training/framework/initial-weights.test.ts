import { expect, test } from 'vitest';
import { parseModelConfig } from '../../weights/configs.ts';
import { initialWeights } from './initial-weights.ts';

const t5 = parseModelConfig(
  {
    model_type: 't5',
    vocab_size: 400,
    d_model: 64,
    d_kv: 16,
    num_heads: 8,
    d_ff: 256,
    num_layers: 1,
    feed_forward_proj: 'gated-gelu',
    tie_word_embeddings: false,
  },
  'test',
);

function deviation(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

test('a T5 starts as in the reference: each matrix by the width of what goes into it', () => {
  const weights = initialWeights(t5, 1);
  const attention = 'decoder.block.0.layer.1.EncDecAttention';
  const expected = {
    'shared.weight': 1,
    'lm_head.weight': 1,
    [`${attention}.q.weight`]: (64 * 16) ** -0.5,
    [`${attention}.k.weight`]: 64 ** -0.5,
    [`${attention}.v.weight`]: 64 ** -0.5,
    [`${attention}.o.weight`]: (8 * 16) ** -0.5,
    'encoder.block.0.layer.1.DenseReluDense.wi_1.weight': 64 ** -0.5,
    'encoder.block.0.layer.1.DenseReluDense.wo.weight': 256 ** -0.5,
  };
  for (const [name, value] of Object.entries(expected)) {
    const found = deviation(weights.get(name)!);
    expect(found / value, name).toBeGreaterThan(0.95);
    expect(found / value, name).toBeLessThan(1.05);
  }
  const norms = [...weights].filter(([name]) => name.endsWith('layer_norm.weight'));
  expect(norms.length).toBe(7);
  for (const [, values] of norms) expect(values.every((value) => value === 1)).toBe(true);
});

test('a seed gives the same weights, another one others', () => {
  const of = (seed: number) => initialWeights(t5, seed).get('shared.weight');
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
});
