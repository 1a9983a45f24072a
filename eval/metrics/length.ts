import { defined, notDefined } from '#eval/statistics/estimate.ts';
import { isWhitespace } from '#eval/text/whitespace.ts';
import {
  type WordTokenizerOptions,
  wordTokenizer,
  wordTokenizerSignature,
} from '#eval/text/word-tokenizer.ts';
import type { SumMetric } from './sum-metric.ts';

/** Characters are Unicode code points, white space at the ends left out, or all white space left out. */
export const lengthUnits = ['words', 'characters', 'characters-without-space'] as const;

export interface LengthOptions extends WordTokenizerOptions {
  /** Default words. */
  readonly unit?: (typeof lengthUnits)[number];
}

/** Mean length of replies. An empty reply counts, with 0. Row: length, 1. */
export function replyLength(options: LengthOptions = {}): SumMetric<string> {
  const { unit = 'words' } = options;
  const words = wordTokenizer(options);
  const measured = unit === 'words' ? (text: string) => words(text).length : characterCount(unit);
  return {
    name: 'length',
    unit,
    width: 2,
    statistics(reply, row, at = 0) {
      row[at] = measured(reply);
      row[at + 1] = 1;
    },
    aggregate(sums, at = 0) {
      const replies = sums[at + 1]!;
      return replies === 0 ? notDefined('there are no replies') : defined(sums[at]! / replies);
    },
    signature: () => `unit:${unit}|${unit === 'words' ? `${wordTokenizerSignature(options)}|` : ''}v:1`,
  };
}

function characterCount(unit: 'characters' | 'characters-without-space'): (text: string) => number {
  return (text) => {
    let [count, pending] = [0, 0];
    for (const character of text) {
      if (!isWhitespace(character.codePointAt(0)!)) {
        count += 1 + pending;
        pending = 0;
      } else if (unit === 'characters' && count > 0) pending++;
    }
    return count;
  };
}
