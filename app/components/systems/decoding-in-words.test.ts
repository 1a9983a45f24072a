import { expect, test } from 'vitest';
import { decodingInShort, decodingInWords } from './decoding-in-words.ts';

const neutral = {
  maxNewTokens: 30,
  minLength: 0,
  minNewTokens: 0,
  doSample: false,
  temperature: 1,
  topK: 0,
  topP: 1,
  repetitionPenalty: 1,
  noRepeatNgramSize: 0,
  stopStrings: [],
  numBeams: 1,
  lengthPenalty: 1,
  earlyStopping: false,
};
const options = (decoding: object) =>
  decodingInWords({ ...neutral, ...decoding }).flatMap((fact) => fact.options);

test('what changes nothing is left out, and every other option is told with its exact value', () => {
  expect(options({})).toEqual(['doSample false', 'maxNewTokens 30']);
  expect(options({ doSample: true, topK: 20, temperature: 0.9 })).toEqual([
    'doSample true',
    'temperature 0.9',
    'topK 20',
    'maxNewTokens 30',
  ]);
  const all = {
    minNewTokens: 5,
    minLength: 4,
    repetitionPenalty: 1.2,
    noRepeatNgramSize: 3,
    stopStrings: ['\n'],
  };
  for (const [name, value] of Object.entries(all))
    expect(options(all)).toContain(`${name} ${JSON.stringify(value)}`);
});

test('beam search is told by its beams, without what only sampling has', () => {
  const beams = { numBeams: 5, lengthPenalty: 2, earlyStopping: true };
  expect(options(beams)).toEqual(['numBeams 5', 'lengthPenalty 2', 'earlyStopping true', 'maxNewTokens 30']);
});

test.each([
  [{}, 'greedy, up to 30 tokens'],
  [{ doSample: true }, 'sampling, up to 30 tokens'],
  [{ doSample: true, topP: 0.9, temperature: 0.7 }, 'nucleus 0.9, temperature 0.7, up to 30 tokens'],
  [{ numBeams: 4 }, '4 beams, up to 30 tokens'],
])('%j in short: %s', (decoding, words) => {
  expect(decodingInShort({ ...neutral, ...decoding })).toBe(words);
});
