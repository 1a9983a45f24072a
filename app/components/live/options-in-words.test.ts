import { expect, test } from 'vitest';
import { decodingOptions, type LiveSettings } from './live-request.ts';
import { optionsInWords } from './options-in-words.ts';

test.each<[LiveSettings, string[]]>([
  [{ search: null, numbers: {} }, []],
  [
    { search: null, numbers: { temperature: 0.7, topP: 0.9, maxNewTokens: 40 } },
    ['temperature 0.7', 'top-p 0.9', 'at most 40 tokens'],
  ],
  [{ search: 'sampling', numbers: { topK: 0 } }, ['sampling', 'top-k 0']],
  [{ search: 'greedy', numbers: { temperature: 2, minNewTokens: 3 } }, ['greedy', 'at least 3 tokens']],
  [{ search: 'beams', numbers: { noRepeatNgramSize: 3 } }, ['4 beams', 'no repeated 3-grams']],
])('%j is told as %j', (settings, words) => {
  expect(optionsInWords(decodingOptions(settings))).toEqual(words);
});
