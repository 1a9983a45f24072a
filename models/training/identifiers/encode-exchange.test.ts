import { expect, test } from 'vitest';
import { loadTokenizer } from '../../tokenizers/load-tokenizer.ts';
import { encodeExchange, rationaleTokens } from './encode-exchange.ts';
import { forMechanisms } from './mechanisms.ts';
import { withTokensLeftOut } from './training-rows.ts';

/** A tokenizer of whole words and marks, which is all that is needed here. */
const words = ['<pad>', '<eos>', 'i', 'am', 'so', 'sorry', '.', 'what', 'happened', '?', 'well', ','];
const tokenizer = loadTokenizer({
  version: '1.0',
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  model: {
    type: 'WordLevel',
    vocab: Object.fromEntries(words.map((word, id) => [word, id])),
    unk_token: '<pad>',
  },
  decoder: null,
  post_processor: null,
  truncation: null,
  padding: null,
  added_tokens: [],
});
const inWords = (ids: readonly number[]) => ids.map((id) => words[id]).join(' ');

test('a long context keeps its end, a long response its start, and neither is ever empty', () => {
  const text = 'Well, I am so sorry. What happened?';
  const found = encodeExchange(tokenizer, { context: text, response: text }, { context: 3, response: 4 });
  expect(inWords(found.context)).toBe('what happened ?');
  expect(inWords(found.response)).toBe('well , i am');
  const empty = encodeExchange(tokenizer, { context: '', response: '' }, { context: 3, response: 4 });
  expect([empty.context.length, empty.response.length]).toEqual([1, 1]);
});

test('tokens of a response are marked where rationales stand, as far as they are kept', () => {
  const response = 'Well, I am so sorry. What happened?';
  const marked = (rationales: readonly string[], length = 10) =>
    rationaleTokens(tokenizer, { response, rationales }, length).map(Number).join('');
  expect(marked([])).toBe('0000000000');
  expect(marked(['I am so sorry.'])).toBe('0011111000');
  expect(marked(['I am so sorry.', 'What happened?'])).toBe('0011111111');
  expect(marked(['What happened?'], 8)).toBe('00000001');
  expect(marked(['something else'])).toBe('0000000000');
  expect(marked(['Well'])).toBe('1000000000');
});

test('tokens that are left out take their marks with them, and one always stays', () => {
  const ids = Array.from({ length: 200 }, (_, id) => id);
  const row = {
    context: ids,
    response: ids,
    levels: forMechanisms(() => 1 as const),
    marks: forMechanisms(() => ids.map((id) => id % 3 === 0)),
  };
  const found = withTokensLeftOut(row, { share: 0.25, seed: [1] });
  expect(found.response.length / 200).toBeCloseTo(0.75, 1);
  expect(found.response).not.toEqual(found.context);
  expect(found.marks.exploration).toEqual(found.response.map((id) => id % 3 === 0));
  expect(withTokensLeftOut(row, { share: 0.25, seed: [1] })).toEqual(found);
  const short = { ...row, context: [7], response: [7], marks: forMechanisms(() => [true]) };
  for (let seed = 0; seed < 20; seed++)
    expect(withTokensLeftOut(short, { share: 0.9, seed: [seed] })).toEqual(short);
});
