import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { earlierTrainings, modelCard, type TrainingRecord, trainingRecordOf } from './model-card.ts';
import { cardTexts } from './model-card-texts.ts';
import { recipeNames } from './recipes.ts';
import { temporaryFolder, writeText } from './testing.ts';

const first: TrainingRecord = {
  recipe: 't5-sft',
  config: { stage: 'pretraining', epochs: 2 },
  data: { 'talk.jsonl.gz': 'a'.repeat(64) },
  init: null,
  numbers: { step: 100, seconds: 5400, best: { step: 90, loss: 3.123456789 }, watch: { lowest: 1 } },
  commit: 'c'.repeat(40),
};
const weightsHash = createHash('sha256').update('weights').digest('hex');
const second: TrainingRecord = {
  ...first,
  config: { stage: 'empathetic', seed: 7 },
  data: { 'empathetic.jsonl.gz': 'b'.repeat(64) },
  init: { 'model.safetensors': weightsHash },
  numbers: { seconds: 1800, lastValidation: { valid: { perplexity: 24.5 } } },
};

test('the retriever that goes with a model has a section of its own', () => {
  const record = { recipe: 'lempex', config: {}, data: {}, numbers: {} };
  const retriever = { recipe: 'dpr', config: {}, data: { 'a.jsonl': 'f00' }, numbers: { recallAt10: 0.5 } };
  const card = modelCard({ name: 'lempex', record, retriever });
  expect(card.slice(card.indexOf('## Its retriever'))).toMatch(/### dpr.*f00.*recallAt10 \| 0\.5/s);
  expect(modelCard({ name: 'lempex', record })).not.toContain('## Its retriever');
});

test('a card says what it is, under which licence, how it was made, and what it is not for', () => {
  const card = modelCard({ name: 'emprl-sft', record: second, earlier: [first] });
  expect(card).toMatch(/^---\nlicense: cc-by-nc-4\.0\n/);
  expect(card).toContain('# emprl-sft\n');
  expect(card).toContain('Research use, CC BY-NC 4.0.');
  expect(card).toMatch(/must not be used for\n\n- therapy, counselling/);
  expect(card).toContain('From nothing, in 2 stages, 2.0 hours in all.');
  expect(card.indexOf('### t5-sft: pretraining')).toBeLessThan(card.indexOf('### t5-sft: empathetic'));
  for (const part of ['| seed | 1 |', '| seed | 7 |', '| time | 1.5 hours |', '| time | 30.0 minutes |'])
    expect(card).toContain(part);
  expect(card).toContain(`| data | \`talk.jsonl.gz\`, SHA-256 ${'a'.repeat(64)} |`);
  expect(card).toContain(`| starts from | \`model.safetensors\`, SHA-256 ${weightsHash} |`);
  expect(card).toContain('| best.loss | 3.12346 |');
  expect(card).toContain('| lastValidation.valid.perplexity | 24.5 |');
  expect(card).not.toContain('watch');
  expect(card).toContain('"stage": "empathetic"');
});

test('embeddings of another model are named', () => {
  const embeddings = { 'model.safetensors': weightsHash };
  const card = modelCard({ name: 't5', record: { ...first, embeddings } });
  expect(card).toContain(
    'From nothing but embeddings that were trained elsewhere, in one stage, 1.5 hours in all.',
  );
  expect(card).toContain(`| embeddings of | \`model.safetensors\`, SHA-256 ${weightsHash} |`);
});

test('every recipe has a text of its own', () => {
  for (const name of recipeNames) expect(cardTexts.recipes[name], name).toBeDefined();
});

test('trainings before are told from their folders, if the weights there are what was started from', () => {
  const dir = temporaryFolder();
  writeText(dir, 'training.json', JSON.stringify(first));
  writeText(dir, 'model.safetensors', 'weights');
  expect(earlierTrainings(second, [dir])).toEqual([first]);
  writeText(dir, 'model.safetensors', 'other');
  expect(() => earlierTrainings(second, [dir])).toThrow(/No training here started from the weights/);
  expect(() => earlierTrainings(second, [join(dir, 'none')])).toThrow(/has no training\.json/);
});

test('a folder without a record has none, and one with another is refused', () => {
  const dir = temporaryFolder();
  expect(trainingRecordOf(dir)).toBeUndefined();
  writeText(dir, 'training.json', '{"recipe": 1}');
  expect(() => trainingRecordOf(dir)).toThrow(/is not the record of a training/);
});
