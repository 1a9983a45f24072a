import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModel } from '../runtime/loaded-model.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { parseModelConfig, type T5Config } from '../weights/configs.ts';
import { expectedTensors } from '../weights/expected-tensors.ts';
import { writeCheckpoint } from '../weights/write-checkpoint.ts';
import { trainEmprl } from './emprl.ts';
import { initialWeights } from './framework/initial-weights.ts';
import type { TrainingContext } from './framework/recipe.ts';
import { setConfig, setTensors } from './identifiers/identifier-set.ts';
import type { Identifiers } from './identifiers/open-identifiers.ts';
import { emprlConfig } from './ppo/emprl-config.ts';
import { toyIdentifiers } from './ppo/testing.ts';
import { curveOf, learnTokenizer } from './recipe-testing.ts';
import { runRecipe } from './recipes.ts';
import {
  empatheticTalk,
  jsonLines,
  stopAfter,
  temporaryFolder,
  trainingContext,
  writeText,
} from './testing.ts';

const data = [{ path: 'talk.jsonl', form: 'empathetic-dialogues' }];
const config = {
  identifiers: 'identifiers',
  judge: 'judge',
  data,
  validation: { path: 'held.jsonl', form: 'empathetic-dialogues' },
  validationContexts: 16,
  epochs: 6,
  rollouts: 16,
  learningRate: 0.02,
  schedule: 'constant',
  decoding: { topK: 0, temperature: 1, maxLength: 10 },
  ppo: { miniBatch: 8, klCoefficient: 0.01, adaptiveKl: null },
  validateEvery: 6,
  perplexityLimit: 100,
  distinctLimit: 0,
};

/** A folder with data, and a T5 of some 12,000 parameters with random weights in `sft`. */
async function prepared(): Promise<string> {
  const folder = temporaryFolder();
  writeText(folder, 'talk.jsonl', jsonLines(empatheticTalk(64)));
  writeText(folder, 'held.jsonl', jsonLines(empatheticTalk(20, 2)));
  await learnTokenizer(folder, data);
  const tokenizerJson = JSON.parse(readFileSync(join(folder, 'tokenizer', 'tokenizer.json'), 'utf8'));
  const t5 = parseModelConfig(t5Sizes, 'config.json');
  writeCheckpoint(join(folder, 'sft'), { config: { ...t5 }, tensors: weightsFor(t5), tokenizerJson });
  writeText(folder, 'identifiers/model.safetensors', 'a set');
  writeText(folder, 'judge/model.safetensors', 'another');
  return folder;
}

const t5Sizes = {
  model_type: 't5',
  architectures: ['T5ForConditionalGeneration'],
  vocab_size: 320,
  d_model: 16,
  d_kv: 8,
  d_ff: 32,
  num_layers: 1,
  num_heads: 2,
  initializer_factor: 0.3,
  pad_token_id: 0,
  eos_token_id: 1,
  decoder_start_token_id: 0,
};

function weightsFor(t5: ReturnType<typeof parseModelConfig>) {
  const values = initialWeights(t5, 1);
  const tensors = [...expectedTensors(t5)].map(([name, shape]) => {
    const read = () => values.get(name) ?? new Float32Array();
    return [name, { shape, read }] as const;
  });
  return new Map(tensors);
}

interface RunChanges {
  readonly config?: object;
  readonly context?: Partial<TrainingContext>;
  readonly open?: () => Promise<Identifiers>;
}

function run(folder: string, out: string, changes: RunChanges = {}) {
  const raw = { ...config, ...changes.config };
  const context = trainingContext(join(folder, out), folder, {
    init: join(folder, 'sft'),
    ...changes.context,
  });
  return trainEmprl(emprlConfig.parse(raw), context, { raw, open: changes.open ?? toyIdentifiers().open });
}

const weightsOf = (folder: string, out: string) => readFileSync(join(folder, out, 'model.safetensors'));

test('a policy learns what is rewarded, leaves the best weights and a curve, and closes what it opened', async () => {
  const folder = await prepared();
  const toy = toyIdentifiers();
  const { numbers } = await run(folder, 'out', { open: toy.open });
  expect(toy.isOpen()).toBe(0);
  const curve = curveOf(join(folder, 'out'));
  const [start, ...steps] = curve;
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  const rewardAt = (place: number) => curve.at(place).metrics.score;
  expect(rewardAt(-1)).toBeGreaterThan(rewardAt(1) + 0.1);
  // The product of the three probabilities, and nothing else, is the score.
  for (const { metrics } of steps) {
    expect(metrics.score).toBeCloseTo(metrics.emotionalReaction * 0.8 * 1, 6);
    expect(metrics.klCoefficient).toBe(0.01);
    for (const name of [
      'kl',
      'entropy',
      'policyLoss',
      'valueLoss',
      'policyClipped',
      'meanLength',
      'distinct2',
    ])
      expect(metrics[name]).toBeTypeOf('number');
    expect(metrics.meanLength).toBeLessThanOrEqual(9);
  }
  expect(steps[0].metrics.kl).toBeCloseTo(0, 4);
  expect(start.validation).toMatchObject({ perplexityRatio: 1, distinctRatio: 1 });
  expect(curve.at(-1).validation.judge.reward).toBeGreaterThan(start.validation.judge.reward);
  expect(numbers).toMatchObject({ step: 24, totalSteps: 24, baseline: { reward: start.validation.reward } });
  const { best } = numbers as { best: { step: number; loss: number } };
  expect(best.step).toBeGreaterThan(0);
  expect(-best.loss).toBe(Math.max(...curve.flatMap(({ validation }) => validation?.reward.reward ?? [])));
  const files = [
    'config.json',
    'loss.jsonl',
    'model.safetensors',
    'state',
    'tokenizer.json',
    'training.json',
  ];
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(files);
  const model = await loadModel(join(folder, 'out'), { threads: 1 });
  const ids = loadTokenizer(join(folder, 'out')).encode('i am afraid');
  const logits = await model.logits({ input_ids: [ids], decoder_input_ids: [[0]] });
  expect(logits.shape).toEqual([1, 1, 320]);
  await model.dispose();
});

/** As a kill: whatever is not written by then is lost. */
function failAfter(steps: number): Partial<TrainingContext> {
  let seen = 0;
  return {
    progress: ({ message }) => {
      if (message.startsWith('Training') && ++seen === steps) throw new Error('killed');
    },
  };
}

test('a training that is killed and stopped and goes on reaches what one that was not reaches, to the last bit', async () => {
  const folder = await prepared();
  const ppo = { ...config.ppo, adaptiveKl: { target: 1, horizon: 50 }, dropout: 0.1 };
  const changes = { epochs: 2, validateEvery: 3, ppo };
  const end = await run(folder, 'whole', { config: changes });
  const go = (context: Partial<TrainingContext>) => run(folder, 'stopped', { config: changes, context });
  await expect(go(failAfter(5))).rejects.toThrow('killed');
  await expect(go(stopAfter(1))).rejects.toMatchObject({ code: 'interrupted' });
  expect(curveOf(join(folder, 'stopped')).at(-1).step).toBe(4);
  const again = await run(folder, 'stopped', { config: changes });
  expect(again).toEqual(end);
  expect(curveOf(join(folder, 'stopped'))).toEqual(curveOf(join(folder, 'whole')));
  expect(weightsOf(folder, 'stopped').equals(weightsOf(folder, 'whole'))).toBe(true);
  const state = (out: string) =>
    readdirSync(join(folder, out, 'state')).map((name) => readFileSync(join(folder, out, 'state', name)));
  expect(state('stopped')).toEqual(state('whole'));
});

test('steps end a training early, the fall of the learning rate unchanged', async () => {
  const folder = await prepared();
  await run(folder, 'out', { config: { schedule: 'linear', steps: 3, validateEvery: 100 } });
  const rates = curveOf(join(folder, 'out')).map(({ learningRate }) => learningRate);
  expect(rates).toEqual([
    0,
    0.02,
    expect.closeTo((0.02 * 23) / 24, 12),
    expect.closeTo((0.02 * 22) / 24, 12),
  ]);
});

test('without better weights the training ends, and those it began with are the result', async () => {
  const folder = await prepared();
  const strict = { perplexityLimit: 0.01, validateEvery: 2, patience: 2 };
  const { numbers } = await run(folder, 'out', { config: strict });
  expect(numbers).toMatchObject({ step: 4, best: { step: 0 } });
  const stored = (dir: string) => readFileSync(join(folder, dir, 'model.safetensors'));
  expect(stored('out').equals(stored('sft'))).toBe(true);
});

test('a policy that runs from its reference ends the training', async () => {
  const folder = await prepared();
  await expect(run(folder, 'out', { config: { klLimit: 0.02 } })).rejects.toThrow(/policy diverged at step/);
  expect(existsSync(join(folder, 'out', 'training.json'))).toBe(false);
  expect(existsSync(join(folder, 'out', 'state', 'state.json'))).toBe(true);
});

test.each([
  ['emprl', 64],
  ['emprl-published', 32],
])('the config %s is whole', (name, rollouts) => {
  const file = join(import.meta.dirname, 'configs', `${name}.json`);
  expect(emprlConfig.parse(JSON.parse(readFileSync(file, 'utf8')))).toMatchObject({ rollouts });
});

test('without anything to evaluate on, the last weights are the result', async () => {
  const folder = await prepared();
  const { validation, judge, ...rest } = config;
  const raw = { ...rest, steps: 2 };
  const context = trainingContext(join(folder, 'out'), folder, { init: join(folder, 'sft') });
  const { numbers } = await trainEmprl(emprlConfig.parse(raw), context, { raw, open: toyIdentifiers().open });
  expect(numbers).toMatchObject({ step: 2, best: null, baseline: null });
  expect(weightsOf(folder, 'out').equals(weightsOf(folder, 'sft'))).toBe(false);
});

test('identifiers come from their folders', async () => {
  const folder = await prepared();
  const encoder = parseModelConfig({ ...t5Sizes, architectures: ['T5EncoderModel'] }, 'x') as T5Config;
  const set = { encoder, sizes: { hidden: 8, levels: 3 }, lengths: { context: 64, response: 32 } };
  const tokenizerJson = JSON.parse(readFileSync(join(folder, 'sft', 'tokenizer.json'), 'utf8'));
  const tensors = new Map(
    [...setTensors(set)].map(([name, shape], index) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const read = () => Float32Array.from({ length }, (_, i) => Math.sin(i * (index + 1)));
      return [name, { shape, read }] as const;
    }),
  );
  writeCheckpoint(join(folder, 'set'), { config: { ...setConfig(set) }, tensors, tokenizerJson });
  const { judge, ...rest } = config;
  const file = writeText(folder, 'config.json', JSON.stringify({ ...rest, identifiers: 'set', steps: 2 }));
  const out = join(folder, 'out');
  await runRecipe('emprl', file, trainingContext(out, folder, { init: join(folder, 'sft') }));
  for (const { metrics } of curveOf(join(folder, 'out')).slice(1)) expect(metrics.score).toBeGreaterThan(0);
  await expect(runRecipe('emprl', file, trainingContext(out, folder))).rejects.toThrow(/with --init/);
});
