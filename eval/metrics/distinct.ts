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
 * Distinct-n of any choice among groups of texts: what a bootstrap asks for a thousand times. Of a group that is taken
 * several times each n-gram counts so often, and is one kind.
 *
 * A choice costs the groups and, of the kinds that several groups have, some one and a half looks each: a resample holds
 * a group with probability 1 − 1/e, so the first group of a kind that is asked mostly is there.
 */
export function distinctOfGroups(
  texts: readonly (readonly string[])[],
  n: number,
  { groups }: DistinctGroups,
): (weights: ArrayLike<number>) => number {
  const { totals, starts, holders } = holdersOfKinds(texts, n, groups);
  const alone = new Int32Array(totals.length);
  const shared: number[] = [];
  for (let kind = 0; kind + 1 < starts.length; kind++)
    if (starts[kind + 1]! - starts[kind]! === 1) alone[holders[starts[kind]!]!]!++;
    else shared.push(kind);
  return (weights) => {
    let [found, total] = [0, 0];
    for (let group = 0; group < totals.length; group++) {
      const weight = weights[group] ?? 0;
      if (weight === 0) continue;
      total += weight * totals[group]!;
      found += alone[group]!;
    }
    for (const kind of shared) {
      const end = starts[kind + 1]!;
      for (let at = starts[kind]!; at < end; at++)
        if (weights[holders[at]!]! > 0) {
          found++;
          break;
        }
    }
    return total === 0 ? 0 : found / total;
  };
}

interface Holders {
  /** n-grams of each group. */
  readonly totals: Float64Array;
  /** The groups that have kind k, each once: `holders` from `starts[k]` to before `starts[k + 1]`. */
  readonly starts: Int32Array;
  readonly holders: Int32Array;
}

function holdersOfKinds(
  texts: readonly (readonly string[])[],
  n: number,
  groups: readonly number[],
): Holders {
  if (groups.length < texts.length) throw new RangeError(`text ${groups.length} has no group`);
  const totals = new Float64Array(groups.reduce((most, group) => Math.max(most, group + 1), 0));
  const kinds = new Map<string, number>();
  const [kindOf, groupOf, lastOf]: [number[], number[], number[]] = [[], [], []];
  // Group after group, so that a kind that its group has already is the one that its last holder has.
  const order = Array.from(texts.keys()).sort((a, b) => groups[a]! - groups[b]!);
  for (const at of order) {
    const group = groups[at]!;
    for (const ngram of tokenNgrams(texts[at]!, n)) {
      totals[group]!++;
      const kind = kinds.get(ngram) ?? kinds.size;
      if (kind === kinds.size) kinds.set(ngram, kind);
      else if (lastOf[kind] === group) continue;
      lastOf[kind] = group;
      kindOf.push(kind);
      groupOf.push(group);
    }
  }
  const starts = new Int32Array(kinds.size + 1);
  for (const kind of kindOf) starts[kind + 1]!++;
  for (let kind = 0; kind < kinds.size; kind++) starts[kind + 1]! += starts[kind]!;
  const next = starts.slice();
  const holders = new Int32Array(kindOf.length);
  for (const [at, kind] of kindOf.entries()) holders[next[kind]!++] = groupOf[at]!;
  return { totals, starts, holders };
}
