import { expect, test } from 'vitest';
import { canonicalTensors, tensorsUnder } from './canonical-names.ts';
import { parseModelConfig } from './configs.ts';
import { expectedTensors, type ModelHead } from './expected-tensors.ts';
import type { WeightTensor } from './read-safetensors.ts';
import { memoryTensor } from './testing.ts';

const small = {
  gpt2: { model_type: 'gpt2', vocab_size: 7, n_positions: 5, n_embd: 4, n_layer: 2, n_head: 2 },
  t5: { model_type: 't5', vocab_size: 7, d_model: 4, d_kv: 3, d_ff: 6, num_layers: 2, num_heads: 2 },
  bert: {
    model_type: 'bert',
    vocab_size: 7,
    hidden_size: 4,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 6,
    max_position_embeddings: 5,
  },
} as const;

const gpt2 = parseModelConfig(small.gpt2, 'c');
const t5 = parseModelConfig(small.t5, 'c');
const bert = parseModelConfig(small.bert, 'c');

function checkpoint(config: typeof gpt2, head?: ModelHead): Map<string, WeightTensor> {
  const names = [...expectedTensors(config, head)];
  return new Map(names.map(([name, shape]) => [name, memoryTensor(name, shape)]));
}

function renamed(tensors: ReadonlyMap<string, WeightTensor>, rename: (name: string) => string) {
  return new Map([...tensors].map(([name, tensor]) => [rename(name), { ...tensor, name: rename(name) }]));
}

/** The values of the canonical tensors, to see that each weight ended under its own name. */
function values(tensors: ReadonlyMap<string, WeightTensor>): Record<string, number[]> {
  return Object.fromEntries([...tensors].map(([name, tensor]) => [name, [...tensor.read()]]));
}

test('a body without its prefix, with mask buffers and a wrapped name, is mapped onto the class with a head', () => {
  const plain = checkpoint(gpt2);
  const hub = renamed(plain, (name) => `module.${name.replace('transformer.', '')}`);
  hub.set('h.0.attn.bias', memoryTensor('h.0.attn.bias', [1, 1, 5, 5]));
  hub.set('h.1.attn.masked_bias', memoryTensor('h.1.attn.masked_bias', []));
  expect(values(canonicalTensors(hub, gpt2))).toEqual(values(plain));
});

test('a bare body takes its tensors from a class with a head', () => {
  const found = canonicalTensors(checkpoint(gpt2, 'GPT2LMHeadModel'), gpt2, { head: 'GPT2Model' });
  expect([...found.keys()]).toEqual([...expectedTensors(gpt2, 'GPT2Model').keys()]);
  expect(found.has('wte.weight')).toBe(true);
});

test('gamma and beta are read as weight and bias', () => {
  const plain = checkpoint(bert);
  const old = renamed(
    plain,
    (name) =>
      `bert.${name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta')}`,
  );
  old.set('cls.seq_relationship.weight', memoryTensor('cls.seq_relationship.weight', [2, 4]));
  expect(values(canonicalTensors(old, bert))).toEqual(values(plain));
});

test('a file of the pre-training class serves the masked language model and the encoder', () => {
  const all = checkpoint(bert, 'BertForPreTraining');
  for (const head of ['BertForMaskedLM', 'BertModel'] as const) {
    const found = canonicalTensors(all, bert, { head });
    expect([...found.keys()]).toEqual([...expectedTensors(bert, head).keys()]);
  }
});

test('an equal copy of a tied tensor is accepted and not listed', () => {
  const tensors = checkpoint(gpt2);
  const embedding = tensors.get('transformer.wte.weight');
  tensors.set('lm_head.weight', memoryTensor('lm_head.weight', [7, 4], { data: embedding!.read() }));
  const found = canonicalTensors(tensors, gpt2);
  expect(found.has('lm_head.weight')).toBe(false);
});

test('a copy of a tied tensor that differs is refused by both names', () => {
  const tensors = checkpoint(gpt2);
  tensors.set('lm_head.weight', memoryTensor('lm_head.weight', [7, 4]));
  expect(() => canonicalTensors(tensors, gpt2)).toThrow(/"transformer.wte.weight".*"lm_head.weight".*differ/);
});

test('a tied copy that stands alone takes the place of the tensor itself', () => {
  const tensors = renamed(checkpoint(t5), (n) => (n === 'shared.weight' ? 'encoder.embed_tokens.weight' : n));
  const found = canonicalTensors(tensors, t5);
  expect(found.get('shared.weight')?.name).toBe('encoder.embed_tokens.weight');
});

test('an untied head is a tensor of its own', () => {
  const untied = parseModelConfig({ ...small.t5, tie_word_embeddings: false }, 'c');
  expect(expectedTensors(untied).get('lm_head.weight')).toEqual([7, 4]);
  expect(() => canonicalTensors(checkpoint(t5), untied)).toThrow(
    /missing in memory.safetensors: "lm_head.weight"/,
  );
});

test('an encoder leaves the decoder and the head aside', () => {
  const found = canonicalTensors(checkpoint(t5), t5, { head: 'T5EncoderModel' });
  expect([...found.keys()].some((name) => name.startsWith('decoder.'))).toBe(false);
});

test('missing tensors are named with the file', () => {
  const tensors = checkpoint(gpt2);
  tensors.delete('transformer.h.1.mlp.c_fc.bias');
  expect(() => canonicalTensors(tensors, gpt2)).toThrow(
    /missing in memory\.safetensors: "transformer\.h\.1\.mlp\.c_fc\.bias"/,
  );
  expect(() => canonicalTensors(new Map(), gpt2)).toThrow(/which is empty.*and \d+ more/);
});

test.each([
  ['gpt2', gpt2, 'transformer.h.2.ln_1.weight'],
  ['t5', t5, 'decoder.block.2.layer.0.layer_norm.weight'],
  ['bert', bert, 'encoder.layer.2.output.dense.bias'],
] as const)('a %s block the config knows nothing of is refused by name', (_, config, name) => {
  const tensors = checkpoint(config);
  tensors.set(name, memoryTensor(name, [4]));
  expect(() => canonicalTensors(tensors, config)).toThrow(`no place for: "${name}"`);
});

test('a wrong shape and whole numbers are refused by name', () => {
  const name = 'transformer.ln_f.bias';
  const wrong = checkpoint(gpt2).set(name, memoryTensor(name, [5]));
  expect(() => canonicalTensors(wrong, gpt2)).toThrow(/"transformer\.ln_f\.bias".*\[5\].*needs \[4\]/);
  const whole = checkpoint(gpt2).set(name, memoryTensor(name, [4], { dtype: 'I64' }));
  expect(() => canonicalTensors(whole, gpt2)).toThrow(/"transformer\.ln_f\.bias".*holds I64/);
});

test('two spellings of one weight must agree', () => {
  const tensors = checkpoint(gpt2);
  tensors.set('ln_f.bias', memoryTensor('ln_f.bias', [4]));
  expect(() => canonicalTensors(tensors, gpt2)).toThrow(/differ/);
  tensors.set(
    'ln_f.bias',
    memoryTensor('ln_f.bias', [4], { data: tensors.get('transformer.ln_f.bias')!.read() }),
  );
  expect(canonicalTensors(tensors, gpt2).size).toBe(expectedTensors(gpt2).size);
});

test('heads of the caller are asked for besides', () => {
  const additional = new Map([['v_head.summary.weight', [1, 4]]]);
  expect(() => canonicalTensors(checkpoint(t5), t5, { additional })).toThrow(/missing.*v_head/);
  const withHead = checkpoint(t5).set('v_head.summary.weight', memoryTensor('v_head.summary.weight', [1, 4]));
  expect(canonicalTensors(withHead, t5, { additional }).has('v_head.summary.weight')).toBe(true);
  expect(canonicalTensors(withHead, t5).has('v_head.summary.weight'), 'TRL saves it with the model').toBe(
    false,
  );
  const other = checkpoint(t5).set('w_head.weight', memoryTensor('w_head.weight', [1, 4]));
  expect(() => canonicalTensors(other, t5)).toThrow(/no place for: "w_head/);
});

test('one model of several in a file is found below its prefix', () => {
  const both = new Map([
    ...renamed(checkpoint(bert), (name) => `question.${name}`),
    ...renamed(checkpoint(bert), (name) => `context.${name}`),
  ]);
  expect(values(canonicalTensors(tensorsUnder(both, 'question.'), bert))).toEqual(values(checkpoint(bert)));
});
