import { CodePoints } from '#eval/text/code-points.ts';
import { NgramTrie } from '#eval/text/ngram-trie.ts';
import { TokenIds } from '#eval/text/token-ids.ts';
import { isWhitespace } from '#eval/text/whitespace.ts';
import { sacrebleuVersion } from './bleu.ts';
import { type CorpusMetric, type CorpusScore, requireReferences, type Segment } from './corpus-metric.ts';

export interface ChrfOptions {
  /** Longest character n-grams, default 6. */
  readonly charOrder?: number;
  /** Longest word n-grams: 0 for chrF (the default), 2 for chrF++. */
  readonly wordOrder?: number;
  /** Recall counts β times as much as precision, default 2. */
  readonly beta?: number;
  readonly lowercase?: boolean;
  /** Whether white space counts among the characters, default not. */
  readonly whitespace?: boolean;
  /** Smooth orders without n-grams by a small number instead of leaving them out (as chrF++.py, NLTK and Moses do). */
  readonly epsSmoothing?: boolean;
}

/**
 * chrF and chrF++ (Popović 2015, 2017) as sacreBLEU 2.6.0 computes them, from 0 to 100. Row: for each order, characters
 * first, n-grams of the hypothesis, of the reference, and matches. Of several references the one of the best
 * segment score counts. Linear in the text.
 */
export function chrf(options: ChrfOptions = {}): CorpusMetric<CorpusScore> {
  const { charOrder = 6, wordOrder = 0, beta = 2, lowercase = false, whitespace = false } = options;
  const orders = charOrder + wordOrder;
  const counter = new ChrfCounter(charOrder, wordOrder, whitespace);
  const candidate = new Float64Array(3 * orders);
  const scoreOf = (row: Float64Array, at: number) => chrfOfCounts(row, { ...options, orders, at });
  const prepared = (text: string) => (lowercase ? text.toLowerCase() : text);

  return {
    name: `chrF${beta}${'+'.repeat(wordOrder)}`,
    width: 3 * orders,
    statistics({ hypothesis, references }: Segment, row, at = 0) {
      requireReferences(references);
      counter.setHypothesis(prepared(hypothesis));
      let best = -1;
      for (const reference of references) {
        counter.count(prepared(reference), candidate);
        const score = references.length === 1 ? 0 : scoreOf(candidate, 0);
        if (score > best) {
          best = score;
          row.set(candidate, at);
        }
      }
    },
    aggregate: (sums, at = 0) => ({ score: scoreOf(sums, at) }),
    signature: (references) =>
      [
        `nrefs:${references}`,
        `case:${lowercase ? 'lc' : 'mixed'}`,
        `eff:${options.epsSmoothing ? 'no' : 'yes'}`,
        `nc:${charOrder}`,
        `nw:${wordOrder}`,
        `space:${whitespace ? 'yes' : 'no'}`,
        `version:${sacrebleuVersion}`,
      ].join('|'),
  };
}

const epsilon = 1e-16;

/** The F score of [hypothesis, reference, match] counts of each order, 0 to 100: sacreBLEU's `_compute_f_score`. */
function chrfOfCounts(
  row: Float64Array,
  { orders, at, beta = 2, epsSmoothing }: ChrfOptions & { readonly orders: number; readonly at: number },
): number {
  const factor = beta ** 2;
  let smoothed = 0;
  let precisions = 0;
  let recalls = 0;
  let effectiveOrders = 0;
  for (let order = 0; order < orders; order++) {
    const inHypothesis = row[at + 3 * order] as number;
    const inReference = row[at + 3 * order + 1] as number;
    const matches = row[at + 3 * order + 2] as number;
    const precision = inHypothesis > 0 ? matches / inHypothesis : epsilon;
    const recall = inReference > 0 ? matches / inReference : epsilon;
    const denominator = factor * precision + recall;
    smoothed += denominator > 0 ? ((1 + factor) * precision * recall) / denominator : epsilon;
    if (inHypothesis > 0 && inReference > 0) {
      precisions += precision;
      recalls += recall;
      effectiveOrders++;
    }
  }
  if (epsSmoothing) return (100 * smoothed) / orders;
  if (effectiveOrders === 0) return 0;
  const precision = precisions / effectiveOrders;
  const recall = recalls / effectiveOrders;
  if (precision + recall === 0) return 0;
  return (100 * ((1 + factor) * precision * recall)) / (factor * precision + recall);
}

/** Counts the n-grams of one hypothesis against one reference after another. */
class ChrfCounter {
  readonly #charOrder: number;
  readonly #wordOrder: number;
  readonly #keepsWhitespace: boolean;
  readonly #trie = new NgramTrie();
  readonly #ids = new TokenIds();
  readonly #hypothesis = new CodePoints();
  readonly #reference = new CodePoints();
  readonly #hypothesisWords = new CodePoints();
  readonly #referenceWords = new CodePoints();

  constructor(charOrder: number, wordOrder: number, keepsWhitespace: boolean) {
    this.#charOrder = charOrder;
    this.#wordOrder = wordOrder;
    this.#keepsWhitespace = keepsWhitespace;
  }

  setHypothesis(text: string): void {
    this.#load(text, this.#hypothesis, this.#hypothesisWords);
  }

  count(reference: string, row: Float64Array): void {
    this.#load(reference, this.#reference, this.#referenceWords);
    row.fill(0);
    this.#countOrders(this.#hypothesis, this.#reference, { row, from: 0, maxOrder: this.#charOrder });
    if (this.#wordOrder > 0) {
      const words = { row, from: 3 * this.#charOrder, maxOrder: this.#wordOrder };
      this.#countOrders(this.#hypothesisWords, this.#referenceWords, words);
    }
  }

  #countOrders(
    hypothesis: CodePoints,
    reference: CodePoints,
    { row, from, maxOrder }: { readonly row: Float64Array; readonly from: number; readonly maxOrder: number },
  ): void {
    this.#trie.clear();
    this.#trie.addReference(reference.values, reference.length, maxOrder);
    const places = { matches: row, maxOrder, from: from + 2, stride: 3 };
    this.#trie.countMatches(hypothesis.values, hypothesis.length, places);
    for (let order = 0; order < maxOrder; order++) {
      const inReference = Math.max(0, reference.length - order);
      // Where the reference has no n-grams of an order, those of the hypothesis are not held against it.
      row[from + 3 * order] = inReference > 0 ? Math.max(0, hypothesis.length - order) : 0;
      row[from + 3 * order + 1] = inReference;
    }
  }

  #load(text: string, characters: CodePoints, words: CodePoints): void {
    characters.load(text);
    if (this.#wordOrder > 0) this.#loadWords(characters, words);
    if (!this.#keepsWhitespace) removeWhitespace(characters);
  }

  /** Words as numbers, a mark at their end or else at their start apart: "(hi)" is "(hi" and ")". */
  #loadWords({ values, length }: CodePoints, words: CodePoints): void {
    words.clear(length * 2);
    let start = -1;
    for (let i = 0; i <= length; i++) {
      if (i < length && !isWhitespace(values[i] as number)) {
        if (start < 0) start = i;
        continue;
      }
      if (start >= 0) this.#addWord(words, values, [start, i]);
      start = -1;
    }
  }

  #addWord(words: CodePoints, values: Int32Array, [start, end]: readonly [number, number]): void {
    const ids = this.#ids;
    let middle = end;
    if (end - start > 1) {
      if (isMark(values[end - 1] as number)) middle = end - 1;
      else if (isMark(values[start] as number)) middle = start + 1;
    }
    words.values[words.length++] = ids.of(values, start, middle);
    if (middle < end) words.values[words.length++] = ids.of(values, middle, end);
  }
}

function removeWhitespace(characters: CodePoints): void {
  const { values } = characters;
  let length = 0;
  for (let i = 0; i < characters.length; i++) {
    const code = values[i] as number;
    if (!isWhitespace(code)) values[length++] = code;
  }
  characters.length = length;
}

/** ASCII punctuation: Python's `string.punctuation`. */
function isMark(code: number): boolean {
  return (
    (code >= 0x21 && code <= 0x2f) ||
    (code >= 0x3a && code <= 0x40) ||
    (code >= 0x5b && code <= 0x60) ||
    (code >= 0x7b && code <= 0x7e)
  );
}
