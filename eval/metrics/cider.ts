import { splitOnWhitespace } from '#eval/text/whitespace.ts';
import { WordIds } from '#eval/text/word-ids.ts';
import type { Segment } from './corpus-metric.ts';

const orders = 4;

/** Width of the penalty for another length, in bigrams. */
const sigma = 6;

/**
 * CIDEr of each segment (Vedantam, Zitnick & Parikh 2015) as Maluuba's nlg-eval computes it, from 0 to 10: the mean over
 * n = 1…4 and over references of the cosine of tf-idf vectors, times 10. Weights of the hypothesis are clipped to
 * the reference's and another length is penalised, as in CIDEr-D, though the toolkit prints "CIDEr". Document frequencies
 * count the segments whose references have an n-gram, so a score depends on the corpus it is part of, and a corpus of one
 * segment scores 0.
 */
export function cider(segments: readonly Segment[]): Float64Array {
  const ngrams = new NgramIds();
  const cooked = segments.map(({ hypothesis, references }) => {
    if (references.length === 0) throw new RangeError('a segment needs at least one reference');
    return {
      hypothesis: ngrams.counts(hypothesis),
      references: references.map((text) => ngrams.counts(text)),
    };
  });
  const frequencies = new Float64Array(ngrams.count);
  for (const { references } of cooked)
    for (const ngram of new Set(references.flatMap((counts) => counts.flatMap((map) => [...map.keys()]))))
      frequencies[ngram]! += 1;
  const idf = frequencies.map((frequency) => Math.log(segments.length) - Math.log(Math.max(1, frequency)));
  return Float64Array.from(cooked, ({ hypothesis, references }) => {
    const own = vectorsOf(hypothesis, idf);
    let sum = 0;
    for (const reference of references) sum += similarity(own, vectorsOf(reference, idf));
    return (10 * sum) / orders / references.length;
  });
}

/** Counts of n-grams by number, an entry an order. */
type Counts = readonly ReadonlyMap<number, number>[];

interface Vector {
  readonly weights: ReadonlyMap<number, number>;
  readonly norm: number;
  /** How many n-grams there are. */
  readonly length: number;
}

function vectorsOf(counts: Counts, idf: Float64Array): Vector[] {
  return counts.map((ofOrder) => {
    const weights = new Map<number, number>();
    let squares = 0;
    let length = 0;
    for (const [ngram, count] of ofOrder) {
      const weight = count * idf[ngram]!;
      weights.set(ngram, weight);
      squares += weight ** 2;
      length += count;
    }
    return { weights, norm: Math.sqrt(squares), length };
  });
}

/** The sum over orders of the clipped cosines, less the more the numbers of bigrams differ. */
function similarity(own: readonly Vector[], other: readonly Vector[]): number {
  let sum = 0;
  own.forEach(({ weights, norm }, order) => {
    const { weights: others, norm: otherNorm } = other[order]!;
    let product = 0;
    for (const [ngram, weight] of weights) {
      const otherWeight = others.get(ngram) ?? 0;
      product += Math.min(weight, otherWeight) * otherWeight;
    }
    sum += norm === 0 || otherNorm === 0 ? product : product / (norm * otherNorm);
  });
  const difference = own[1]!.length - other[1]!.length;
  return sum * Math.exp(-(difference ** 2) / (2 * sigma ** 2));
}

/** Numbers for n-grams of all orders: an n-gram is its first n - 1 tokens and one more. */
class NgramIds {
  readonly #words = new WordIds();
  readonly #ids = new Map<number, number>();

  get count(): number {
    return this.#ids.size;
  }

  counts(text: string): Counts {
    const tokens = this.#words.ofAll(splitOnWhitespace(text));
    const counts = Array.from({ length: orders }, () => new Map<number, number>());
    for (let start = 0; start < tokens.length; start++) {
      let ngram = -1;
      for (let n = 0; n < orders && start + n < tokens.length; n++) {
        ngram = this.#extended(ngram, tokens[start + n]!);
        const ofOrder = counts[n]!;
        ofOrder.set(ngram, (ofOrder.get(ngram) ?? 0) + 1);
      }
    }
    return counts;
  }

  #extended(prefix: number, token: number): number {
    const key = (prefix + 1) * 2 ** 24 + token;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(key, id);
    }
    return id;
  }
}
