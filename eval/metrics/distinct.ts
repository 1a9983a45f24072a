import { tokenNgrams } from '#eval/text/token-ngrams.ts';
import { DistinctOfGroups } from './distinct-of-groups.ts';

export interface Distinct {
  /** Different n-grams of all texts together. */
  readonly distinct: number;
  /** All n-grams of all texts. */
  readonly total: number;
  /** distinct ÷ total, in [0, 1]; 0 where no text has an n-gram, as the published scripts have it. */
  readonly share: number;
}

/**
 * Distinct-n of a corpus (Li et al. 2016, as every public script has it: the denominator counts n-grams). n-grams do not
 * cross texts. It falls as a corpus grows, so compare corpora of one size.
 */
export function distinct(texts: readonly (readonly string[])[], n: number): Distinct {
  const seen = new Set<string>();
  let total = 0;
  for (const tokens of texts)
    for (const ngram of tokenNgrams(tokens, n)) {
      seen.add(ngram);
      total++;
    }
  return { distinct: seen.size, total, share: total === 0 ? 0 : seen.size / total };
}

/** Groups of texts that a resample takes or leaves as one. */
export interface DistinctGroups {
  /** The group of each text, from 0 on. */
  readonly groups: readonly number[];
}

/** Distinct-n of any choice among groups of texts, by how often each is taken: see `DistinctOfGroups`. */
export function distinctOfGroups(
  texts: readonly (readonly string[])[],
  n: number,
  { groups }: DistinctGroups,
): (weights: ArrayLike<number>) => number {
  const shares = new DistinctOfGroups(texts, n, groups);
  return (weights) => shares.share(n, weights);
}
