import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test as it, onTestFinished } from 'vitest';
import { type BertConfig, parseModelConfig } from './configs.ts';
import { expectedTensors } from './expected-tensors.ts';
import { encoderFolders, loadEncoderPair } from './load-encoder-pair.ts';
import { distinctValues, temporaryFolder } from './testing.ts';
import { writeSafetensors } from './write-safetensors.ts';

const raw = {
  model_type: 'bert',
  vocab_size: 11,
  hidden_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 6,
  max_position_embeddings: 8,
};
const prefixes = { question: 'question_model.', passage: 'ctx_model.' };
const config = parseModelConfig(raw, 'config.json') as BertConfig;
const names = [...expectedTensors(config)];
const body = names.filter(([name]) => !name.startsWith('pooler.'));
const word = 'embeddings.word_embeddings.weight';

function folder(): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  return path;
}

/** Writes a config and tensors whose values differ by their stored names. */
function stored(
  dir: string,
  {
    config: given = raw,
    file = 'model.safetensors',
    prefixed,
  }: {
    config?: object;
    file?: string;
    prefixed: readonly (readonly [string, typeof names])[];
  },
): string {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, 'config.json'), JSON.stringify(given));
  const tensors = prefixed.flatMap(([prefix, list]) =>
    list.map(([name, shape]) => {
      const stand = `${prefix}${name}`;
      return [stand, { shape, read: () => distinctValues(stand, shape) }] as const;
    }),
  );
  writeSafetensors(join(dir, file), new Map(tensors));
  return dir;
}

const wordsOf = (dir: string) => {
  const { tensors } = loadEncoderPair(dir, prefixes);
  expect([...tensors.keys()].sort()).toEqual(
    Object.values(prefixes)
      .flatMap((prefix) => body.map(([name]) => `${prefix}${name}`))
      .sort(),
  );
  return Object.values(prefixes).map((prefix) => tensors.get(`${prefix}${word}`)?.read());
};
const values = (name: string) => distinctValues(name, [11, 4]);

describe('a pair of encoders', () => {
  it.each(['model.safetensors', 'biencoder.safetensors'])('is read from %s of a folder of ours', (file) => {
    const prefixed = Object.values(prefixes).map((prefix) => [prefix, body] as const);
    expect(wordsOf(stored(folder(), { file, prefixed }))).toEqual(
      Object.values(prefixes).map((prefix) => values(`${prefix}${word}`)),
    );
  });

  it('is read from a published checkpoint, in one file or in two folders, with poolers or without', () => {
    const dpr = { ...raw, model_type: 'dpr', projection_dim: 0 };
    const [asking, answering] = ['question_encoder.bert_model.', 'ctx_encoder.bert_model.'] as const;
    const expected = [values(`${asking}${word}`), values(`${answering}${word}`)];
    const one = stored(folder(), {
      config: dpr,
      prefixed: [
        [asking, names],
        [answering, body],
      ],
    });
    expect(wordsOf(one)).toEqual(expected);
    expect(encoderFolders(one)).toEqual([one]);
    const two = folder();
    stored(join(two, 'question_encoder'), { config: dpr, prefixed: [[asking, body]] });
    stored(join(two, 'ctx_encoder'), { config: dpr, prefixed: [[answering, names]] });
    expect(wordsOf(two)).toEqual(expected);
    expect(encoderFolders(two)).toEqual([join(two, 'question_encoder'), join(two, 'ctx_encoder')]);
  });

  it('is one BERT on both sides where there is only one', () => {
    const dir = stored(folder(), { prefixed: [['bert.', names]] });
    expect(wordsOf(dir)).toEqual([values(`bert.${word}`), values(`bert.${word}`)]);
  });

  it('is refused by name where a side, a tensor or BERT is missing, or a projection stands behind it', () => {
    const only = stored(folder(), { prefixed: [['question_model.', body]] });
    expect(() => loadEncoderPair(only, prefixes)).toThrow(/no tensor that begins with ctx_model\./);
    const less = stored(folder(), { prefixed: [['', body.slice(1)]] });
    expect(() => loadEncoderPair(less, prefixes)).toThrow(/missing.*word_embeddings/);
    const projected = { ...raw, model_type: 'dpr', projection_dim: 3 };
    const dir = stored(folder(), { config: projected, prefixed: [['question_encoder.bert_model.', body]] });
    expect(() => loadEncoderPair(dir, prefixes)).toThrow(/a projection behind BERT/);
    const t5 = stored(folder(), { config: { model_type: 't5' }, prefixed: [['', body]] });
    expect(() => loadEncoderPair(t5, prefixes)).toThrow(/is of t5/);
  });
});
