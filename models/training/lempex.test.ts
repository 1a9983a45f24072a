import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodingSettings } from '../decoding/decoding-settings.ts';
import { openLempexEncoder } from '../lempex/lempex-encoder.ts';
import { loadLempex } from '../lempex/lempex-folder.ts';
import { spokenContext } from '../lempex/speaker-ids.ts';
import { openEngine } from '../runtime/engine/open-engine.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import type { TrainingContext } from './framework/recipe.ts';
import { runRecipe } from './recipes.ts';
import {
  empatheticTalk,
  jsonLines,
  stopAfter,
  temporaryFolder,
  trainingContext,
  writeText,
} from './testing.ts';

const talk = { path: 'talk.jsonl', form: 'empathetic-dialogues' };
const held = { path: 'held.jsonl', form: 'empathetic-dialogues' };
const size = { width: 16, heads: 2, headWidth: 8 };
const quick = { epochs: 2, learningRate: 0.01, logEvery: 2, validateEvery: 6 };

/** Answers that are sorry show it, others do not. */
const epitome = `sp_id,rp_id,seeker_post,response_post,level,rationales\n${Array.from(
  { length: 40 },
  (_, row) =>
    `s${row},r${row},I lost my dog ${row}.,${row % 2 ? 'I am so sorry.' : 'See a vet.'},${row % 2},\n`,
).join('')}`;

const generator = {
  stage: 'generator',
  tokenizer: 'tokenizer',
  model: { ...size, layers: 1, inner: 32 },
  dropout: 0,
  exemplars: { found: 'found', encoder: 'encoder', prefix: '' },
  classifiers: 'classifiers',
  sentiment: 'sentiment',
  lexicon: 'lexicon.txt',
  ...quick,
  data: [{ ...talk, exemplars: 'train' }],
  validation: { valid: held },
};
const classifiers = {
  stage: 'classifiers',
  tokenizer: 'tokenizer',
  model: { ...size, feedForward: 32 },
  layers: 1,
  dropout: 0,
  ...quick,
  epochs: 6,
  data: { emotionalReaction: 'epitome.csv', interpretation: 'epitome.csv', exploration: 'epitome.csv' },
};

/** Runs a recipe with its config into a folder of the data. */
async function made(
  recipe: string,
  config: object,
  { data, out, ...changes }: { readonly data: string; readonly out: string } & Partial<TrainingContext>,
) {
  const file = writeText(data, `${out}-config.json`, JSON.stringify(config));
  return runRecipe(recipe, file, trainingContext(join(data, out), data, changes));
}

/** A folder with data, a tokenizer, a T5 that encodes exemplars, and the exemplars. */
async function prepared(): Promise<string> {
  const data = temporaryFolder();
  writeText(data, 'talk.jsonl', jsonLines(empatheticTalk(24)));
  writeText(data, 'held.jsonl', jsonLines(empatheticTalk(8, 2)));
  writeText(data, 'epitome.csv', epitome);
  writeText(data, 'lexicon.txt', 'sorry\t-0.3\nafraid\t-2.0\noh\t0.5\n');
  await made('tokenizer', { vocabSize: 320, sentinels: 0, data: [talk] }, { data, out: 'tokenizer' });
  await made(
    't5-sft',
    {
      stage: 'empathetic',
      tokenizer: 'tokenizer',
      model: { ...size, layers: 1, inner: 32 },
      ...quick,
      epochs: 1,
      data: [talk],
      validation: {},
    },
    { data, out: 'encoder' },
  );
  await made(
    'lempex',
    {
      stage: 'exemplars',
      retriever: 'bm25',
      count: 3,
      index: [talk],
      data: { train: { ...talk, emotion: 'gold' }, valid: held },
    },
    { data, out: 'found' },
  );
  return data;
}

/** As `prepared`, with identifiers. */
async function withJudges(): Promise<string> {
  const data = await prepared();
  await made('lempex', classifiers, { data, out: 'classifiers' });
  await made(
    'sentiment',
    {
      tokenizer: 'tokenizer',
      model: { ...size, feedForward: 32 },
      layers: 1,
      lexicon: 'lexicon.txt',
      ...quick,
      data: [talk],
      validation: [held],
    },
    { data, out: 'sentiment' },
  );
  return data;
}

const read = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));
const linesOf = (...path: string[]) =>
  readFileSync(join(...path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const weightsOf = (...path: string[]) => readFileSync(join(...path, 'model.safetensors'));

test('exemplars are what listeners said elsewhere, of the same emotion where it is gold', async () => {
  const data = await prepared();
  const passages = linesOf(data, 'found', 'passages.jsonl');
  const train = linesOf(data, 'found', 'train.jsonl');
  expect([passages.length, train.length, linesOf(data, 'found', 'valid.jsonl').length]).toEqual([24, 24, 8]);
  expect(train.flatMap(({ exemplars }) => exemplars).length).toBeGreaterThan(10);
  const own = (line: { conversation: string }) =>
    passages.find(({ conversation }) => conversation === line.conversation).emotion;
  for (const line of train) {
    for (const place of line.exemplars) {
      expect(passages[place].conversation).not.toBe(line.conversation);
      expect(passages[place].emotion).toBe(own(line));
    }
  }
  const other = { stage: 'exemplars', retriever: 'bm25', index: [talk], data: { train: talk } };
  await expect(made('lempex', other, { data, out: 'found' })).rejects.toMatchObject({ code: 'conflict' });
  const dense = { ...other, retriever: 'encoder', count: 2 };
  const { numbers } = await made('lempex', dense, { data, out: 'dense' });
  expect(numbers).toMatchObject({ passages: 24, train: 24 });
});

test('classifiers learn what is easy to tell, one folder each, and go on where they stopped', async () => {
  const data = await prepared();
  const { numbers } = await made('lempex', classifiers, { data, out: 'classifiers' });
  expect(numbers.emotionalReaction).toMatchObject({ weightedF1: 1 });
  await expect(made('lempex', classifiers, { data, out: 'stopped', ...stopAfter(30) })).rejects.toMatchObject(
    {
      code: 'interrupted',
    },
  );
  await made('lempex', classifiers, { data, out: 'stopped' });
  for (const element of ['emotionalReaction', 'interpretation', 'exploration'])
    expect(weightsOf(data, 'stopped', element).equals(weightsOf(data, 'classifiers', element))).toBe(true);
});

test('the generator learns with all losses, and leaves a folder that encodes and decodes', async () => {
  const data = await withJudges();
  const { numbers } = await made('lempex', { ...generator, epochs: 8 }, { data, out: 'out' });
  const curve = linesOf(data, 'out', 'loss.jsonl');
  const [first, last] = [curve[0], curve.at(-1)];
  expect(last.validation.valid.loss).toBeLessThan(0.8 * first.loss);
  expect(last.validation.valid.wordPerplexity).toBeGreaterThan(last.validation.valid.perplexity);
  const { generation, empathy, sentiment } = first.metrics;
  expect(first.loss).toBeCloseTo(generation + empathy + sentiment, 4);
  expect(numbers.silverLabels).toMatchObject({ emotionalReaction: expect.any(Number) });

  const checkpoint = loadLempex(join(data, 'out'));
  expect(checkpoint.exemplars).toMatchObject({ width: 16, prefix: '', count: 10 });
  const serving = { cacheDir: join(data, 'cache'), threads: 1 };
  const encoder = await openLempexEncoder(checkpoint, { ...serving, weights: 'float32' });
  const maxTokens = checkpoint.maxSource;
  const context = spokenContext(['I am afraid about my dog.'], {
    tokenizer: checkpoint.tokenizer,
    ...{ end: 1, maxTokens },
  });
  const means = [null, new Float32Array(16), new Float32Array(16).fill(0.5)];
  const states = await encoder.encode(means.map((exemplars) => ({ context, exemplars })));
  const [none, zero, one] = states.map(({ data: values }) => [...values]);
  await encoder.dispose();
  expect(one).not.toEqual(none);
  expect(zero).toEqual(none);
  // The frozen encoder is the one that was given, decoder left out.
  const { tensors } = checkpoint.exemplars!.t5;
  const given = loadModelCheckpoint(join(data, 'encoder'));
  expect([...tensors.keys()].some((name) => name.startsWith('decoder'))).toBe(false);
  for (const [name, tensor] of tensors) expect(tensor.read()).toEqual(given.tensors.get(name)!.read());
  const engine = await openEngine(checkpoint.t5, serving);
  const settings = decodingSettings({ maxNewTokens: 4, eosTokenIds: [1] });
  const replies = [none!, one!].map((state) =>
    engine.generate({
      prompt: [],
      encoderState: { data: Float32Array.from(state), length: state.length / 16 },
      settings,
    }),
  );
  for (const reply of await Promise.all(replies)) expect(reply.tokens.length).toBeGreaterThan(0);
  await engine.dispose();
});

test('a training that is stopped and goes on reaches the weights of one that was not, to the last bit', async () => {
  const data = await withJudges();
  const config = { ...generator, dropout: 0.1, soft: 'gumbel-hard' };
  await made('lempex', config, { data, out: 'whole' });
  for (const steps of [3, 2])
    await expect(made('lempex', config, { data, out: 'stopped', ...stopAfter(steps) })).rejects.toMatchObject(
      {
        code: 'interrupted',
      },
    );
  await made('lempex', config, { data, out: 'stopped' });
  expect(weightsOf(data, 'stopped').equals(weightsOf(data, 'whole'))).toBe(true);
});

test('identifiers stay as they are unless they are told to learn along', async () => {
  const data = await withJudges();
  const judge = 'weight:judge.emotionalReaction:classifier.weight';
  const { readSafetensors } = await import('../weights/read-safetensors.ts');
  const weightIn = (out: string) => {
    const { weights } = read(data, out, 'state', 'state.json');
    return readSafetensors(join(data, out, 'state', weights))
      .tensors.get(judge)!
      .read();
  };
  await made('lempex', { ...generator, epochs: 1 }, { data, out: 'fixed' });
  await made('lempex', { ...generator, epochs: 1, fixed: false }, { data, out: 'loose' });
  const given = loadClassifierWeight(readSafetensors, join(data, 'classifiers', 'emotionalReaction'));
  expect(weightIn('fixed')).toEqual(given);
  expect(weightIn('loose')).not.toEqual(given);
});

function loadClassifierWeight(
  readSafetensors: (path: string) => { tensors: ReadonlyMap<string, { read(): Float32Array }> },
  dir: string,
) {
  return readSafetensors(join(dir, 'model.safetensors')).tensors.get('classifier.weight')!.read();
}

test('the ablations of the paper are switches: no exemplars, no losses; and T5 answers as it did at first', async () => {
  const data = await prepared();
  const { model, tokenizer, exemplars, classifiers: _, sentiment, ...rest } = generator;
  const plain = { ...rest, empathyWeight: 0, sentimentWeight: 0, data: [talk] };
  await made('lempex', { ...plain, model, tokenizer }, { data, out: 'plain' });
  expect(linesOf(data, 'plain', 'loss.jsonl')[0].metrics).toEqual({ generation: expect.any(Number) });
  expect(loadLempex(join(data, 'plain')).exemplars).toBeNull();
  expect(existsSync(join(data, 'plain', 'exemplar-encoder.safetensors'))).toBe(false);

  // From a T5, with exemplars that its own encoder reads.
  const further = { ...generator, ...plain, exemplars: { found: 'found', prefix: '' }, added: 'identity' };
  const { model: m, tokenizer: t, classifiers: c, sentiment: s, ...config } = further;
  const sft = {
    stage: 'empathetic',
    ...quick,
    data: [talk],
    validation: { valid: held },
    epochs: 1,
    dropout: 0,
  };
  const still = { learningRate: 1e-12, epochs: 1, data: [{ ...talk, exemplars: 'train' }] };
  const init = { init: join(data, 'encoder') };
  await made('t5-sft', { ...sft, learningRate: 1e-12 }, { data, out: 'sft', ...init });
  await made('lempex', { ...config, ...still }, { data, out: 'same', ...init });
  const lossIn = (out: string) => linesOf(data, out, 'loss.jsonl').at(-1).validation.valid.loss;
  expect(lossIn('same')).toBeCloseTo(lossIn('sft'), 4);
});

test('the variant on GloVe knows whole words, starts from their vectors and learns', async () => {
  const data = await prepared();
  await made('lempex', { stage: 'vocabulary', data: [talk] }, { data, out: 'words' });
  const tokenizer = loadTokenizer(join(data, 'words'));
  const ids = tokenizer.encode('Oh, what is IT with your zebra?', { addSpecialTokens: false });
  expect(ids.map((id) => tokenizer.tokenOf(id))).toEqual('oh , what is it with your <unk> ?'.split(' '));
  const row = Array.from({ length: 16 }, (_, at) => at / 16);
  writeText(data, 'glove.txt', `oh ${row.join(' ')}\nzebra ${row.join(' ')}\n`);
  const { classifiers: _, sentiment, exemplars, ...rest } = generator;
  const config = {
    ...rest,
    variant: 't5-glove',
    tokenizer: 'words',
    glove: 'glove.txt',
    empathyWeight: 0,
    sentimentWeight: 0,
    data: [talk],
  };
  await made('lempex', { ...config, learningRate: 1e-12, epochs: 1 }, { data, out: 'still' });
  const table = loadLempex(join(data, 'still')).tensors.get('base_model.shared.weight')!.read();
  const oh = tokenizer.idOf('oh')!;
  expect([...table.subarray(oh * 16, (oh + 1) * 16)].map((value) => Math.round(value * 16) + 0)).toEqual([
    ...row.keys(),
  ]);
  await made('lempex', { ...config, epochs: 4 }, { data, out: 'learned' });
  const curve = linesOf(data, 'learned', 'loss.jsonl');
  expect(curve.at(-1).validation.valid.loss).toBeLessThan(curve[0].loss);
  writeText(data, 'glove.txt', 'oh 1 2 3\n');
  await expect(made('lempex', config, { data, out: 'bad' })).rejects.toMatchObject({ code: 'bad-row' });
});

test('what does not fit together is refused', async () => {
  const data = await prepared();
  const refused = (changes: object, message: RegExp) =>
    expect(made('lempex', { ...generator, ...changes }, { data, out: 'out' })).rejects.toThrow(message);
  await refused(
    { classifiers: undefined },
    /classifiers: the config must name a folder, or set empathyWeight to 0/,
  );
  const alone = { empathyWeight: 0, sentimentWeight: 0 };
  await refused({ ...alone, exemplars: { found: 'found' } }, /exemplars\.encoder: without --init/);
  await refused({ ...alone, data: [talk] }, /each file needs "exemplars"/);
  await refused({ ...alone, glove: 'glove.txt' }, /only the variant "t5-glove"/);
  await refused({ stage: 'nothing' }, /stage/);
  await made('lempex', { stage: 'vocabulary', data: [talk] }, { data, out: 'words' });
  await made('lempex', { ...classifiers, epochs: 1, tokenizer: 'words' }, { data, out: 'classifiers' });
  await refused({ sentimentWeight: 0 }, /another tokenizer than the generator/);
  expect(existsSync(join(data, 'out', 'config.json'))).toBe(false);
});
