import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { runRecipe } from './recipes.ts';
import { jsonLines, smallTalk, temporaryFolder, trainingContext, writeText } from './testing.ts';

const config = { vocabSize: 320, sentinels: 2, data: [{ path: 'talk.jsonl.gz', form: 'plain' }] };

function folderWith(changes: object): { readonly data: string; readonly file: string } {
  const data = temporaryFolder();
  writeText(data, 'talk.jsonl.gz', jsonLines(smallTalk(20)));
  return { data, file: writeText(data, 'config.json', JSON.stringify({ ...config, ...changes })) };
}

test('it writes a tokenizer for GPT and T5 alike, and what it was made of', async () => {
  const { data, file } = folderWith({});
  const out = join(temporaryFolder(), 'tokenizer');
  const { numbers } = await runRecipe('tokenizer', file, trainingContext(out, data));
  const tokenizer = loadTokenizer(out);
  const special = ['<pad>', '<eos>', '<bos>', '<speaker1>', '<speaker2>', '<extra_id_0>', '<extra_id_1>'];
  expect(special.map((token) => tokenizer.idOf(token))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect([...tokenizer.allSpecialIds].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(tokenizer.specialIds).toEqual({ pad: 0, eos: 1, bos: 2 });
  expect(tokenizer.vocabSize).toBe(320);
  expect(tokenizer.encode('I AM worried')).toEqual(tokenizer.encode('i am worried'));
  expect(tokenizer.decode(tokenizer.encode('i am worried')).trim()).toBe('i am worried');
  expect(numbers.vocabulary).toBe(320);
  const record = JSON.parse(readFileSync(join(out, 'training.json'), 'utf8'));
  expect(record).toMatchObject({ recipe: 'tokenizer', config: { vocabSize: 320, lowercase: true } });
  expect(record.data['talk.jsonl.gz']).toMatch(/^[0-9a-f]{64}$/);
});

test('the same text gives the same file', async () => {
  const { data, file } = folderWith({});
  const [one, two] = [join(data, 'one'), join(data, 'two')];
  for (const out of [one, two]) await runRecipe('tokenizer', file, trainingContext(out, data));
  const read = (out: string) => readFileSync(join(out, 'tokenizer.json'), 'utf8');
  expect(read(one)).toBe(read(two));
});

test('an unknown field, a bad one and a missing file are named, and nothing is written', async () => {
  const out = join(temporaryFolder(), 'tokenizer');
  const refused = async (changes: object, message: RegExp) => {
    const { data, file } = folderWith(changes);
    await expect(runRecipe('tokenizer', file, trainingContext(out, data))).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  };
  await refused({ vocabulary: 8000 }, /config\.json cannot be used\. vocabulary: there is no such field/);
  await refused({ vocabSize: 2 }, /vocabSize: /);
  await refused({ data: [{ path: 'gone.jsonl', form: 'plain' }] }, /There is no .*gone\.jsonl/);
  await refused({ data: [{ path: 'talk.jsonl.gz', form: 'plain', half: 1 }] }, /data\.0/);
});

test('a recipe that is not there is refused with those that are', async () => {
  const { data, file } = folderWith({});
  await expect(runRecipe('tokeniser', file, trainingContext(data, data))).rejects.toThrow(
    /no recipe "tokeniser"; there are tokenizer, caire/,
  );
});
