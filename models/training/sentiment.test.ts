import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { firstPositionCheckpoint } from '../architectures/lempex-identifiers.ts';
import { readSafetensors } from '../weights/read-safetensors.ts';
import { readT5Config } from '../weights/read-t5-config.ts';
import { learnTokenizer } from './recipe-testing.ts';
import { runRecipe } from './recipes.ts';
import { jsonLines, stopAfter, temporaryFolder, trainingContext, weightsOf, writeText } from './testing.ts';

/** A regressor of about 7,000 parameters. */
const config = {
  tokenizer: 'tokenizer',
  model: { width: 16, heads: 2, headWidth: 8, feedForward: 32 },
  layers: 1,
  dropout: 0,
  textLength: 16,
  batchRows: 8,
  epochs: 20,
  learningRate: 0.005,
  warmupSteps: 10,
  logEvery: 5,
  validateEvery: 10,
  lexicon: 'lexicon.txt',
  data: [{ path: 'talk.jsonl', form: 'plain' }],
  validation: [{ path: 'held.jsonl', form: 'plain' }],
};

/** Answers that a lexicon of three words scores. */
function talk(seed: number, count: number) {
  const random = createRandom(seed);
  const answers = ['That is great.', 'That is awful.', 'That is so.', 'That is not nice.'];
  return Array.from({ length: count }, (_, index) => ({
    id: `${index}`,
    turns: ['I am awful and great.', answers[random.below(answers.length)] ?? ''],
  }));
}

async function prepared(): Promise<{ readonly data: string; readonly file: string }> {
  const data = temporaryFolder();
  writeText(data, 'talk.jsonl', jsonLines(talk(1, 80)));
  writeText(data, 'held.jsonl', jsonLines(talk(2, 20)));
  writeText(data, 'lexicon.txt', 'great\t3.1\nawful\t-2.0\nnice\t1.8\n');
  await learnTokenizer(data, config.data);
  return { data, file: writeText(data, 'config.json', JSON.stringify(config)) };
}

test('it learns the scores, in the form that LEMPEx reads', async () => {
  const { data, file } = await prepared();
  const out = join(data, 'out');
  const { numbers } = await runRecipe('sentiment', file, trainingContext(out, data));
  const { best, spread } = numbers as { best: { loss: number }; spread: number };
  expect(best.loss).toBeLessThan(0.2 * spread);
  const { tensors } = readSafetensors(join(out, 'model.safetensors'));
  const encoder = readT5Config(join(out, 'config.json'));
  expect(firstPositionCheckpoint(tensors, encoder, 'scorer').outputs).toBe(1);
  const record = JSON.parse(readFileSync(join(out, 'training.json'), 'utf8'));
  expect(Object.keys(record.data)).toEqual(['talk.jsonl', 'held.jsonl', 'lexicon.txt']);
});

test('a training that is stopped and goes on reaches the weights of one that was not, to the last bit', async () => {
  const { data, file } = await prepared();
  const [whole, stopped] = [join(data, 'whole'), join(data, 'stopped')];
  await runRecipe('sentiment', file, trainingContext(whole, data));
  for (const steps of [12, 5])
    await expect(
      runRecipe('sentiment', file, trainingContext(stopped, data, stopAfter(steps))),
    ).rejects.toMatchObject({ code: 'interrupted' });
  await runRecipe('sentiment', file, trainingContext(stopped, data));
  expect(weightsOf(stopped).equals(weightsOf(whole))).toBe(true);
});

test('a lexicon that is missing is named', async () => {
  const { data } = await prepared();
  const file = writeText(data, 'config.json', JSON.stringify({ ...config, lexicon: 'none.txt' }));
  await expect(runRecipe('sentiment', file, trainingContext(join(data, 'out'), data))).rejects.toThrow(
    /none\.txt is missing/,
  );
});
