import { defined, type Estimate, notDefined } from '#eval/statistics/estimate.ts';
import { NgramTrie } from '#eval/text/ngram-trie.ts';
import { WordIds } from '#eval/text/word-ids.ts';
import { closestLength } from './bleu.ts';

export const nltkSmoothings = [
  'method0',
  'method1',
  'method2',
  'method3',
  'method4',
  'method5',
  'method6',
  'method7',
] as const;
/** NLTK's names of what Chen & Cherry 2014 compare; `method0` puts the least positive double for a precision of 0. */
export type NltkSmoothing = (typeof nltkSmoothings)[number];

export interface NltkBleuOptions {
  readonly smoothing?: NltkSmoothing;
  /** Weights of orders 1, 2, …; several lists give several scores. Default four quarters. */
  readonly weights?: readonly (readonly number[])[];
  /** Where there are fewer than four tokens in all and the weights are four quarters: equal weights of that many orders. */
  readonly autoReweigh?: boolean;
  /** Of method1, default 0.1. */
  readonly epsilon?: number;
  /** Of method6, default 5. */
  readonly alpha?: number;
  /** Of method4 and method7, default 5. */
  readonly k?: number;
}

export interface TokenSegment {
  readonly hypothesis: readonly string[];
  /** At least one. */
  readonly references: readonly (readonly string[])[];
}

const quarters = [0.25, 0.25, 0.25, 0.25] as const;

/**
 * BLEU of corpora as `nltk.translate.bleu_score.corpus_bleu` of NLTK 3.8.1 computes it, in [0, 1] without smoothing. Two
 * things of its own: a hypothesis shorter than n tokens adds 1 to the number of n-grams, and methods 5 to 7 look at the
 * last segment alone for what they need beyond the corpus' counts. A corpus without a matching token scores 0 whatever
 * the smoothing. Made once and used for many corpora, or for sentences: `sentence_bleu` is a corpus of one segment.
 */
export class NltkBleu {
  readonly #options: NltkBleuOptions;
  readonly #weights: readonly (readonly number[])[];
  readonly #counter: NltkBleuCounter;
  readonly #fifth = new NltkBleuCounter(5);

  constructor(options: NltkBleuOptions = {}) {
    this.#options = options;
    this.#weights = options.weights ?? [quarters];
    this.#counter = new NltkBleuCounter(Math.max(...this.#weights.map(({ length }) => length)));
  }

  /** One estimate for each list of weights. @param segments at least one */
  score(segments: readonly TokenSegment[]): Estimate[] {
    const last = segments[segments.length - 1];
    if (last === undefined) throw new RangeError('a corpus needs at least one segment');
    const sums = new Float64Array(this.#counter.width);
    for (const segment of segments) this.#counter.add(segment, sums);
    return this.#scoreOf(sums, last);
  }

  /** The same from rows of `NltkBleuCounter` that were added up; for methods 0 to 4, which look at nothing else. */
  scoreOfSums(sums: Float64Array): Estimate[] {
    if (/[567]$/.test(this.#options.smoothing ?? ''))
      throw new RangeError('methods 5 to 7 need the last segment, not the sums alone');
    return this.#scoreOf(sums, { hypothesis: [], references: [] });
  }

  #scoreOf(sums: Float64Array, last: TokenSegment): Estimate[] {
    const maxOrder = (sums.length - 2) / 2;
    const [length, referenceLength] = [sums[0]!, sums[1]!];
    const matches = Array.from(sums.subarray(2, 2 + maxOrder));
    const totals = Array.from(sums.subarray(2 + maxOrder));
    if (!(matches[0]! > 0)) return this.#weights.map(() => defined(0));

    const lastLength = last.hypothesis.length;
    const lastFifth = () => precisionOf(this.#fifth, last);
    const smoothed = smooth({ matches, totals, length, lastLength, lastFifth }, this.#options);
    if (typeof smoothed === 'string') return this.#weights.map(() => notDefined(smoothed));
    const penalty = nltkBrevityPenalty(referenceLength, length);
    return this.#weights.map((given) => {
      const weights = this.#reweighed(given, length);
      let sum = 0;
      for (let i = 0; i < Math.min(weights.length, smoothed.length); i++)
        // An order that is left at 0 is left out, as in NLTK.
        if (smoothed[i]! > 0) sum += weights[i]! * Math.log(smoothed[i]!);
      return defined(penalty * Math.exp(sum));
    });
  }

  #reweighed(weights: readonly number[], length: number): readonly number[] {
    const isDefault = weights.length === 4 && weights.every((weight) => weight === 0.25);
    if (!this.#options.autoReweigh || length >= 4 || !isDefault) return weights;
    return new Array<number>(length).fill(1 / length);
  }
}

/** exp(1 - r/c), 1 for a longer hypothesis, 0 for an empty one. */
export function nltkBrevityPenalty(referenceLength: number, length: number): number {
  if (length > referenceLength) return 1;
  return length === 0 ? 0 : Math.exp(1 - referenceLength / length);
}

export interface ModifiedPrecision {
  readonly numerator: number;
  /** At least 1, so that there is always a quotient. */
  readonly denominator: number;
}

/** `modified_precision`: n-grams of a hypothesis that the references have, each as often as one of them has it at most. */
export function nltkModifiedPrecision(segment: TokenSegment, n: number): ModifiedPrecision {
  const sums = new NltkBleuCounter(n).row(segment);
  return { numerator: sums[1 + n]!, denominator: sums[1 + 2 * n]! };
}

/** The quotient of the highest order that is counted. */
function precisionOf(counter: NltkBleuCounter, segment: TokenSegment): number {
  const sums = counter.row(segment);
  return sums[sums.length / 2]! / sums[sums.length - 1]!;
}

/** Adds segments to rows: length, closest reference length, matches of orders 1…n, n-grams of orders 1…n. */
export class NltkBleuCounter {
  readonly width: number;
  readonly #maxOrder: number;
  readonly #ids = new WordIds();
  readonly #trie = new NgramTrie();

  constructor(maxOrder: number) {
    this.#maxOrder = maxOrder;
    this.width = 2 + 2 * maxOrder;
  }

  row(segment: TokenSegment): Float64Array {
    const row = new Float64Array(this.width);
    this.add(segment, row);
    return row;
  }

  /** @throws RangeError where the segment has no reference */
  add({ hypothesis, references }: TokenSegment, row: Float64Array): void {
    if (references.length === 0) throw new RangeError('a segment needs at least one reference');
    const [maxOrder, { length }] = [this.#maxOrder, hypothesis];
    this.#trie.clear();
    for (const reference of references)
      this.#trie.addReference(this.#ids.ofAll(reference), reference.length, maxOrder);
    const places = { matches: row, maxOrder, from: 2, stride: 1 };
    this.#trie.countMatches(this.#ids.ofAll(hypothesis), length, places);
    row[0]! += length;
    row[1]! += closestLength(
      length,
      references.map((reference) => reference.length),
    );
    for (let n = 0; n < maxOrder; n++) row[2 + maxOrder + n]! += Math.max(1, length - n);
  }
}

interface Counts {
  readonly matches: readonly number[];
  readonly totals: readonly number[];
  readonly length: number;
  /** Tokens of the last hypothesis, and its precision of order 5. */
  readonly lastLength: number;
  readonly lastFifth: () => number;
}

/** Precisions of orders 1, 2, …; or why there are none. */
type Smoothed = number[] | string;

function smooth(counts: Counts, options: NltkBleuOptions): Smoothed {
  const { matches, totals } = counts;
  const { smoothing = 'method0', epsilon = 0.1 } = options;
  const plain = matches.map((match, i) => match / totals[i]!);
  switch (smoothing) {
    case 'method0':
      return plain.map((precision) => (precision === 0 ? 2.2250738585072014e-308 : precision));
    case 'method1':
      return plain.map((precision, i) => (precision === 0 ? epsilon / totals[i]! : precision));
    case 'method2':
      return plain.map((precision, i) => (i === 0 ? precision : (matches[i]! + 1) / (totals[i]! + 1)));
    case 'method3':
      return geometric(counts, (step) => 1 / 2 ** step);
    case 'method4':
      return byLength(counts, options);
    case 'method5':
      return averaged(plain, counts);
    case 'method6':
      return interpolated(plain, counts, options);
    case 'method7': {
      const byMethod4 = byLength(counts, options);
      return typeof byMethod4 === 'string' ? byMethod4 : averaged(byMethod4, counts);
    }
  }
}

/** @param countOf what stands for the first, second, … count of 0 */
function geometric({ matches, totals }: Counts, countOf: (step: number) => number): number[] {
  let step = 0;
  return matches.map((match, i) => (match === 0 ? countOf(++step) : match) / totals[i]!);
}

function byLength(counts: Counts, { k = 5 }: NltkBleuOptions): Smoothed {
  if (counts.length <= 1) return counts.matches.map((match, i) => match / counts.totals[i]!);
  if (k === 0 && counts.matches.includes(0)) return 'method4 divides by k, which is 0';
  return geometric(counts, (step) => 1 / ((2 ** step * k) / Math.log(counts.length)));
}

/** Each precision becomes the mean of the smoothed one before, itself and the one after; past the last comes the last segment's fifth. */
function averaged(precisions: readonly number[], { lastFifth }: Counts): number[] {
  const after = [...precisions, lastFifth()];
  let before = precisions[0]! + 1;
  return precisions.map((precision, i) => {
    before = (before + precision + after[i + 1]!) / 3;
    return before;
  });
}

function interpolated(
  plain: readonly number[],
  { matches, lastLength }: Counts,
  { alpha = 5 }: NltkBleuOptions,
): Smoothed {
  if (!(plain[2]! > 0)) return 'method6 needs a trigram that matches';
  const precisions = plain.slice();
  for (let i = 2; i < precisions.length; i++) {
    const [first, second] = [precisions[i - 2]!, precisions[i - 1]!];
    const prior = first === 0 ? 0 : second ** 2 / first;
    const total = Math.max(0, lastLength - i) + alpha;
    if (total === 0) return 'method6 divides by the n-grams of the last hypothesis and alpha, which are 0';
    precisions[i] = (matches[i]! + alpha * prior) / total;
  }
  return precisions;
}
