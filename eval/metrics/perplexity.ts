import { defined, notDefined } from '#eval/statistics/estimate.ts';
import type { SumMetric } from './sum-metric.ts';

/** What a model says of a text. */
export interface TextLikelihood {
  /** Natural logarithm of the probability of all its tokens, at most 0. */
  readonly logLikelihood: number;
  /** Tokens that were predicted, the end among them where the model predicts one. */
  readonly tokens: number;
  /** Words between white space. */
  readonly words: number;
}

export interface PerplexityOptions {
  /** Default token. Only perplexities per word compare between models whose tokens differ. */
  readonly per?: 'token' | 'word';
  /** What the model is, e.g. the hash of its weights, for the signature. */
  readonly model: string;
  /** Whether the end of the text was predicted too. */
  readonly end: 'counted' | 'left out';
}

/**
 * Perplexity of texts under a model: exp(-log-likelihood ÷ tokens), all texts together, so that a long one weighs more; at
 * least 1. Per word the same likelihood, the end's included, is divided among the words. Row: log-likelihood, units.
 */
export function perplexity({ per = 'token', model, end }: PerplexityOptions): SumMetric<TextLikelihood> {
  return {
    name: `perplexity per ${per}`,
    unit: 'perplexity',
    width: 2,
    statistics({ logLikelihood, tokens, words }, row, at = 0) {
      if (!(logLikelihood <= 0)) throw new RangeError('a log-likelihood is at most 0');
      row[at] = logLikelihood;
      row[at + 1] = per === 'token' ? tokens : words;
    },
    aggregate(sums, at = 0) {
      const [logLikelihood, units] = [sums[at]!, sums[at + 1]!];
      if (units === 0) return notDefined(`the texts have no ${per}`);
      if (logLikelihood === Number.NEGATIVE_INFINITY)
        return notDefined('the model gives a text no probability');
      const value = Math.exp(-logLikelihood / units);
      return Number.isFinite(value) ? defined(value) : notDefined('it is beyond what a number holds');
    },
    signature: () => `per:${per}|model:${model}|end:${end.replace(' ', '-')}|v:1`,
  };
}
