import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { readSafetensors } from '../weights/read-safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { partOf } from './identifiers/folds.ts';
import { openIdentifiers } from './identifiers/open-identifiers.ts';
import { learnTokenizer } from './recipe-testing.ts';
import { runRecipe } from './recipes.ts';
import { stopAfter, temporaryFolder, trainingContext, weightsOf, writeText } from './testing.ts';

const files = { emotionalReaction: 'er.csv', interpretation: 'ip.csv.gz', exploration: 'ex.csv' };

/** Three identifiers of about 9,000 parameters each. */
const config = {
  fold: 'reward',
  data: files,
  tokenizer: 'tokenizer',
  model: { width: 16, heads: 2, headWidth: 8, feedForward: 32 },
  layers: 1,
  dropout: 0,
  contextLength: 24,
  responseLength: 24,
  batchRows: 8,
  classWeighting: 0.5,
  epochs: 6,
  learningRate: 0.02,
  warmupSteps: 4,
  logEvery: 4,
  validateEvery: 6,
  embeddingScale: 0.3,
};

const answers = {
  emotionalReaction: ['', 'it will be fine.', 'i am so sorry.'],
  interpretation: ['', 'i understand.', 'this must be hard.'],
  exploration: ['', 'what happened?', 'are you alone now?'],
};

/** Exchanges whose levels show in the words of the answer, as EPITOME's three files hold them. */
function writeExchanges(folder: string, posts = 180): void {
  const random = createRandom('exchanges');
  const header = 'sp_id,rp_id,seeker_post,response_post,level,rationales\n';
  const texts: Record<string, string> = {};
  for (let post = 0; post < posts; post++) {
    const levels = Object.keys(answers).map(() => random.below(3));
    const parts = Object.values(answers).map((of, index) => of[levels[index] ?? 0] ?? '');
    const response = `Well, ${parts.join(' ')}`.trim();
    for (const [index, mechanism] of Object.keys(answers).entries())
      texts[mechanism] =
        `${texts[mechanism] ?? header}sp${post},rp${post},I feel bad today.,"${response}",${levels[index]},${parts[index]}\n`;
  }
  for (const [mechanism, name] of Object.entries(files)) writeText(folder, name, texts[mechanism] ?? '');
}

async function prepared(changes: object = {}): Promise<{ readonly data: string; readonly file: string }> {
  const data = temporaryFolder();
  writeExchanges(data);
  const sources = Object.values(files).map((path) => ({ path, form: 'epitome' }));
  await learnTokenizer(data, sources);
  return { data, file: writeText(data, 'config.json', JSON.stringify({ ...config, ...changes })) };
}

const recordOf = (out: string) => JSON.parse(readFileSync(join(out, 'training.json'), 'utf8'));

test('it learns levels that show in the answer, and leaves a set that others open', async () => {
  const { data, file } = await prepared({ epochs: 10 });
  const out = join(data, 'out');
  const { numbers } = await runRecipe('identifiers', file, trainingContext(out, data));
  const { numbers: recorded, ...origin } = recordOf(out);
  expect(origin).toMatchObject({ recipe: 'identifiers', init: null });
  expect(recorded.test).toEqual(numbers.test);
  for (const mechanism of Object.keys(files))
    expect(recorded.test[mechanism].macroF1, mechanism).toBeGreaterThan(0.8);

  const identifiers = await openIdentifiers(out, { threads: 1 });
  const pairs = ['Well, i am so sorry.', 'Well, are you alone now?', ''].map((response) => ({
    context: 'I feel bad today.',
    response,
  }));
  const found = await identifiers.levels(pairs);
  expect(found).toHaveLength(3);
  expect(found[0]?.emotionalReaction[2]).toBeGreaterThan(0.5);
  expect(found[1]?.exploration[2]).toBeGreaterThan(0.5);
  for (const levels of found)
    for (const probabilities of Object.values(levels))
      expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
  // A pair's levels do not depend on what is read with it.
  const alone = await identifiers.levels(pairs.slice(1, 2));
  expect(alone[0]?.exploration[2]).toBeCloseTo(found[1]?.exploration[2] ?? 0, 5);
  expect(await identifiers.levels([])).toEqual([]);
  await identifiers.dispose();
});

test('the two sets and their test share no seeker post, and the table of words is stored once', async () => {
  const { data, file } = await prepared({ epochs: 1 });
  const judge = writeText(data, 'judge.json', JSON.stringify({ ...config, epochs: 1, fold: 'judge' }));
  const outs = [join(data, 'reward'), join(data, 'judge')] as const;
  await runRecipe('identifiers', file, trainingContext(outs[0], data));
  await runRecipe('identifiers', judge, trainingContext(outs[1], data));
  const ids = Array.from({ length: 180 }, (_, post) => `sp${post}`);
  const [reward, other] = outs.map((out) => recordOf(out).numbers);
  const rowsOf = (report: { confusion: number[][] }) => report.confusion.flat().reduce((a, b) => a + b, 0);
  for (const [fold, numbers] of Object.entries({ reward, judge: other })) {
    const own = ids.filter((id) => partOf(id) === fold).length;
    expect(numbers.rows + rowsOf(numbers.validation.exploration)).toBe(own);
    expect(rowsOf(numbers.otherFold.exploration) + rowsOf(numbers.test.exploration)).toBe(180 - own);
  }
  const { tensors } = readSafetensors(join(outs[0], 'model.safetensors'));
  expect([...tensors.keys()].filter((name) => name.includes('shared'))).toEqual(['shared.weight']);
  expect([...tensors.keys()].some((name) => name.includes('rationales'))).toBe(false);
});

test('a training that is stopped and goes on reaches the weights of one that was not, to the last bit', async () => {
  const { data, file } = await prepared({ epochs: 2, tokenDropout: 0.1, validateEvery: 5 });
  const [whole, stopped] = [join(data, 'whole'), join(data, 'stopped')];
  await runRecipe('identifiers', file, trainingContext(whole, data));
  await expect(
    runRecipe('identifiers', file, trainingContext(stopped, data, stopAfter(7))),
  ).rejects.toMatchObject({ code: 'interrupted' });
  await runRecipe('identifiers', file, trainingContext(stopped, data));
  expect(weightsOf(stopped).equals(weightsOf(whole))).toBe(true);
  const numbersOf = (out: string) => ({ ...recordOf(out).numbers, seconds: 0 });
  expect(numbersOf(stopped)).toEqual(numbersOf(whole));
});

test('frozen word embeddings stay those of the folder they were taken from', async () => {
  const { data, file } = await prepared({ epochs: 1 });
  const first = join(data, 'first');
  await runRecipe('identifiers', file, trainingContext(first, data));
  const t5 = join(data, 't5');
  const { encoder } = JSON.parse(readFileSync(join(first, 'config.json'), 'utf8'));
  cpSync(join(data, 'tokenizer'), t5, { recursive: true });
  writeText(data, 't5/config.json', JSON.stringify(encoder));
  writeEncoder(first, t5);
  const { embeddingScale, model, tokenizer, ...rest } = config;
  const further = writeText(
    data,
    'further.json',
    JSON.stringify({ ...rest, epochs: 1, frozenEmbeddings: true, rationaleWeight: 0 }),
  );
  const out = join(data, 'out');
  await runRecipe('identifiers', further, trainingContext(out, data, { init: t5 }));
  const tableOf = (dir: string) =>
    readSafetensors(join(dir, 'model.safetensors')).tensors.get('shared.weight')?.read();
  expect(tableOf(out)).toEqual(tableOf(t5));
  expect(Object.keys(recordOf(out).init)).toEqual(['model.safetensors']);
  const deeper = writeText(data, 'deeper.json', JSON.stringify({ ...rest, layers: 2 }));
  await expect(
    runRecipe('identifiers', deeper, trainingContext(join(data, 'deeper'), data, { init: t5 })),
  ).rejects.toThrow(/layers is 2, but the encoder of .* has 1/);
});

/** The context encoder of a set's first identifier as a T5 of its own. */
function writeEncoder(set: string, dir: string): void {
  const prefix = 'emotionalReaction.context_encoder.';
  const entries = [...readSafetensors(join(set, 'model.safetensors')).tensors].flatMap(([name, tensor]) => {
    if (name === 'shared.weight') return [[name, tensor] as const];
    return name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [];
  });
  writeSafetensors(join(dir, 'model.safetensors'), new Map(entries));
}

test('files that do not belong together are refused before anything is written', async () => {
  const { data, file } = await prepared();
  const rows = readFileSync(join(data, files.exploration), 'utf8').split('\n');
  const swapped = [rows[0], rows[2], rows[1], ...rows.slice(3)].join('\n');
  writeText(data, files.exploration, swapped);
  const out = join(data, 'out');
  await expect(runRecipe('identifiers', file, trainingContext(out, data))).rejects.toThrow(
    /Row 1 of EPITOME's three files is not the same exchange/,
  );
  expect(existsSync(out)).toBe(false);
});

test('a set taken apart into files of the published names gives the same levels', async () => {
  const { data, file } = await prepared({ epochs: 1 });
  const set = join(data, 'set');
  await runRecipe('identifiers', file, trainingContext(set, data));
  const { encoder } = JSON.parse(readFileSync(join(set, 'config.json'), 'utf8'));
  const dir = join(data, 'published');
  cpSync(join(data, 'tokenizer'), dir, { recursive: true });
  writeText(data, 'published/t5_config.json', JSON.stringify(encoder));
  const { tensors } = readSafetensors(join(set, 'model.safetensors'));
  const table = tensors.get('shared.weight');
  for (const [mechanism, name] of Object.entries({
    emotionalReaction: 'emo',
    interpretation: 'int',
    exploration: 'exp',
  })) {
    const own = [...tensors].flatMap(([key, tensor]) =>
      key.startsWith(`${mechanism}.`) ? [[key.slice(mechanism.length + 1), tensor] as const] : [],
    );
    const tables = ['context', 'response'].flatMap((side) =>
      table ? [[`${side}_encoder.shared.weight`, table] as const] : [],
    );
    writeSafetensors(join(dir, `${name}.safetensors`), new Map([...own, ...tables]));
  }
  const pairs = [{ context: 'I feel bad today.', response: 'Well, i understand. what happened?' }];
  const [ours, theirs] = await Promise.all(
    [set, dir].map(async (folder) => (await openIdentifiers(folder, { threads: 1 })).levels(pairs)),
  );
  expect(theirs).toEqual(ours);
});
