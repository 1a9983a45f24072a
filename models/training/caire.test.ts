import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModel } from '../runtime/loaded-model.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { curveOf, talkFolder } from './recipe-testing.ts';
import { runRecipe } from './recipes.ts';
import { smallTalk, stopAfter, temporaryFolder, trainingContext, weightsOf, writeText } from './testing.ts';

/** A GPT of about 8,000 parameters. */
const config = {
  stage: 'pretraining',
  tokenizer: 'tokenizer',
  model: { layers: 1, width: 16, heads: 2, positions: 64 },
  maxLength: 64,
  batchTokens: 256,
  epochs: 3,
  learningRate: 0.02,
  warmupSteps: 4,
  logEvery: 4,
  validateEvery: 10,
  data: [{ path: 'talk.jsonl.gz', form: 'plain' }],
  validation: { talk: { path: 'held.jsonl', form: 'plain', limit: 8 } },
};

const prepared = (changes: object = {}) =>
  talkFolder(config, { changes, learned: smallTalk(40), held: smallTalk(12, 2) });

test('it learns, and leaves a folder that loads with the best weights by validation', async () => {
  const { data, file } = await prepared();
  const out = join(data, 'out');
  const { numbers } = await runRecipe('caire', file, trainingContext(out, data));
  const curve = curveOf(out);
  const last = curve.at(-1);
  expect(last.step).toBe(numbers.totalSteps);
  expect(last.loss).toBeLessThan(0.6 * curve[0].loss);
  expect(last.validation.talk.wordPerplexity).toBeGreaterThan(last.validation.talk.perplexity);
  const model = await loadModel(out, { threads: 1 });
  const ids = loadTokenizer(out).encode('i am worried');
  expect((await model.logits({ input_ids: [ids] })).shape).toEqual([1, ids.length, 320]);
  await model.dispose();
  const record = JSON.parse(readFileSync(join(out, 'training.json'), 'utf8'));
  expect(record).toMatchObject({ recipe: 'caire', config, numbers: { best: numbers.best } });
  expect(Object.keys(record.data)).toEqual(['talk.jsonl.gz', 'held.jsonl']);
});

test('a training that is stopped and goes on reaches the weights of one that was not, to the last bit', async () => {
  const { data, file } = await prepared();
  const [whole, stopped] = [join(data, 'whole'), join(data, 'stopped')];
  const end = await runRecipe('caire', file, trainingContext(whole, data));
  for (const steps of [7, 3])
    await expect(
      runRecipe('caire', file, trainingContext(stopped, data, stopAfter(steps))),
    ).rejects.toMatchObject({ code: 'interrupted' });
  const again = await runRecipe('caire', file, trainingContext(stopped, data));
  expect(weightsOf(stopped).equals(weightsOf(whole))).toBe(true);
  expect({ ...again.numbers, seconds: 0 }).toEqual({ ...end.numbers, seconds: 0 });
  const validations = (out: string) => curveOf(out).filter(({ validation }) => validation);
  expect(validations(stopped).map(({ step, validation }) => ({ step, validation }))).toEqual(
    validations(whole).map(({ step, validation }) => ({ step, validation })),
  );
});

test('another seed gives other weights, the same one the same', async () => {
  const { data, file } = await prepared({ epochs: 1 });
  const other = writeText(data, 'other.json', JSON.stringify({ ...config, epochs: 1, seed: 2 }));
  const outs = ['a', 'b', 'c'].map((name) => join(data, name)) as [string, string, string];
  for (const [index, out] of outs.entries())
    await runRecipe('caire', index < 2 ? file : other, trainingContext(out, data));
  expect(weightsOf(outs[0]).equals(weightsOf(outs[1]))).toBe(true);
  expect(weightsOf(outs[0]).equals(weightsOf(outs[2]))).toBe(false);
});

test('it starts from a folder, whose size and tokenizer it keeps', async () => {
  const { data, file } = await prepared({ epochs: 1 });
  const first = join(data, 'first');
  await runRecipe('caire', file, trainingContext(first, data));
  const { model, tokenizer, ...rest } = config;
  const further = writeText(data, 'further.json', JSON.stringify({ ...rest, epochs: 1 }));
  const out = join(data, 'out');
  await runRecipe('caire', further, trainingContext(out, data, { init: first }));
  expect(curveOf(out)[0].loss).toBeLessThan(curveOf(first)[0].loss);
  expect(readFileSync(join(out, 'tokenizer.json'))).toEqual(readFileSync(join(first, 'tokenizer.json')));
  await expect(runRecipe('caire', file, trainingContext(out, data, { init: first }))).rejects.toThrow(
    /take "model" and "tokenizer" out/,
  );
});

test('a loss that runs away ends the training early, and the checkpoint before it stays', async () => {
  const { data, file } = await prepared({ learningRate: 300, warmupSteps: 0, validateEvery: 1, epochs: 20 });
  const out = join(data, 'out');
  await expect(runRecipe('caire', file, trainingContext(out, data))).rejects.toThrow(
    /The loss diverged at step/,
  );
  const saved = JSON.parse(readFileSync(join(out, 'state', 'state.json'), 'utf8'));
  expect(saved.loop.step).toBeGreaterThan(0);
  expect(existsSync(join(out, 'training.json'))).toBe(false);
});

test('a folder with another training is not touched', async () => {
  const { data, file } = await prepared({ epochs: 1 });
  const out = join(data, 'out');
  await runRecipe('caire', file, trainingContext(out, data));
  const files = () =>
    readdirSync(out)
      .filter((name) => name !== 'state')
      .map((name) => [name, readFileSync(join(out, name), 'utf8')]);
  const before = files();
  const larger = { ...config, epochs: 1, model: { ...config.model, layers: 2 } };
  const other = writeText(data, 'other.json', JSON.stringify(larger));
  await expect(runRecipe('caire', other, trainingContext(out, data))).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(files()).toEqual(before);
});

test('a model that was downloaded is not written over', async () => {
  const { data, file } = await prepared({ epochs: 1 });
  writeText(data, 'gpt2/config.json', '{}');
  writeText(data, 'gpt2/model.safetensors', 'weights');
  await expect(runRecipe('caire', file, trainingContext(join(data, 'gpt2'), data))).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(readFileSync(join(data, 'gpt2', 'model.safetensors'), 'utf8')).toBe('weights');
});

test('fields that do not fit each other are refused before anything is written', async () => {
  const out = join(temporaryFolder(), 'out');
  const refused = async (changes: object, message: RegExp) => {
    const { data, file } = await prepared(changes);
    await expect(runRecipe('caire', file, trainingContext(out, data))).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  };
  await refused({ maxLength: 65, batchTokens: 300 }, /maxLength is 65, but the model has 64 positions/);
  await refused({ batchTokens: 20 }, /less than one row of 64/);
  await refused({ lerning_rate: 1 }, /lerning_rate: there is no such field/);
  await refused({ model: { layers: 1, width: 15, heads: 2, positions: 64 } }, /heads must divide the width/);
  await refused({ model: undefined }, /must have "model" and "tokenizer"/);
});
