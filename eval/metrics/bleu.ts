import { NgramTrie } from '#eval/text/ngram-trie.ts';
import { type BleuTokenizer, SacrebleuTokenizer } from '#eval/text/sacrebleu-tokenizers.ts';
import { TokenIds } from '#eval/text/token-ids.ts';
import { isWhitespace, trimWhitespaceEnd } from '#eval/text/whitespace.ts';
import { type CorpusMetric, type CorpusScore, requireReferences, type Segment } from './corpus-metric.ts';

export const bleuSmoothings = ['exp', 'floor', 'add-k', 'none'] as const;
export type BleuSmoothing = (typeof bleuSmoothings)[number];

export interface BleuSmoothingOptions {
  /** Chen & Cherry 2014: `floor` is their method 1, `add-k` 2, `exp` 3 (NIST, mteval-v13a). Default exp. */
  readonly smoothMethod?: BleuSmoothing;
  /** Of `floor` (default 0.1) and `add-k` (default 1). */
  readonly smoothValue?: number | undefined;
  /** Stops at the last order that the hypothesis has n-grams of; for single sentences. Default false. */
  readonly effectiveOrder?: boolean;
}

export interface BleuOptions extends BleuSmoothingOptions {
  /** Default 13a. */
  readonly tokenize?: BleuTokenizer;
  readonly lowercase?: boolean;
  /** Default 4. */
  readonly maxNgramOrder?: number;
}

export interface BleuScore extends CorpusScore {
  /** From 0 to 100. */
  readonly score: number;
  /** Matching and all n-grams of each order; with `add-k` as smoothed, which is how sacreBLEU gives them. */
  readonly counts: readonly number[];
  readonly totals: readonly number[];
  /** In percent, smoothed. */
  readonly precisions: readonly number[];
  readonly bp: number;
  readonly sysLen: number;
  readonly refLen: number;
}

/** The release whose numbers these are, as the signature gives it. */
export const sacrebleuVersion = '2.6.0';

const defaultSmoothValues = { exp: undefined, none: undefined, floor: 0.1, 'add-k': 1 } as const;

/**
 * BLEU (Papineni et al. 2002) as sacreBLEU 2.6.0 computes it (Post 2018). Row: hypothesis length, closest reference
 * length, matches of orders 1…n, n-grams of orders 1…n. Linear in the text.
 */
export function bleu(options: BleuOptions = {}): CorpusMetric<BleuScore> {
  const { tokenize = '13a', lowercase = false, maxNgramOrder = 4 } = options;
  const tokenizer = new SacrebleuTokenizer(tokenize);
  const ids = new TokenIds();
  const trie = new NgramTrie();
  let tokens = new Int32Array(256);

  /** The tokens of a text to `tokens`; gives how many. */
  const load = (text: string): number => {
    const { values, length } = tokenizer.run(trimWhitespaceEnd(lowercase ? text.toLowerCase() : text));
    if (tokens.length < length) tokens = new Int32Array(length * 2);
    let count = 0;
    let start = -1;
    for (let i = 0; i <= length; i++) {
      if (i === length || isWhitespace(values[i] as number)) {
        if (start >= 0) tokens[count++] = ids.of(values, start, i);
        start = -1;
      } else if (start < 0) start = i;
    }
    return count;
  };

  return {
    name: 'BLEU',
    width: 2 + 2 * maxNgramOrder,
    statistics({ hypothesis, references }: Segment, row, at = 0) {
      requireReferences(references);
      trie.clear();
      const lengths: number[] = [];
      for (const reference of references) {
        const length = load(reference);
        trie.addReference(tokens, length, maxNgramOrder);
        lengths.push(length);
      }
      const length = load(hypothesis);
      row[at] = length;
      row[at + 1] = closestLength(length, lengths);
      row.fill(0, at + 2, at + 2 + maxNgramOrder);
      trie.countMatches(tokens, length, { matches: row, maxOrder: maxNgramOrder, from: at + 2, stride: 1 });
      for (let n = 0; n < maxNgramOrder; n++) row[at + 2 + maxNgramOrder + n] = Math.max(0, length - n);
    },
    aggregate(sums, at = 0) {
      const counts = sums.subarray(at + 2, at + 2 + maxNgramOrder);
      const totals = sums.subarray(at + 2 + maxNgramOrder, at + 2 + 2 * maxNgramOrder);
      const lengths = { sysLen: sums[at] as number, refLen: sums[at + 1] as number };
      return bleuOfCounts({ counts, totals, ...lengths }, options);
    },
    signature: (references) => bleuSignature(options, references),
  };
}

export interface BleuCounts {
  /** Matching n-grams and n-grams of the hypotheses, of orders 1…n. */
  readonly counts: ArrayLike<number>;
  readonly totals: ArrayLike<number>;
  readonly sysLen: number;
  readonly refLen: number;
}

/**
 * BLEU of counts: sacreBLEU's `compute_bleu`, down to what it does where an order has no n-grams (the precisions end
 * there) and where nothing matches (0, unsmoothed).
 */
export function bleuOfCounts(input: BleuCounts, options: BleuSmoothingOptions = {}): BleuScore {
  const { smoothMethod = 'exp', effectiveOrder = false } = options;
  const smoothValue = options.smoothValue ?? defaultSmoothValues[smoothMethod] ?? 0;
  const { sysLen, refLen } = input;
  const counts = Array.from(input.counts);
  const totals = Array.from(input.totals);
  const precisions = new Array<number>(counts.length).fill(0);
  const bp = brevityPenalty(sysLen, refLen);
  if (counts.every((count) => count === 0))
    return { score: 0, counts, totals, precisions, bp, sysLen, refLen };

  let halving = 1;
  let orders = counts.length;
  for (let n = 0; n < counts.length; n++) {
    if (smoothMethod === 'add-k' && n > 0) {
      counts[n]! += smoothValue;
      totals[n]! += smoothValue;
    }
    const count = counts[n]!;
    const total = totals[n]!;
    if (total === 0) break;
    if (effectiveOrder) orders = n + 1;
    if (count !== 0) precisions[n] = (100 * count) / total;
    else if (smoothMethod === 'exp') {
      halving *= 2;
      precisions[n] = 100 / (halving * total);
    } else if (smoothMethod === 'floor') precisions[n] = (100 * smoothValue) / total;
  }
  const logs = precisions
    .slice(0, orders)
    .map((precision) => (precision === 0 ? logOfZero : Math.log(precision)));
  const score = bp * Math.exp(logs.reduce((sum, log) => sum + log, 0) / orders);
  return { score, counts, totals, precisions, bp, sysLen, refLen };
}

/** What sacreBLEU and multi-bleu take for the logarithm of 0. */
const logOfZero = -9999999999;

/** exp(1 - r/c) where a hypothesis of length c is shorter than r, else 1. */
export function brevityPenalty(sysLen: number, refLen: number): number {
  if (sysLen >= refLen) return 1;
  return sysLen > 0 ? Math.exp(1 - refLen / sysLen) : 0;
}

/** The length nearest to that of the hypothesis, the shorter of two that are equally near. */
export function closestLength(length: number, references: readonly number[]): number {
  let closest = Number.POSITIVE_INFINITY;
  for (const reference of references) {
    const difference = Math.abs(length - reference) - Math.abs(length - closest);
    if (difference < 0 || (difference === 0 && reference < closest)) closest = reference;
  }
  return closest;
}

function bleuSignature(options: BleuOptions, references: number | 'var'): string {
  const { tokenize = '13a', lowercase, effectiveOrder, smoothMethod = 'exp', maxNgramOrder = 4 } = options;
  const smoothValue = options.smoothValue ?? defaultSmoothValues[smoothMethod];
  const isValued = defaultSmoothValues[smoothMethod] !== undefined && smoothValue !== undefined;
  return [
    `nrefs:${references}`,
    `case:${lowercase ? 'lc' : 'mixed'}`,
    `eff:${effectiveOrder ? 'yes' : 'no'}`,
    `tok:${tokenize}`,
    `smooth:${smoothMethod}${isValued ? `[${smoothValue.toFixed(2)}]` : ''}`,
    // sacreBLEU leaves the order out, so that BLEU-2 and BLEU-4 sign alike; here they do not.
    ...(maxNgramOrder === 4 ? [] : [`order:${maxNgramOrder}`]),
    `version:${sacrebleuVersion}`,
  ].join('|');
}
