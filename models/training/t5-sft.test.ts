import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadModel } from '../runtime/loaded-model.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { parseModelConfig } from '../weights/configs.ts';
import { expectedTensors } from '../weights/expected-tensors.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { writeCheckpoint } from '../weights/write-checkpoint.ts';
import { initialWeights } from './framework/initial-weights.ts';
import { curveOf, talkFolder } from './recipe-testing.ts';
import { runRecipe } from './recipes.ts';
import { contextText, sourceTokens } from './t5/context-text.ts';
import { smallTalk, stopAfter, temporaryFolder, trainingContext, weightsOf, writeText } from './testing.ts';

/** A T5 of about 12,000 parameters. */
const config = {
  stage: 'pretraining',
  tokenizer: 'tokenizer',
  model: { layers: 1, width: 16, heads: 2, headWidth: 8, inner: 32 },
  dropout: 0.05,
  maxSource: 32,
  maxTarget: 24,
  batchTokens: 400,
  epochs: 4,
  learningRate: 0.02,
  warmupSteps: 4,
  logEvery: 4,
  validateEvery: 10,
  data: [{ path: 'talk.jsonl.gz', form: 'plain' }],
  validation: { talk: { path: 'held.jsonl', form: 'plain', limit: 8 } },
};

const prepared = (changes: object = {}) =>
  talkFolder(config, { changes, learned: smallTalk(60), held: smallTalk(12, 2) });

test('it learns, and leaves a T5 that answers what it was taught', async () => {
  const { data, file } = await prepared({ epochs: 12 });
  const out = join(data, 'out');
  const { numbers } = await runRecipe('t5-sft', file, trainingContext(out, data));
  const curve = curveOf(out);
  const last = curve.at(-1);
  expect(last.step).toBe(numbers.totalSteps);
  expect(last.loss).toBeLessThan(0.5 * curve[0].loss);
  const { talk } = last.validation;
  expect(talk.wordPerplexity).toBeGreaterThan(talk.perplexity);
  expect(talk.totalNegativeLogLikelihood / talk.tokens).toBeCloseTo(Math.log(talk.perplexity), 6);
  // One reply of the listener in each held dialogue.
  expect(talk.replies).toBe(8);
  const record = JSON.parse(readFileSync(join(out, 'training.json'), 'utf8'));
  expect(record).toMatchObject({ recipe: 't5-sft', numbers: { best: numbers.best }, init: null });
  expect(Object.keys(record.data)).toEqual(['talk.jsonl.gz', 'held.jsonl']);
});

test('the loss of validation is what the folder it leaves gives, token by token', async () => {
  const { data, file } = await prepared({ epochs: 1, validation: {}, dropout: 0 });
  const out = join(data, 'out');
  await runRecipe('t5-sft', file, trainingContext(out, data));
  const { model, tokenizer: _, ...rest } = config;
  const held = { ...rest, epochs: 1, learningRate: 1e-12, dropout: 0, stage: 'empathetic' };
  const next = writeText(data, 'next.json', JSON.stringify({ ...held, data: [config.validation.talk] }));
  const further = join(data, 'further');
  await runRecipe('t5-sft', next, trainingContext(further, data, { init: out }));
  const tokenizer = loadTokenizer(out);
  const loaded = await loadModel(out, { threads: 1 });
  let total = 0;
  for (const { turns } of smallTalk(12, 2).slice(0, 8)) {
    const source = sourceTokens(turns.slice(0, 1), { tokenizer, end: 1, maxTokens: 32 });
    const target = [...tokenizer.encode(turns[1]!), 1];
    const { data: logits } = await loaded.logits({
      input_ids: [source],
      decoder_input_ids: [[0, ...target.slice(0, -1)]],
    });
    for (const [place, id] of target.entries()) {
      const row = [...logits.slice(place * 320, (place + 1) * 320)].map(Number);
      total += Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - row[id]!;
    }
  }
  await loaded.dispose();
  const { talk } = curveOf(further).at(-1).validation;
  expect(Math.abs(talk.totalNegativeLogLikelihood / total - 1)).toBeLessThan(1e-4);
  expect(contextText(['a', 'b'])).toBe('a b');
});

test('a training that is stopped and goes on reaches the weights of one that was not, to the last bit', async () => {
  const { data, file } = await prepared();
  const [whole, stopped] = [join(data, 'whole'), join(data, 'stopped')];
  const end = await runRecipe('t5-sft', file, trainingContext(whole, data));
  for (const steps of [7, 3])
    await expect(
      runRecipe('t5-sft', file, trainingContext(stopped, data, stopAfter(steps))),
    ).rejects.toMatchObject({ code: 'interrupted' });
  const again = await runRecipe('t5-sft', file, trainingContext(stopped, data));
  expect(weightsOf(stopped).equals(weightsOf(whole))).toBe(true);
  expect({ ...again.numbers, seconds: 0 }).toEqual({ ...end.numbers, seconds: 0 });
});

test('it starts from a T5 folder, whose size and tokenizer it keeps, with the published settings', async () => {
  const { data, file } = await prepared();
  const first = join(data, 'first');
  await runRecipe('t5-sft', file, trainingContext(first, data));
  const published = { stage: 'empathetic', data: config.data, validation: config.validation };
  const further = writeText(data, 'further.json', JSON.stringify(published));
  const out = join(data, 'out');
  const { numbers } = await runRecipe('t5-sft', further, trainingContext(out, data, { init: first }));
  // 60 replies of listeners, 8 a batch, 3 epochs.
  expect(numbers).toMatchObject({ replies: 60, totalSteps: 24 });
  expect(curveOf(out).at(-1)).toMatchObject({ step: 24, learningRate: 0 });
  expect(readFileSync(join(out, 'tokenizer.json'))).toEqual(readFileSync(join(first, 'tokenizer.json')));
  await expect(runRecipe('t5-sft', file, trainingContext(out, data, { init: first }))).rejects.toThrow(
    /take "model", "tokenizer" and "embeddings" out/,
  );
});

/** A GPT as its recipe leaves it, of the width of the T5. */
function writeGpt(dir: string, tokenizer: string): void {
  const sizes = { vocab_size: 320, n_layer: 1, n_embd: 16, n_head: 2, n_positions: 64 };
  const gpt = parseModelConfig({ model_type: 'openai-gpt', ...sizes }, 'test');
  const shapes = expectedTensors(gpt);
  const tensors = [...initialWeights(gpt, 1)].map(
    ([name, values]) => [name, { shape: shapes.get(name)!, read: () => values }] as const,
  );
  const tokenizerJson = JSON.parse(readFileSync(tokenizer, 'utf8'));
  writeCheckpoint(dir, { config: gpt, tensors: new Map(tensors), tokenizerJson });
}

test('a T5 from nothing takes the embeddings of a GPT with the same tokenizer, at the size of its own', async () => {
  const { data, file } = await prepared({ embeddings: 'gpt', learningRate: 1e-12, epochs: 1 });
  const out = join(data, 'out');
  await expect(runRecipe('t5-sft', file, trainingContext(out, data))).rejects.toThrow(/gpt.*is missing/);
  writeGpt(join(data, 'gpt'), join(data, 'tokenizer', 'tokenizer.json'));
  await runRecipe('t5-sft', file, trainingContext(out, data));
  const from = loadModelCheckpoint(join(data, 'gpt')).tensors.get('transformer.tokens_embed.weight')!.read();
  const table = loadModelCheckpoint(out).tensors.get('shared.weight')!.read();
  const ratio = table[0]! / from[0]!;
  expect(table.every((value, index) => Math.abs(value - ratio * from[index]!) < 1e-5)).toBe(true);
  const square = table.reduce((sum, value) => sum + value * value, 0) / table.length;
  expect(square).toBeCloseTo(1, 4);
  writeText(join(data, 'gpt'), 'tokenizer.json', '{}');
  await expect(runRecipe('t5-sft', file, trainingContext(join(data, 'other'), data))).rejects.toThrow(
    /another tokenizer/,
  );
});

test('a loss that runs away ends the training early', async () => {
  const { data, file } = await prepared({ learningRate: 300, warmupSteps: 0, validateEvery: 1, epochs: 30 });
  await expect(runRecipe('t5-sft', file, trainingContext(join(data, 'out'), data))).rejects.toThrow(
    /The loss diverged at step/,
  );
});

test('fields that do not fit each other are refused before anything is written', async () => {
  const out = join(temporaryFolder(), 'out');
  const refused = async (changes: object, message: RegExp) => {
    const { data, file } = await prepared(changes);
    await expect(runRecipe('t5-sft', file, trainingContext(out, data))).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  };
  await refused({ batchTokens: 50 }, /less than one pair of 32 and 25 tokens/);
  await refused({ model: undefined }, /must have "model" and "tokenizer"/);
  await refused({ model: { ...config.model, activation: 'selu' } }, /model\.activation/);
  await refused({ data: [{ path: 'gone.jsonl', form: 'plain' }] }, /There is no .*gone\.jsonl/);
});

test('the configs that come with it are read, and ask for what they need', async () => {
  const out = join(temporaryFolder(), 'out');
  const start = (name: string) =>
    runRecipe(
      't5-sft',
      fileURLToPath(new URL(`configs/${name}.json`, import.meta.url)),
      trainingContext(out, temporaryFolder()),
    );
  await expect(start('t5-pretraining')).rejects.toThrow(/tokenizer\.json is missing/);
  await expect(start('t5-sft')).rejects.toThrow(/Without --init the config must have/);
  await expect(start('t5-sft-published')).rejects.toThrow(/Without --init the config must have/);
});
