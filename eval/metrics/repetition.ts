import { defined, notDefined } from '#eval/statistics/estimate.ts';
import { tokenNgrams } from '#eval/text/token-ngrams.ts';
import {
  type WordTokenizerOptions,
  wordTokenizer,
  wordTokenizerSignature,
} from '#eval/text/word-tokenizer.ts';
import type { SumMetric } from './sum-metric.ts';

export interface RepetitionOptions extends WordTokenizerOptions {
  /** Length of the n-grams, default 4. */
  readonly n?: number;
  /**
   * Mean of the shares of replies (the default, as published), or the share among the n-grams of all replies. Replies without
   * an n-gram are in neither.
   */
  readonly mean?: 'of-replies' | 'of-ngrams';
}

/**
 * The share of n-grams of a reply that stood in it before: 1 - different ÷ all, `seq-rep-n` of Welleck et al. 2020
 * (Neural text generation with unlikelihood training, section 6.1). From 0 (none) to below 1. Row: repeats, n-grams,
 * share, 1 if the reply has n-grams.
 */
export function repetition(options: RepetitionOptions = {}): SumMetric<string> {
  const { n = 4, mean = 'of-replies' } = options;
  const words = wordTokenizer(options);
  return {
    name: `rep-${n}`,
    unit: 'share',
    width: 4,
    statistics(reply, row, at = 0) {
      let all = 0;
      const kinds = new Set<string>();
      for (const ngram of tokenNgrams(words(reply), n)) {
        kinds.add(ngram);
        all++;
      }
      const repeats = all - kinds.size;
      row[at] = repeats;
      row[at + 1] = all;
      row[at + 2] = all === 0 ? 0 : repeats / all;
      row[at + 3] = all === 0 ? 0 : 1;
    },
    aggregate(sums, at = 0) {
      const from = mean === 'of-ngrams' ? at : at + 2;
      const whole = sums[from + 1]!;
      return whole === 0 ? notDefined(`no reply has ${n} words`) : defined(sums[from]! / whole);
    },
    signature: () => `n:${n}|mean:${mean}|${wordTokenizerSignature(options)}|v:1`,
  };
}
