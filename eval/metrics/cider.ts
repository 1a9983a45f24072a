import { NgramNumbers } from '#eval/text/ngram-numbers.ts';
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
  const [words, numbers] = [new WordIds(), new NgramNumbers()];
  const tokensOf = (text: string) => words.ofAll(splitOnWhitespace(text));
  const cooked = segments.map(({ hypothesis, references }) => {
    if (references.length === 0) throw new RangeError('a segment needs at least one reference');
    return { hypothesis: tokensOf(hypothesis), references: references.map(tokensOf) };
  });
  const idf = inverseFrequencies(cooked, numbers);
  const [own, other] = [new Vectors(numbers, idf), new Vectors(numbers, idf)];
  return Float64Array.from(cooked, ({ hypothesis, references }) => {
    own.load(hypothesis);
    let sum = 0;
    for (const reference of references) {
      other.load(reference);
      sum += similarity(own, other);
    }
    return (10 * sum) / orders / references.length;
  });
}

interface Cooked {
  readonly hypothesis: Int32Array;
  readonly references: readonly Int32Array[];
}

/** By number, of the n-grams of all hypotheses and references. */
function inverseFrequencies(cooked: readonly Cooked[], numbers: NgramNumbers): Float64Array {
  /** In how many segments the references have it, and the last that was counted. */
  const [frequencies, lastIn]: [number[], number[]] = [[0], [-1]];
  const numberAll = (tokens: Int32Array, visit: (ngram: number) => void) => {
    for (let start = 0; start < tokens.length; start++) {
      let ngram = 0;
      for (let n = 0; n < orders && start + n < tokens.length; n++) {
        ngram = numbers.extended(ngram, tokens[start + n]!);
        if (ngram === frequencies.length) {
          frequencies.push(0);
          lastIn.push(-1);
        }
        visit(ngram);
      }
    }
  };
  for (const [segment, { hypothesis, references }] of cooked.entries()) {
    numberAll(hypothesis, () => {});
    for (const reference of references)
      numberAll(reference, (ngram) => {
        if (lastIn[ngram] === segment) return;
        lastIn[ngram] = segment;
        frequencies[ngram]! += 1;
      });
  }
  const documents = Math.log(cooked.length);
  return Float64Array.from(frequencies, (frequency) => documents - Math.log(Math.max(1, frequency)));
}

/** The tf-idf vectors of one text after the other, one an order. */
class Vectors {
  /** The n-grams of each order, as they first come, and how many there are with repeats. */
  readonly ngrams: readonly number[][] = Array.from({ length: orders }, () => []);
  readonly lengths = new Float64Array(orders);
  readonly norms = new Float64Array(orders);
  readonly #numbers: NgramNumbers;
  readonly #idf: Float64Array;
  /** Counts by number; 0 of those that the text does not have. */
  readonly #counts: Int32Array;

  constructor(numbers: NgramNumbers, idf: Float64Array) {
    this.#numbers = numbers;
    this.#idf = idf;
    this.#counts = new Int32Array(idf.length);
  }

  load(tokens: Int32Array): void {
    for (const ofOrder of this.ngrams) {
      for (const ngram of ofOrder) this.#counts[ngram] = 0;
      ofOrder.length = 0;
    }
    for (let start = 0; start < tokens.length; start++) {
      let ngram = 0;
      for (let n = 0; n < orders && start + n < tokens.length; n++) {
        ngram = this.#numbers.extended(ngram, tokens[start + n]!);
        if (this.#counts[ngram]!++ === 0) this.ngrams[n]!.push(ngram);
      }
    }
    for (let n = 0; n < orders; n++) {
      let squares = 0;
      for (const ngram of this.ngrams[n]!) squares += this.weight(ngram) ** 2;
      this.norms[n] = Math.sqrt(squares);
      this.lengths[n] = Math.max(0, tokens.length - n);
    }
  }

  weight(ngram: number): number {
    return this.#counts[ngram]! * this.#idf[ngram]!;
  }
}

/** The sum over orders of the clipped cosines, less the more the numbers of bigrams differ. */
function similarity(own: Vectors, other: Vectors): number {
  let sum = 0;
  for (let n = 0; n < orders; n++) {
    let product = 0;
    for (const ngram of own.ngrams[n]!) {
      const otherWeight = other.weight(ngram);
      product += Math.min(own.weight(ngram), otherWeight) * otherWeight;
    }
    const norms = own.norms[n]! * other.norms[n]!;
    sum += norms === 0 ? product : product / norms;
  }
  const difference = own.lengths[1]! - other.lengths[1]!;
  return sum * Math.exp(-(difference ** 2) / (2 * sigma ** 2));
}
