import { tokenNgrams } from '#eval/text/token-ngrams.ts';

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

/**
 * Distinct-n of any choice among groups of texts, in time linear in the n-grams: what a bootstrap asks for a thousand
 * times. Of a group that is taken several times each n-gram counts so often, and is one kind.
 */
export function distinctOfGroups(
  texts: readonly (readonly string[])[],
  n: number,
  { groups }: DistinctGroups,
): (weights: ArrayLike<number>) => number {
  const kinds = new Map<string, number>();
  const held = new Map<number, number[]>();
  for (const [at, tokens] of texts.entries()) {
    const group = groups[at];
    if (group === undefined) throw new RangeError(`text ${at} has no group`);
    const ids = held.get(group) ?? [];
    held.set(group, ids);
    for (const ngram of tokenNgrams(tokens, n)) {
      const kind = kinds.get(ngram) ?? kinds.size;
      kinds.set(ngram, kind);
      ids.push(kind);
    }
  }
  const lists = [...held].map(([group, ids]) => ({
    group,
    total: ids.length,
    kinds: Int32Array.from(new Set(ids)),
  }));
  const seenIn = new Int32Array(kinds.size);
  let round = 0;
  return (weights) => {
    round++;
    let [found, total] = [0, 0];
    for (const list of lists) {
      const weight = weights[list.group] ?? 0;
      if (weight === 0) continue;
      total += weight * list.total;
      for (const kind of list.kinds) {
        if (seenIn[kind] === round) continue;
        seenIn[kind] = round;
        found++;
      }
    }
    return total === 0 ? 0 : found / total;
  };
}
