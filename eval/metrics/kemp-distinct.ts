import { defined, type Estimate, notDefined } from '#eval/statistics/estimate.ts';

/** Shares from 0 to 1. */
export interface KempDistinct {
  /** Means over responses of different ÷ all unigrams, and bigrams, of a response; 0 for one without any. */
  readonly macroDist1: Estimate;
  readonly macroDist2: Estimate;
  /** Different ÷ all over all responses together. */
  readonly microDist1: Estimate;
  readonly microDist2: Estimate;
  /** Mean tokens of a response. */
  readonly meanLength: Estimate;
}

/**
 * Distinct-n as the evaluation script of KEMP has it (Li et al. 2022; `result/cal_metrics.py`, `get_dist`): its bigrams are
 * the two tokens written together, so that "a bc" and "ab c" are one.
 */
export function kempDistinct(responses: readonly (readonly string[])[]): KempDistinct {
  const unigrams = new Tally();
  const bigrams = new Tally();
  for (const tokens of responses) {
    unigrams.addResponse(tokens);
    bigrams.addResponse(tokens.slice(1).map((token, i) => (tokens[i] ?? '') + token));
  }
  const mean = (sum: number) =>
    responses.length === 0 ? notDefined('there are no responses') : defined(sum / responses.length);
  return {
    macroDist1: mean(unigrams.shares),
    macroDist2: mean(bigrams.shares),
    microDist1: unigrams.share('unigrams'),
    microDist2: bigrams.share('bigrams'),
    meanLength: mean(unigrams.total),
  };
}

class Tally {
  readonly #seen = new Set<string>();
  total = 0;
  /** Sum over responses of their own share. */
  shares = 0;

  addResponse(grams: readonly string[]): void {
    this.total += grams.length;
    if (grams.length > 0) this.shares += new Set(grams).size / grams.length;
    for (const gram of grams) this.#seen.add(gram);
  }

  share(what: string): Estimate {
    return this.total === 0 ? notDefined(`no response has ${what}`) : defined(this.#seen.size / this.total);
  }
}
