import type { ClusterDraws } from '#eval/statistics/cluster-bootstrap.ts';
import { sumsOfDraws } from '#eval/statistics/sums-of-draws.ts';
import { NgramNumbers } from '#eval/text/ngram-numbers.ts';
import { WordIds } from '#eval/text/word-ids.ts';

/** The n-grams of one order. */
interface Holders {
  /** How many each group has. */
  readonly totals: Float64Array;
  /** The groups that have kind k, each once and rising: `holders` from `starts[k]` to before `starts[k + 1]`. */
  readonly starts: Int32Array;
  readonly holders: Int32Array;
}

/**
 * Distinct-1 to n of any choice among groups of texts, which is what a bootstrap asks for a thousand times. Of a group
 * that is taken several times each n-gram counts so often, and is one kind.
 */
export class DistinctOfGroups {
  readonly #orders: readonly Holders[];
  #last: { readonly draws: ClusterDraws; readonly shares: readonly Float64Array[] } | undefined;

  /** @param groups of each text, from 0 on */
  constructor(texts: readonly (readonly string[])[], maxOrder: number, groups: readonly number[]) {
    this.#orders = holdersOf(texts, maxOrder, groups);
  }

  /** @param weights how often each group is taken */
  share(order: number, weights: ArrayLike<number>): number {
    const { totals, starts, holders } = this.#orders[order - 1]!;
    let [found, total] = [0, 0];
    for (let group = 0; group < totals.length; group++) total += (weights[group] ?? 0) * totals[group]!;
    for (let kind = 0; kind + 1 < starts.length; kind++)
      for (let at = starts[kind]!; at < starts[kind + 1]!; at++)
        if ((weights[holders[at]!] ?? 0) > 0) {
          found++;
          break;
        }
    return total === 0 ? 0 : found / total;
  }

  /**
   * The shares of all resamples, of every order at once: a group is a string of bits, one a resample that has it, and a
   * kind is in those where any of its groups is. Counts of kinds are added up bit by bit too, in planes of like weight.
   */
  shares(draws: ClusterDraws): readonly Float64Array[] {
    if (this.#last?.draws === draws) return this.#last.shares;
    const present = presenceOf(draws);
    const totals = this.#totalsOf(draws);
    const shares = this.#orders.map((order, at) => {
      const found = kindsFound(order, present, draws.weights.length);
      return found.map((kinds, resample) => {
        const total = totals[resample]![at]!;
        return total === 0 ? 0 : kinds / total;
      });
    });
    this.#last = { draws, shares };
    return shares;
  }

  #totalsOf(draws: ClusterDraws): readonly Float64Array[] {
    const width = this.#orders.length;
    const data = new Float64Array(draws.clusters * width);
    for (const [column, { totals }] of this.#orders.entries())
      for (let group = 0; group < totals.length; group++) data[group * width + column] = totals[group]!;
    return sumsOfDraws({ width, data }, draws);
  }
}

function holdersOf(
  texts: readonly (readonly string[])[],
  maxOrder: number,
  groups: readonly number[],
): Holders[] {
  if (groups.length < texts.length) throw new RangeError(`text ${groups.length} has no group`);
  const count = groups.reduce((most, group) => Math.max(most, group + 1), 0);
  const [words, numbers] = [new WordIds(), new NgramNumbers()];
  /** Of each n-gram its number among those of its order; there is none of the empty one. */
  const kinds = [-1];
  const orders = Array.from({ length: maxOrder }, () => new OrderBuilder(count));
  // Group after group, so that a kind that its group has already is the one that its last holder has.
  const order = Array.from(texts.keys()).sort((a, b) => groups[a]! - groups[b]!);
  for (const at of order) {
    const tokens = words.ofAll(texts[at]!);
    for (let start = 0; start < tokens.length; start++) {
      let ngram = 0;
      for (let n = 0; n < maxOrder && start + n < tokens.length; n++) {
        ngram = numbers.extended(ngram, tokens[start + n]!);
        const builder = orders[n]!;
        if (ngram === kinds.length) kinds.push(builder.kinds++);
        builder.add(kinds[ngram]!, groups[at]!);
      }
    }
  }
  return orders.map((builder) => builder.holders());
}

class OrderBuilder {
  kinds = 0;
  readonly #totals: Float64Array;
  /** The group that had a kind last. */
  readonly #lastOf: number[] = [];
  readonly #kindOf: number[] = [];
  readonly #groupOf: number[] = [];

  constructor(groups: number) {
    this.#totals = new Float64Array(groups);
  }

  /** @param kind one that is there, or the next */
  add(kind: number, group: number): void {
    this.#totals[group]!++;
    if (this.#lastOf[kind] === group) return;
    this.#lastOf[kind] = group;
    this.#kindOf.push(kind);
    this.#groupOf.push(group);
  }

  holders(): Holders {
    const { kinds } = this;
    const starts = new Int32Array(kinds + 1);
    for (const kind of this.#kindOf) starts[kind + 1]!++;
    for (let kind = 0; kind < kinds; kind++) starts[kind + 1]! += starts[kind]!;
    const next = starts.slice();
    const holders = new Int32Array(this.#kindOf.length);
    for (let at = 0; at < holders.length; at++) holders[next[this.#kindOf[at]!]!++] = this.#groupOf[at]!;
    return { totals: this.#totals, starts, holders };
  }
}

/** Bits of the clusters, `words` numbers each; those beyond the last resample are set. */
interface Presence {
  readonly words: number;
  readonly bits: Int32Array;
}

function presenceOf({ clusters, weights }: ClusterDraws): Presence {
  const words = Math.ceil(weights.length / 32);
  const bits = new Int32Array(clusters * words);
  for (let word = 0; word < words; word++) {
    const own = weights.slice(word * 32, word * 32 + 32);
    const beyond = own.length === 32 ? 0 : -1 << own.length;
    for (let cluster = 0; cluster < clusters; cluster++) {
      let value = beyond;
      for (let at = 0; at < own.length; at++) if (own[at]![cluster] !== 0) value |= 1 << at;
      bits[cluster * words + word] = value;
    }
  }
  return { words, bits };
}

/** How many kinds each resample has. */
function kindsFound(
  { starts, holders }: Holders,
  { words, bits }: Presence,
  resamples: number,
): Float64Array {
  const kinds = starts.length - 1;
  const depth = 33 - Math.clz32(kinds);
  const planes = new Int32Array(depth * words);
  const present = new Int32Array(words);
  let everywhere = 0;
  for (let kind = 0; kind < kinds; kind++) {
    if (joinPresence(present, bits, holders.subarray(starts[kind]!, starts[kind + 1]!))) {
      everywhere++;
      continue;
    }
    for (let word = 0; word < words; word++) {
      let carry = present[word]!;
      for (let at = word; carry !== 0; at += words) {
        const both = planes[at]! & carry;
        planes[at]! ^= carry;
        carry = both;
      }
    }
  }
  return Float64Array.from({ length: resamples }, (_, resample) => {
    let count = everywhere;
    for (let plane = 0; plane < depth; plane++)
      count += ((planes[plane * words + (resample >> 5)]! >>> (resample & 31)) & 1) * 2 ** plane;
    return count;
  });
}

/** Sets the bits that any of the groups has; whether all are set, which is looked for no further. */
function joinPresence(present: Int32Array, bits: Int32Array, groups: Int32Array): boolean {
  const words = present.length;
  present.fill(0);
  for (let at = 0; at < groups.length; at++) {
    const from = groups[at]! * words;
    let all = -1;
    for (let word = 0; word < words; word++) {
      const joined = present[word]! | bits[from + word]!;
      present[word] = joined;
      all &= joined;
    }
    if (all === -1) return true;
  }
  return false;
}
