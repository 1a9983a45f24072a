import { expect, test } from 'vitest';
import { rougeTokenizer } from './rouge-tokens.ts';

test('tokens are runs of a-z and 0-9 in lower case; accents separate', () => {
  expect(rougeTokenizer()("It's naïve -- 2nd TRY")).toEqual(['it', 's', 'na', 've', '2nd', 'try']);
  expect(rougeTokenizer()('…')).toEqual([]);
  // The Kelvin sign is a k in lower case.
  expect(rougeTokenizer()('5\u212a')).toEqual(['5k']);
});

test('the stemmer leaves tokens of up to three characters alone', () => {
  expect(rougeTokenizer({ useStemmer: true })('Running was fun, dies cats')).toEqual([
    'run',
    'was',
    'fun',
    'die',
    'cat',
  ]);
});
