import { type NltkRelease, nltkSentenceWords } from './nltk-words.ts';
import { punktEnglish } from './punkt-english.ts';
import { punktSentences } from './punkt-sentences.ts';

/**
 * `nltk.word_tokenize(text)` for English: Punkt's sentences, each cut into words.
 * @param options.preserveLine take the text as one sentence, so that only a last full stop stands apart
 */
export function nltkWordTokenize(
  text: string,
  {
    preserveLine = false,
    release = '3.8',
  }: { readonly preserveLine?: boolean; readonly release?: NltkRelease } = {},
): string[] {
  const sentences = preserveLine ? [text] : punktSentences(text, punktEnglish);
  return sentences.flatMap((sentence) => nltkSentenceWords(sentence, release));
}
