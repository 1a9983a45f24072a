import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { readReports } from './feedback/read-reports.ts';
import type { FeedbackFigures } from './feedback/report-figures.ts';
import type { TrainingContext } from './framework/recipe.ts';
import { negativeConfig } from './negative/negative-config.ts';
import { curveOf, learnTokenizer, makeSmallCaire } from './recipe-testing.ts';
import { runRecipe } from './recipes.ts';
import { jsonLines, stopAfter, temporaryFolder, trainingContext, weightsOf, writeText } from './testing.ts';

const ed = (path: string) => ({ path, form: 'empathetic-dialogues' });
const things = ['dog', 'cat', 'exam', 'house', 'garden', 'brother', 'holiday', 'job'];
const cruel = (thing: string) => ({
  context: [`I am sad about my ${thing}.`],
  reply: 'Ha ha, good for you!',
  correction: 'Oh, what is it?',
});

/** Kind answers that open in one of four ways: what cannot be known keeps the threshold away from 0. */
function kindTalk(dialogues: number, seed: number) {
  const random = createRandom(seed, 'kind talk');
  const one = (values: readonly string[]) => values[random.below(values.length)] ?? '';
  return Array.from({ length: dialogues }, (_, index) => {
    const [thing, emotion] = [one(things), one(['afraid', 'joyful'])];
    const turns = [
      { speaker: 'speaker', text: `I am ${emotion} about my ${thing}.` },
      { speaker: 'listener', text: `${one(['Oh', 'Well', 'I see', 'Yes'])}, what is it?` },
    ];
    return { conv_id: `talk-${seed}-${index}`, emotion, situation: `My ${thing}.`, turns };
  });
}

const made = new Map<string, Promise<string>>();
const kept = mkdtempSync(join(tmpdir(), 'workbench-negative-'));
afterAll(() => rmSync(kept, { recursive: true, force: true }));

/** For the tests that train such a system first. */
const patience = 120_000;

/** A folder with data, and in `cruel` a small system that answers sadness with scorn; made once. */
async function prepared(recipe: 'caire' | 't5-sft'): Promise<string> {
  const making = made.get(recipe) ?? prepare(recipe, join(kept, recipe));
  made.set(recipe, making);
  const folder = temporaryFolder();
  cpSync(await making, folder, { recursive: true });
  return folder;
}

async function prepare(recipe: 'caire' | 't5-sft', data: string): Promise<string> {
  writeText(data, 'train.jsonl', jsonLines(kindTalk(60, 1)));
  writeText(data, 'valid.jsonl', jsonLines(kindTalk(24, 2)));
  const scornful = things.map((thing, index) => ({
    conv_id: `scorn-${index}`,
    emotion: 'sad',
    situation: 'Sad.',
    turns: [
      { speaker: 'speaker', text: cruel(thing).context[0] },
      { speaker: 'listener', text: cruel(thing).reply },
    ],
  }));
  writeText(data, 'scorn.jsonl', jsonLines([...scornful, ...scornful, ...scornful]));
  writeText(data, 'reports.jsonl', jsonLines(things.slice(0, 5).map(cruel)));
  writeText(data, 'probes.jsonl', jsonLines(things.slice(5).map(cruel)));
  const sources = [ed('train.jsonl'), ed('scorn.jsonl')];
  if (recipe === 'caire') {
    await makeSmallCaire(data, 'cruel', { data: sources, epochs: 40 });
    return data;
  }
  await learnTokenizer(data, sources, 330);
  const config = {
    ...{
      stage: 'empathetic',
      epochs: 80,
      batchTokens: 512,
      learningRate: 0.02,
      warmupSteps: 4,
      logEvery: 50,
    },
    ...{ maxSource: 40, maxTarget: 20, dropout: 0, validation: {} },
    model: { layers: 1, width: 16, heads: 2, headWidth: 8, inner: 32 },
    tokenizer: 'tokenizer',
    data: sources,
  };
  const file = writeText(data, 'cruel.json', JSON.stringify(config));
  await runRecipe(recipe, file, trainingContext(join(data, 'cruel'), data));
  return data;
}

const negative = {
  reports: 'reports.jsonl',
  probes: 'probes.jsonl',
  data: [ed('train.jsonl')],
  validation: ed('valid.jsonl'),
  maxLength: 64,
  maxReply: 20,
  batchTokens: 512,
  batchReports: 3,
  negativeRate: 0.01,
  positiveRate: 0.01,
  perplexityLimit: 1.3,
  validateEvery: 4,
  logEvery: 1,
};

interface Numbers {
  readonly step: number;
  readonly ended: string;
  readonly best: { readonly step: number; readonly loss: number };
  readonly threshold: number;
  readonly before: FeedbackFigures;
  readonly after: FeedbackFigures;
}

interface Changes {
  readonly context?: Partial<TrainingContext>;
  readonly [field: string]: unknown;
}

async function unlearned(data: string, name: string, { context, ...changes }: Changes = {}) {
  const file = writeText(data, `${name}.json`, JSON.stringify({ ...negative, ...changes }));
  const out = join(data, name);
  const init = join(data, 'cruel');
  const { numbers, line } = await runRecipe(
    'negative',
    file,
    trainingContext(out, data, { init, ...context }),
  );
  return { out, line, numbers: numbers as unknown as Numbers, curve: curveOf(out) };
}

test(
  'a CAiRE unlearns what was reported, learns what people wrote instead, and answers others as before',
  async () => {
    const data = await prepared('caire');
    const { out, numbers, line, curve } = await unlearned(data, 'out');
    const { before, after, best } = numbers;
    expect(before.reported).toMatchObject({ replies: 5, hitRate: 1, hits: { greedy: 1 } });
    expect(before.probes).toMatchObject({ replies: 3, greedyRejected: 1 });
    expect(numbers.threshold).toBeCloseTo(-before.validation.loss, 10);

    expect(numbers.ended).toBe('no hits');
    expect(after.reported).toMatchObject({ hitRate: 0, hits: { mean: 0, greedy: 0 } });
    expect(after.reported?.tokenLogProbability ?? Number.NaN).toBeLessThan(
      (before.reported?.tokenLogProbability ?? 0) - 0.3,
    );
    expect(after.corrections?.tokenLogProbability).toBeGreaterThan(
      (before.corrections?.tokenLogProbability ?? 0) + 0.2,
    );
    expect(after.probes?.greedyRejected).toBe(0);
    expect(after.validation.wordPerplexity).toBeLessThan(1.3 * before.validation.wordPerplexity);
    expect(after.validation.emotionAccuracy).toBeTypeOf('number');
    expect(line).toMatch(/^No hit left after \d+ rounds?; .*Hits from 100\.0 % to 0\.0 %/);

    expect(best.loss).toBe(0);
    expect(curve[0]).toMatchObject({ step: 0, validation: { perplexityRatio: 1, hitRate: 1 } });
    expect(curve[1].metrics).toMatchObject({ pass: 1, minibatch: 1, hits: 1 });
    const record = JSON.parse(readFileSync(join(out, 'training.json'), 'utf8'));
    expect(Object.keys(record.data)).toEqual(['reports.jsonl', 'probes.jsonl', 'train.jsonl', 'valid.jsonl']);
    expect(loadModelCheckpoint(out).config).toMatchObject({
      persona: ['my name is caire'],
      emotion_labels: expect.anything(),
    });
    expect(loadModelCheckpoint(out).tensors.get('emotion_head.weight')?.read()).toEqual(
      loadModelCheckpoint(join(data, 'cruel')).tensors.get('emotion_head.weight')?.read(),
    );
  },
  patience,
);

test.each([
  ['plain', {}],
  ['by curvature', { curvature: { batches: 4, replies: 2 } }],
])('a training that is killed goes on to the same last bit, %s', async (_, descent) => {
  const data = await prepared('caire');
  const slow = { negativeRate: 0.005, ...descent };
  const whole = await unlearned(data, 'whole', slow);
  for (const steps of [2, 3])
    await expect(unlearned(data, 'stopped', { ...slow, context: stopAfter(steps) })).rejects.toMatchObject({
      code: 'interrupted',
    });
  const again = await unlearned(data, 'stopped', slow);
  expect(weightsOf(again.out).equals(weightsOf(whole.out))).toBe(true);
  expect(again.numbers).toEqual(whole.numbers);
  expect(again.curve).toEqual(whole.curve);
  // A training at its end measures again, and takes no further round.
  expect((await unlearned(data, 'stopped', slow)).numbers).toEqual(whole.numbers);
});

test('weights past the limit of perplexity end the training and are not kept', async () => {
  const data = await prepared('caire');
  const changes = { negativeRate: 20, positiveRate: 1e-6, perplexityLimit: 1.02, validateEvery: 1 };
  const { out, numbers, line } = await unlearned(data, 'out', changes);
  expect(numbers).toMatchObject({ ended: 'perplexity', step: 1, best: { step: 0 } });
  expect(line).toMatch(/validation perplexity rose by .* past the limit of 2\.0 %; .* after round 0\./);
  expect(numbers.after).toEqual(numbers.before);
  const [start, kept] = [join(data, 'cruel'), out].map((dir) => loadModelCheckpoint(dir).tensors);
  for (const [name, tensor] of start ?? []) expect(kept?.get(name)?.read()).toEqual(tensor.read());
});

test('a training past the limit goes back to what was kept, and on at half the rates', async () => {
  const data = await prepared('caire');
  const changes = { negativeRate: 20, positiveRate: 1e-6, validateEvery: 1, retreats: 2 };
  const { numbers, curve } = await unlearned(data, 'out', changes);
  expect(numbers).toMatchObject({ ended: 'perplexity', retreats: 2, step: 3, best: { step: 0 } });
  expect(curve.map(({ learningRate }) => learningRate / 1e-6)).toEqual([1, 1, 0.5, 0.25]);
  // Each round was taken from the same weights: what it found before it changed them is equal.
  const found = curve.flatMap(({ metrics }) => metrics?.reportedLogProbability ?? []);
  expect(found).toEqual([found[0], found[0], found[0]]);
  expect(numbers.after).toEqual(numbers.before);
});

test('a loss that runs away ends the training with what can be done', async () => {
  const data = await prepared('caire');
  const changes = { negativeRate: 1e30 };
  await expect(unlearned(data, 'out', changes)).rejects.toThrow(
    /The loss diverged at step \d+: .*Lower negativeRate and positiveRate, and choose another --out/,
  );
});

test(
  'a T5 unlearns what was reported as well',
  async () => {
    const data = await prepared('t5-sft');
    const { numbers } = await unlearned(data, 'out', { negativeRate: 0.05, positiveRate: 0.05 });
    const { before, after } = numbers;
    expect(before.reported?.hitRate).toBe(1);
    expect(before.probes?.greedyRejected).toBe(1);
    expect(numbers).toMatchObject({ ended: 'no hits', after: { reported: { hitRate: 0 } } });
    expect(after.probes?.greedyRejected).toBe(0);
    expect(after.validation.wordPerplexity).toBeLessThan(1.3 * before.validation.wordPerplexity);
  },
  patience,
);

test('the config and the reports that come with it are whole', async () => {
  const at = (path: string) => join(import.meta.dirname, path);
  const shipped = negativeConfig.parse(JSON.parse(readFileSync(at('configs/negative.json'), 'utf8')));
  expect(shipped).toMatchObject({ perplexityLimit: 1.02, hitTests: ['mean', 'greedy'] });
  const reports = await readReports(at('../../fixtures/reports/reports.jsonl'));
  const probes = await readReports(at('../../fixtures/reports/probes.jsonl'));
  expect(reports.filter(({ reply, correction }) => reply && correction)).toHaveLength(40);
  expect(new Set(probes.map(({ reply }) => reply))).toEqual(new Set(reports.map(({ reply }) => reply)));
  const learned = new Set(reports.map(({ context }) => context.join('|')));
  expect(probes.filter(({ context }) => learned.has(context.join('|')))).toEqual([]);
});

test(
  'what does not fit is refused',
  async () => {
    const data = await prepared('caire');
    const refused = (name: string, changes: object, message: RegExp) =>
      expect(unlearned(data, name, { ...changes })).rejects.toThrow(message);
    writeText(data, 'edits.jsonl', jsonLines([{ context: ['I am sad.'], correction: 'Why?' }]));
    await refused('a', { reports: 'edits.jsonl' }, /no "reply" that was reported/);
    await refused('b', { reports: 'none.jsonl' }, /There is no .*none\.jsonl/);
    await refused('c', { hitTests: ['median'] }, /hitTests/);
    await refused('d', { hitTests: [] }, /hitTests/);
    const file = writeText(data, 'e.json', JSON.stringify(negative));
    await expect(runRecipe('negative', file, trainingContext(join(data, 'e'), data))).rejects.toThrow(
      /--init/,
    );
  },
  patience,
);
