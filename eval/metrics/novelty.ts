import { defined, notDefined } from '#eval/statistics/estimate.ts';
import { tokenNgrams } from '#eval/text/token-ngrams.ts';
import {
  type WordTokenizerOptions,
  wordTokenizer,
  wordTokenizerSignature,
} from '#eval/text/word-tokenizer.ts';
import type { SumMetric } from './sum-metric.ts';

export interface NoveltyOptions extends WordTokenizerOptions {
  /** Length of the n-grams, default 4; `reply` takes each reply as one, and finds those that are not copied whole. */
  readonly n?: number | 'reply';
  /** What the training text is called in the signature, e.g. `ed-train-19533`. */
  readonly trainingName: string;
}

/**
 * The share of n-grams of the replies, each occurrence counted, that the training text does not have, from 0 (all copied) to
 * 1; n-grams do not cross texts. Replies of fewer than n words have none. Row: new n-grams, n-grams.
 * @param training texts, e.g. the turns that a system was trained on; kept as a set of n-grams
 */
export function novelty(training: Iterable<string>, options: NoveltyOptions): SumMetric<string> {
  const { n = 4, trainingName } = options;
  const words = wordTokenizer(options);
  const ngramsOf = (text: string): Iterable<string> => {
    const tokens = words(text);
    return tokenNgrams(tokens, n === 'reply' ? Math.max(1, tokens.length) : n);
  };
  const known = new Set<string>();
  for (const text of training) for (const ngram of ngramsOf(text)) known.add(ngram);
  return {
    name: n === 'reply' ? 'novelty of replies' : `novelty-${n}`,
    unit: 'share',
    width: 2,
    statistics(reply, row, at = 0) {
      let [fresh, all] = [0, 0];
      for (const ngram of ngramsOf(reply)) {
        if (!known.has(ngram)) fresh++;
        all++;
      }
      row[at] = fresh;
      row[at + 1] = all;
    },
    aggregate(sums, at = 0) {
      const all = sums[at + 1]!;
      if (all > 0) return defined(sums[at]! / all);
      return notDefined(n === 'reply' ? 'no reply has a word' : `no reply has ${n} words`);
    },
    signature: () => `n:${n}|train:${trainingName}|${wordTokenizerSignature(options)}|v:1`,
  };
}
