import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encoderPrefixes } from '../architectures/bi-encoder.ts';
import { loadEncoderPair } from '../weights/load-encoder-pair.ts';
import { readSafetensors } from '../weights/read-safetensors.ts';
import { curveOf, talkFolder } from './recipe-testing.ts';
import { runRecipe } from './recipes.ts';
import { empatheticTalk, jsonLines, stopAfter, trainingContext, weightsOf, writeText } from './testing.ts';

/** Two BERTs of about 9,000 parameters each. */
const config = {
  tokenizer: 'tokenizer',
  model: { layers: 1, width: 16, heads: 2, positions: 64 },
  pooling: 'mean',
  maxLength: 48,
  batchQuestions: 8,
  epochs: 6,
  learningRate: 0.01,
  warmupSteps: 4,
  dropout: 0,
  logEvery: 5,
  validateEvery: 20,
  data: [{ path: 'talk.jsonl.gz', form: 'empathetic-dialogues' }],
  validation: { talk: { path: 'held.jsonl', form: 'empathetic-dialogues' } },
};

const epitome = `sp_id,rp_id,seeker_post,response_post,level,rationales\n${Array.from(
  { length: 12 },
  (_, row) =>
    `s${row},r${row},I lost my dog ${row},${row % 2 ? 'I am so sorry for you.' : 'See a vet.'},${row % 3},\n`,
).join('')}`;

async function prepared(changes: object = {}) {
  const talk = { learned: empatheticTalk(48), held: empatheticTalk(24, 2) };
  const folder = await talkFolder(config, { ...talk, changes });
  writeText(folder.data, 'epitome.csv', epitome);
  return folder;
}

test('it learns which answer belongs to which dialogue, and leaves a folder of two encoders', async () => {
  const { data, file } = await prepared();
  const out = join(data, 'out');
  const { numbers } = await runRecipe('dpr', file, trainingContext(out, data));
  const curve = curveOf(out);
  const validations = curve.filter(({ validation }) => validation).map(({ validation }) => validation.talk);
  expect(numbers.pairs).toBe(48);
  expect(validations.at(-1).loss).toBeLessThan(validations[0].loss);
  // Chance would find the answer first for one of eight.
  expect(validations.at(-1).recallAt1).toBeGreaterThan(0.6);
  expect(validations.at(-1).accuracy).toBeGreaterThan(0.1);
  const { config: bert, tensors } = loadEncoderPair(out, encoderPrefixes);
  expect(bert).toMatchObject({ model_type: 'bert', hidden_size: 16, num_hidden_layers: 1 });
  const name = 'encoder.layer.0.attention.self.query.weight';
  const [question, passage] = Object.values(encoderPrefixes).map((prefix) =>
    tensors.get(`${prefix}${name}`)?.read(),
  );
  expect(question).toHaveLength(256);
  expect(question).not.toEqual(passage);
});

test('a training that is stopped and goes on reaches the weights of one that was not, to the last bit', async () => {
  const { data, file } = await prepared({ epochs: 4, dropout: 0.1 });
  const [whole, stopped] = [join(data, 'whole'), join(data, 'stopped')];
  await runRecipe('dpr', file, trainingContext(whole, data));
  for (const steps of [7, 3])
    await expect(
      runRecipe('dpr', file, trainingContext(stopped, data, stopAfter(steps))),
    ).rejects.toMatchObject({ code: 'interrupted' });
  await runRecipe('dpr', file, trainingContext(stopped, data));
  expect(weightsOf(stopped).equals(weightsOf(whole))).toBe(true);
});

test('it goes on from a retriever, with both kinds of data', async () => {
  const { data, file } = await prepared({ epochs: 3 });
  const first = join(data, 'first');
  await runRecipe('dpr', file, trainingContext(first, data));
  const { model, tokenizer, ...rest } = config;
  const both = [...config.data, { path: 'epitome.csv', form: 'epitome' }];
  const further = writeText(data, 'further.json', JSON.stringify({ ...rest, epochs: 1, data: both }));
  const out = join(data, 'out');
  const { numbers } = await runRecipe('dpr', further, trainingContext(out, data, { init: first }));
  expect(numbers.pairs).toBe(48 + 8);
  expect(curveOf(out)[0].loss).toBeLessThan(curveOf(first)[0].loss);
  await expect(runRecipe('dpr', file, trainingContext(out, data, { init: first }))).rejects.toThrow(
    /take "model" and "tokenizer"/,
  );
});

test('words can start as those of another model, on both sides', async () => {
  const { data } = await prepared();
  const t5 = {
    stage: 'empathetic',
    tokenizer: 'tokenizer',
    model: { layers: 1, width: 16, heads: 2, headWidth: 8, inner: 16 },
    epochs: 1,
    data: config.data,
    validation: {},
  };
  const words = writeText(data, 't5.json', JSON.stringify(t5));
  await runRecipe('t5-sft', words, trainingContext(join(data, 't5'), data));
  const still = { ...config, epochs: 1, learningRate: 1e-12, wordVectors: 't5' };
  const file = writeText(data, 'still.json', JSON.stringify(still));
  await runRecipe('dpr', file, trainingContext(join(data, 'out'), data));
  const table = readSafetensors(join(data, 't5', 'model.safetensors'))
    .tensors.get('shared.weight')!
    .read();
  const { tensors } = loadEncoderPair(join(data, 'out'), encoderPrefixes);
  for (const prefix of Object.values(encoderPrefixes))
    expect(tensors.get(`${prefix}embeddings.word_embeddings.weight`)!.read()).toEqual(table);
});

test('fields that do not fit each other are refused', async () => {
  const { data, file } = await prepared({ maxLength: 65 });
  await expect(runRecipe('dpr', file, trainingContext(join(data, 'out'), data))).rejects.toThrow(
    /maxLength is 65, but the model has 64 positions/,
  );
  const sad = empatheticTalk(6).map((talk) => ({ ...talk, emotion: 'sad' }));
  writeText(data, 'talk.jsonl.gz', jsonLines(sad));
  const other = writeText(data, 'other.json', JSON.stringify({ ...config, epochs: 1 }));
  await expect(runRecipe('dpr', other, trainingContext(join(data, 'out'), data))).rejects.toThrow(
    /no passage that can be a negative/,
  );
});
