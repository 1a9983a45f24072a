import { nltkWordTokenize } from './nltk-word-tokenize.ts';
import { remembering } from './remembering.ts';
import { sacrebleuTokenize } from './sacrebleu-tokenizers.ts';
import { splitOnWhitespace } from './whitespace.ts';

export const wordTokenizers = ['whitespace', '13a', 'nltk'] as const;
/** Between white space; sacreBLEU's 13a (mteval); `nltk.word_tokenize`. */
export type WordTokenizerName = (typeof wordTokenizers)[number];

export interface WordTokenizerOptions {
  /** Default 13a. */
  readonly tokenize?: WordTokenizerName;
  readonly lowercase?: boolean;
}

/** The words of a text, by the name of how they are cut. */
export function wordTokenizer(options: WordTokenizerOptions = {}): (text: string) => readonly string[] {
  const { tokenize = '13a', lowercase = false } = options;
  const cut = cuts[tokenize];
  return (text) => cut(lowercase ? text.toLowerCase() : text);
}

/** `nltk.word_tokenize`; asked for the same text again it knows the words. */
export const rememberedNltkWords = remembering((text): readonly string[] => nltkWordTokenize(text));

const cuts: Readonly<Record<WordTokenizerName, (text: string) => readonly string[]>> = {
  whitespace: splitOnWhitespace,
  '13a': remembering((text) => splitOnWhitespace(sacrebleuTokenize(text, '13a'))),
  nltk: rememberedNltkWords,
};

/** What a signature says of them. */
export function wordTokenizerSignature({ tokenize = '13a', lowercase }: WordTokenizerOptions): string {
  return `case:${lowercase ? 'lc' : 'mixed'}|tok:${tokenize}`;
}
