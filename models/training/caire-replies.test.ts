import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { randomCheckpoint, tinyConfigs } from '../architectures/testing.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { writeCheckpoint } from '../weights/write-checkpoint.ts';
import type { TrainingContext } from './framework/recipe.ts';
import { curveOf, learnTokenizer } from './recipe-testing.ts';
import { runRecipe } from './recipes.ts';
import {
  empatheticTalk,
  jsonLines,
  stopAfter,
  temporaryFolder,
  trainingContext,
  weightsOf,
  writeText,
} from './testing.ts';

const loop = {
  maxLength: 64,
  batchTokens: 512,
  epochs: 6,
  learningRate: 0.02,
  warmupSteps: 4,
  logEvery: 4,
  validateEvery: 20,
};

/** Some 10,000 parameters. */
const fromNothing = { tokenizer: 'tokenizer', model: { layers: 1, width: 16, heads: 2, positions: 64 } };

const empathetic = {
  stage: 'empathetic',
  ...loop,
  persona: ['my name is caire'],
  data: [{ path: 'ed/train.jsonl', form: 'empathetic-dialogues' }],
  validation: { ed: { path: 'ed/valid.jsonl', form: 'empathetic-dialogues', limit: 24 } },
};
const persona = {
  stage: 'persona',
  ...loop,
  epochs: 2,
  data: [{ path: 'persona.jsonl', form: 'synthetic-persona-chat' }],
  validation: { persona: { path: 'persona-held.jsonl', form: 'synthetic-persona-chat' } },
};

/** Long dialogues of two people who each say what they love. */
function personaTalk(dialogues: number, seed: number) {
  const random = createRandom(seed, 'personas');
  const things = ['dogs', 'cats', 'music', 'tea', 'chess', 'rain'];
  const thing = () => things[random.below(things.length)] ?? '';
  return Array.from({ length: dialogues }, (_, index) => {
    const [one, two] = [thing(), thing()];
    const turns = [
      'Hi, how are you?',
      'I am well.',
      `I love ${one}.`,
      `I love ${two}.`,
      `More ${one}!`,
      'Yes.',
    ];
    return {
      id: `p-${index}`,
      persona1: [`I love ${one}.`],
      persona2: [`I love ${two}.`, 'I am kind.'],
      turns: [...turns, ...turns.slice(2)],
    };
  });
}

/** A folder with data and a tokenizer. */
async function prepared(): Promise<string> {
  const data = temporaryFolder();
  writeText(data, 'ed/train.jsonl', jsonLines(empatheticTalk(80)));
  writeText(data, 'ed/valid.jsonl', jsonLines(empatheticTalk(30, 2)));
  writeText(data, 'persona.jsonl', jsonLines(personaTalk(20, 1)));
  writeText(data, 'persona-held.jsonl', jsonLines(personaTalk(6, 2)));
  await learnTokenizer(data, [...empathetic.data, ...persona.data]);
  return data;
}

interface Settings {
  readonly context?: Partial<TrainingContext>;
  readonly [field: string]: unknown;
}

/** Runs a config in the folder of that name. */
async function trained(data: string, name: string, { context, ...config }: Settings) {
  const file = writeText(data, `${name}.json`, JSON.stringify(config));
  const out = join(data, name);
  const { numbers } = await runRecipe('caire', file, trainingContext(out, data, context));
  return { out, numbers, curve: curveOf(out) };
}

test('from plain dialogues over personas to empathy: replies, choices and emotions are learned', async () => {
  const data = await prepared();
  const pretraining = { ...persona, stage: 'pretraining', ...fromNothing };
  const first = await trained(data, 'first', pretraining);
  const second = await trained(data, 'second', { ...persona, candidates: 3, context: { init: first.out } });
  const before = loadModelCheckpoint(second.out).config;
  expect(before.architectures).toEqual(['OpenAIGPTDoubleHeadsModel']);
  expect(before).not.toHaveProperty('emotion_labels');
  expect(second.curve.at(-1).validation.persona).not.toHaveProperty('emotionAccuracy');

  const third = await trained(data, 'third', { ...empathetic, epochs: 12, context: { init: second.out } });
  const validations = third.curve.flatMap(({ validation }) => validation?.ed ?? []);
  const [start, end] = [validations[0], validations.at(-1)];
  expect(end.emotionAccuracy).toBe(1);
  expect(end.emotionAccuracy).toBeGreaterThan(start.emotionAccuracy);
  expect(end.hitsAt1).toBeGreaterThan(0.7);
  expect(end.perplexity).toBeLessThan(2);
  expect(end.wordPerplexity).toBeGreaterThan(end.perplexity);
  expect(Object.keys(third.curve[0].metrics)).toEqual(['languageModel', 'choice', 'emotion']);
  expect(third.numbers).toMatchObject({ windows: 80, replies: 80 });

  const model = loadModelCheckpoint(third.out);
  expect(model.config).toMatchObject({
    emotion_labels: expect.arrayContaining(['joyful', 'proud']),
    persona: ['my name is caire'],
  });
  expect(model.tensors.get('emotion_head.weight')?.shape).toEqual([32, 16]);
  expect(loadTokenizer(third.out).idOf('<speaker2>')).toBe(4);
});

test('a training that is killed goes on to the same last bit, with the same choices', async () => {
  const data = await prepared();
  const config = { ...empathetic, ...fromNothing, epochs: 2, distractorShare: 0.5 };
  const whole = await trained(data, 'whole', config);
  for (const steps of [3, 4])
    await expect(trained(data, 'stopped', { ...config, context: stopAfter(steps) })).rejects.toMatchObject({
      code: 'interrupted',
    });
  const again = await trained(data, 'stopped', config);
  expect(weightsOf(again.out).equals(weightsOf(whole.out))).toBe(true);
  expect(again.numbers).toEqual(whole.numbers);
});

test('fewer choices cost fewer rows, and none are made where they do not count', async () => {
  const data = await prepared();
  const tokensOf = async (name: string, changes: object) => {
    const config = { ...empathetic, ...fromNothing, epochs: 1, validation: {}, ...changes };
    return (await trained(data, name, config)).numbers.tokens as number;
  };
  const all = await tokensOf('all', {});
  const half = await tokensOf('half', { distractorShare: 0.5 });
  const none = await tokensOf('none', { choiceWeight: 0 });
  expect(all).toBeGreaterThan(1.9 * none);
  expect(half).toBeGreaterThan(1.3 * none);
  expect(half).toBeLessThan(1.7 * none);
});

/** A byte-level tokenizer without tokens of dialogues, and a model of other origin around it. */
function stockFolder(data: string, kind: 'gpt2' | 'openai-gpt') {
  const words = JSON.parse(readFileSync(join(data, 'tokenizer', 'tokenizer.json'), 'utf8'));
  const isMark = (token: string) => /^<\w+>$/.test(token);
  const kept = Object.keys(words.model.vocab).filter((token) => !isMark(token));
  const vocab = Object.fromEntries(kept.map((token, id) => [token, id]));
  const end = { ...words.added_tokens[0], id: kept.length, content: '<|endoftext|>' };
  const tokenizerJson = { ...words, added_tokens: [end], model: { ...words.model, vocab } };
  const known = kept.length + 1;
  const config = { ...tinyConfigs[kind], vocab_size: known + 2, n_positions: 80 };
  const { tensors } = randomCheckpoint({
    ...config,
    architectures: [kind === 'gpt2' ? 'GPT2Model' : 'OpenAIGPTModel'],
  });
  const dir = join(data, kind);
  writeCheckpoint(dir, { config: { ...config, architectures: null }, tensors, tokenizerJson });
  writeText(
    dir,
    'special_tokens_map.json',
    JSON.stringify({ bos_token: '<|endoftext|>', eos_token: '<|endoftext|>' }),
  );
  const table = tensors.get(kind === 'gpt2' ? 'wte.weight' : 'tokens_embed.weight')?.read() ?? [];
  return { dir, known, table: [...table] };
}

test.each(['gpt2', 'openai-gpt'] as const)(
  'a stock %s gets the tokens of dialogues, which begin as the mean',
  async (kind) => {
    const data = await prepared();
    const { dir, known, table } = stockFolder(data, kind);
    const still = { ...empathetic, epochs: 1, learningRate: 1e-12, warmupSteps: 0, weightDecay: 0 };
    const { out } = await trained(data, 'out', { ...still, context: { init: dir } });
    const tokenizer = loadTokenizer(out);
    const marks = ['<bos>', '<eos>', '<pad>', '<speaker1>', '<speaker2>'];
    expect(marks.map((mark) => tokenizer.idOf(mark))).toEqual([0, 1, 2, 3, 4].map((at) => known + at));
    expect(tokenizer.specialIds).toEqual({ bos: known, eos: known + 1, pad: known + 2 });
    expect(tokenizer.encode('i am afraid')).toEqual(loadTokenizer(dir).encode('i am afraid'));
    expect(JSON.parse(readFileSync(join(out, 'special_tokens_map.json'), 'utf8')).eos_token).toBe('<eos>');

    const { config, tensors } = loadModelCheckpoint(out);
    expect(config).toMatchObject({ vocab_size: known + 5, bos_token_id: known, eos_token_id: known + 1 });
    const grown = tensors.get(`transformer.${kind === 'gpt2' ? 'wte' : 'tokens_embed'}.weight`)?.read() ?? [];
    const width = 12;
    for (let at = 0; at < width; at++) {
      let mean = 0;
      for (let row = 0; row < known; row++) mean += table[row * width + at]! / known;
      for (let row = known; row < known + 5; row++) expect(grown[row * width + at]).toBeCloseTo(mean, 5);
    }
    for (let at = 0; at < known * width; at++) expect(grown[at]).toBeCloseTo(table[at]!, 5);
  },
);

test('what does not fit is refused before anything is written', async () => {
  const data = await prepared();
  const refused = (name: string, changes: object, message: RegExp) =>
    expect(trained(data, name, { ...empathetic, ...fromNothing, ...changes })).rejects.toThrow(message);
  await refused('a', { history: 4 }, /history: must be odd/);
  await refused('b', { data: persona.data }, /No dialogue of the data has an emotion/);
  await refused('c', { stage: 'persona' }, /persona: there is no such field/);
  await refused('d', { stage: 'other' }, /stage/);
  await refused('e', { maxLength: 16, maxReply: 15 }, /leave no room/);
});
