import { lcsLength } from '#eval/text/longest-common-subsequence.ts';
import { WordIds } from '#eval/text/word-ids.ts';
import type { Segment } from './corpus-metric.ts';

/**
 * ROUGE-L of the COCO caption toolkit in Maluuba's nlg-eval, in [0, 1]: the F score of the greatest precision and the
 * greatest recall over the references, which may be of different ones. Tokens stand between single spaces, so two spaces
 * have an empty token between them, and an empty text is one empty token.
 * @param beta how much more recall counts, 1.2 in the toolkit
 * @throws RangeError where there is no reference
 */
export function cocoRougeL({ hypothesis, references }: Segment, beta = 1.2): number {
  const ids = new WordIds();
  const tokens = ids.ofAll(hypothesis.split(' '));
  let [precision, recall] = [0, 0];
  if (references.length === 0) throw new RangeError('a segment needs at least one reference');
  for (const reference of references) {
    const words = ids.ofAll(reference.split(' '));
    const common = lcsLength(words, tokens);
    precision = Math.max(precision, common / tokens.length);
    recall = Math.max(recall, common / words.length);
  }
  if (precision === 0 || recall === 0) return 0;
  return ((1 + beta ** 2) * precision * recall) / (recall + beta ** 2 * precision);
}
