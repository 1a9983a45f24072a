import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseModelConfig } from '../../weights/configs.ts';
import { expectedTensors } from '../../weights/expected-tensors.ts';
import { writeSafetensors } from '../../weights/write-safetensors.ts';
import { initialWeights } from '../framework/initial-weights.ts';
import { temporaryFolder, trainingContext, writeText } from '../testing.ts';
import { startingEncoder } from './starting-encoder.ts';

const settings = {
  seed: 1,
  tokenizer: 'tokenizer',
  model: { width: 8, heads: 2, headWidth: 4, feedForward: 16 },
  layers: 1,
  dropout: 0.1,
};

/** A folder with a model of these raw settings, drawn from nothing. */
function writeModel(folder: string, name: string, raw: Record<string, unknown>): void {
  const config = parseModelConfig(raw, name);
  writeText(folder, `${name}/config.json`, JSON.stringify(config));
  const weights = initialWeights(config, 3);
  const tensors = [...expectedTensors(config)].map(
    ([key, shape]) => [key, { shape, read: () => weights.get(key) ?? new Float32Array() }] as const,
  );
  writeSafetensors(join(folder, name, 'model.safetensors'), new Map(tensors));
}

const gpt = { model_type: 'openai-gpt', vocab_size: 20, n_embd: 8, n_head: 2, n_layer: 1, n_positions: 8 };
const t5 = { model_type: 't5', vocab_size: 20, d_model: 8, d_kv: 4, num_heads: 2, d_ff: 16, num_layers: 3 };

const rms = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

test('encoders from nothing differ by name and agree by seed', () => {
  const { config, weights } = startingEncoder(settings, trainingContext('out', temporaryFolder()));
  const encoder = config(20);
  expect(weights(encoder, 'a')).toEqual(weights(encoder, 'a'));
  expect(weights(encoder, 'a')).not.toEqual(weights(encoder, 'b'));
  expect([...weights(encoder, 'a').keys()]).toEqual([...expectedTensors(encoder, 'T5EncoderModel').keys()]);
});

test('word embeddings of a GPT are taken over, at the scale asked for', () => {
  const data = temporaryFolder();
  writeModel(data, 'gpt', gpt);
  const start = startingEncoder(
    { ...settings, embeddings: 'gpt', embeddingScale: 0.5 },
    trainingContext('out', data),
  );
  const table = start.weights(start.config(20), 'a').get('shared.weight') ?? new Float32Array();
  const given = initialWeights(parseModelConfig(gpt, 'gpt'), 3).get('transformer.tokens_embed.weight');
  expect(rms(table)).toBeCloseTo(0.5, 5);
  const factor = 0.5 / rms(given ?? new Float32Array());
  expect(table[7]).toBeCloseTo(factor * (given?.[7] ?? 0), 6);
  expect(start.startsFrom).toEqual({ embeddings: join(data, 'gpt') });
  expect(() => start.weights(start.config(21), 'a')).toThrow(/no word embeddings of 21 tokens and width 8/);
});

test('the first blocks of a T5 are taken over, and what does not fit is refused', () => {
  const data = temporaryFolder();
  writeModel(data, 't5', t5);
  writeModel(data, 'gpt', gpt);
  const { model, tokenizer, ...rest } = settings;
  const from = (name: string) => trainingContext('out', data, { init: join(data, name) });
  const start = startingEncoder({ ...rest, layers: 2 }, from('t5'));
  const encoder = start.config(20);
  expect([encoder.num_layers, encoder.dropout_rate]).toEqual([2, 0.1]);
  const given = initialWeights(parseModelConfig(t5, 't5'), 3);
  for (const [name, values] of start.weights(encoder, 'a')) expect(values).toEqual(given.get(name));
  expect(() => startingEncoder({ ...rest, layers: 4 }, from('t5'))).toThrow(/layers is 4, but .* has 3/);
  expect(() => startingEncoder(settings, from('t5'))).toThrow(/take "model" and "tokenizer" out/);
  expect(() => startingEncoder(rest, from('gpt'))).toThrow(/is a openai-gpt; an encoder of T5 is needed/);
  expect(() => startingEncoder(rest, trainingContext('out', data))).toThrow(/must have "model"/);
});
