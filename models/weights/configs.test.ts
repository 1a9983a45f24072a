import { expect, test } from 'vitest';
import { labelCount, parseModelConfig } from './configs.ts';
import { headOf } from './expected-tensors.ts';

test('missing keys take the defaults of the Hugging Face classes', () => {
  expect(parseModelConfig({ model_type: 'gpt2' }, 'c')).toMatchObject({
    vocab_size: 50_257,
    n_positions: 1024,
    n_embd: 768,
    n_layer: 12,
    n_head: 12,
    n_inner: null,
    activation_function: 'gelu_new',
    layer_norm_epsilon: 1e-5,
    eos_token_id: 50_256,
    tie_word_embeddings: true,
  });
  expect(parseModelConfig({ model_type: 'openai-gpt' }, 'c')).toMatchObject({
    vocab_size: 40_478,
    n_positions: 512,
    afn: 'gelu',
    layer_norm_epsilon: 1e-5,
    eos_token_id: null,
  });
  expect(parseModelConfig({ model_type: 'bert' }, 'c')).toMatchObject({
    vocab_size: 30_522,
    intermediate_size: 3072,
    hidden_act: 'gelu',
    layer_norm_eps: 1e-12,
    type_vocab_size: 2,
  });
  expect(parseModelConfig({ model_type: 't5' }, 'c')).toMatchObject({
    vocab_size: 32_128,
    d_model: 512,
    d_kv: 64,
    d_ff: 2048,
    num_layers: 6,
    num_decoder_layers: 6,
    num_heads: 8,
    relative_attention_num_buckets: 32,
    relative_attention_max_distance: 128,
    feed_forward_proj: 'relu',
    dense_act_fn: 'relu',
    is_gated_act: false,
    layer_norm_epsilon: 1e-6,
    tie_word_embeddings: true,
  });
});

test.each([
  ['gated-gelu', 'gelu_new', true],
  ['gated-silu', 'silu', true],
  ['gelu', 'gelu', false],
])('the T5 projection %s means %s', (projection, activation, gated) => {
  const config = parseModelConfig({ model_type: 't5', feed_forward_proj: projection, num_layers: 3 }, 'c');
  expect(config).toMatchObject({ dense_act_fn: activation, is_gated_act: gated, num_decoder_layers: 3 });
});

test('the common names of sizes are understood where Hugging Face understands them', () => {
  const config = parseModelConfig({ model_type: 'gpt2', hidden_size: 32, num_attention_heads: 4 }, 'c');
  expect(config).toMatchObject({ n_embd: 32, n_head: 4 });
});

test('keys that are not known are kept', () => {
  expect(parseModelConfig({ model_type: 'bert', torch_dtype: 'float16' }, 'c')).toMatchObject({
    torch_dtype: 'float16',
  });
});

test.each([
  [{ model_type: 'llama' }, /c has the model_type "llama"; .* gpt2, openai-gpt, t5, bert/],
  [{ model_type: 'constructor' }, /c has the model_type "constructor"/],
  [{}, /c has no "model_type"/],
  [{ model_type: 'gpt2', n_layer: 0 }, /c cannot be used\. n_layer/],
  [{ model_type: 'gpt2', n_embd: '768' }, /n_embd/],
  [{ model_type: 'gpt2', n_embd: 10, n_head: 4 }, /n_head: the number of heads must divide the width/],
  [
    { model_type: 'bert', position_embedding_type: 'relative_key' },
    /position_embedding_type: only "absolute"/,
  ],
  [{ model_type: 't5', feed_forward_proj: 'some-gelu' }, /feed_forward_proj/],
])('the configuration %j is refused', (raw, message) => {
  expect(() => parseModelConfig(raw, 'c')).toThrow(message);
});

test('the number of labels is that of id2label, else of num_labels, else two', () => {
  const labels = (extra: object) => labelCount(parseModelConfig({ model_type: 'bert', ...extra }, 'c'));
  expect(labels({})).toBe(2);
  expect(labels({ num_labels: 5 })).toBe(5);
  expect(labels({ id2label: { 0: 'A', 1: 'B', 2: 'C' }, num_labels: 5 })).toBe(3);
});

test('the class is the one the config names, by its name of today, and an unknown one is refused', () => {
  const head = (architectures: string[] | null) =>
    headOf(parseModelConfig({ model_type: 't5', architectures }, 'c'));
  expect(head(null)).toBe('T5ForConditionalGeneration');
  expect(head(['T5WithLMHeadModel'])).toBe('T5ForConditionalGeneration');
  expect(head(['T5EncoderModel'])).toBe('T5EncoderModel');
  expect(() => head(['BertModel'])).toThrow(/class "BertModel".*T5ForConditionalGeneration/);
});
