import { nltkWordTokenize } from './nltk-word-tokenize.ts';

/** MoEL's table, in its order: what it replaces wherever it stands, within words too. */
const written: readonly (readonly [string, string])[] = [
  ["it's", 'it is'],
  ["don't", 'do not'],
  ["doesn't", 'does not'],
  ["didn't", 'did not'],
  ["you'd", 'you would'],
  ["you're", 'you are'],
  ["you'll", 'you will'],
  ["i'm", 'i am'],
  ["they're", 'they are'],
  ["that's", 'that is'],
  ["what's", 'what is'],
  ["couldn't", 'could not'],
  ["i've", 'i have'],
  ["we've", 'we have'],
  ["can't", 'cannot'],
  ["i'd", 'i would'],
  ["aren't", 'are not'],
  ["isn't", 'is not'],
  ["wasn't", 'was not'],
  ["weren't", 'were not'],
  ["won't", 'will not'],
  ["there's", 'there is'],
  ["there're", 'there are'],
];

/**
 * A text as MoEL's preprocessing writes it (`clean` in its `data_reader.py`), which MIME, KEMP and CEM took over: lower
 * case, some contractions written out, then `nltk.word_tokenize` of the NLTK of that time (3.4). Quotation marks are left
 * out, as in the files that these systems print.
 */
export function moelTokens(text: string): string[] {
  const lower = text.toLowerCase();
  const full = written.reduce((held, [short, long]) => held.replaceAll(short, long), lower);
  return nltkWordTokenize(full, { release: '3.4' }).filter((token) => token !== '``' && token !== "''");
}
