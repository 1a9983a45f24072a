import { NgramTrie } from '#eval/text/ngram-trie.ts';
import { WordIds } from '#eval/text/word-ids.ts';

const orders = 4;

/** What BLEU of up to four-grams is computed from, as it lies in a row from `at` on. */
export interface WordBleuCounts {
  readonly sysLen: number;
  readonly refLen: number;
  readonly counts: Float64Array;
  readonly totals: Float64Array;
}

/** Hypothesis length, reference length, matches of orders 1 to 4, n-grams of orders 1 to 4. */
export const wordBleuWidth = 2 + 2 * orders;

export function wordBleuCounts(sums: Float64Array): WordBleuCounts {
  const [sysLen = 0, refLen = 0] = sums;
  return { sysLen, refLen, counts: sums.subarray(2, 2 + orders), totals: sums.subarray(2 + orders) };
}

/** Adds segments of words to rows of counts; made once for many segments, for it numbers the words. */
export class WordBleuCounter {
  readonly #ids = new WordIds();
  readonly #trie = new NgramTrie();
  readonly #closest: (length: number, references: readonly number[]) => number;

  /** @param closest which reference length counts for a hypothesis of a length */
  constructor(closest: (length: number, references: readonly number[]) => number) {
    this.#closest = closest;
  }

  add(hypothesis: readonly string[], references: readonly (readonly string[])[], row: Float64Array): void {
    const { length } = hypothesis;
    this.#trie.clear();
    for (const reference of references)
      this.#trie.addReference(this.#ids.ofAll(reference), reference.length, orders);
    const places = { matches: row, maxOrder: orders, from: 2, stride: 1 };
    this.#trie.countMatches(this.#ids.ofAll(hypothesis), length, places);
    row[0]! += length;
    row[1]! += this.#closest(
      length,
      references.map((reference) => reference.length),
    );
    for (let n = 0; n < orders; n++) row[2 + orders + n]! += Math.max(0, length - n);
  }
}
