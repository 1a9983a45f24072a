import { defined, notDefined } from '#eval/statistics/estimate.ts';
import type { SumMetric } from './sum-metric.ts';

export const embeddingMatches = ['average', 'extrema', 'greedy'] as const;
export type EmbeddingMatch = (typeof embeddingMatches)[number];

/** The vectors of a text's words, all of one length. */
export type WordVectors = readonly Float64Array[];

export interface EmbeddedSegment {
  readonly hypothesis: WordVectors;
  readonly references: readonly WordVectors[];
}

/**
 * Embedding matching as Maluuba's nlg-eval has it (`word2vec/evaluate.py`), a mean of cosines from -1 to 1; of several
 * references the best counts.
 * - average: cosine of the sums of the words' vectors (Foltz et al. 1998).
 * - extrema: cosine of the vectors of the values furthest from 0 in each dimension (Forgues et al. 2014). Where the least
 *   value of a dimension is exactly 0 it is taken, though another may be greater, as there.
 * - greedy: each word's best cosine with a word of the other text, averaged over the words and over the two directions
 *   (Rus & Lintean 2012). Cosines with a vector of zeros are 0.
 *
 * The toolkit stops at texts without words and at sums of zero; here these segments are left out of the mean, and the row
 * says so. Row: score, 1 if scored, 1 if left out.
 * @param vectors what the vectors are, and how words are cut, for the signature (nlg-eval: `glove.6B.300d`, unknown words
 *   as the mean of all vectors, `nltk.word_tokenize`)
 */
export function embeddingMatch(kind: EmbeddingMatch, vectors: string): SumMetric<EmbeddedSegment> {
  const score = { average: averageCosine, extrema: extremaCosine, greedy: greedyCosine }[kind];
  return {
    name: `embedding-${kind}`,
    unit: 'cosine',
    width: 3,
    statistics({ hypothesis, references }, row, at = 0) {
      const scores = references.map((reference) => score(hypothesis, reference));
      const best = Math.max(...scores);
      // One reference that cannot be compared leaves the segment out, as it stops the toolkit.
      const isScored = scores.length > 0 && !Number.isNaN(best);
      row[at] = isScored ? best : 0;
      row[at + 1] = isScored ? 1 : 0;
      row[at + 2] = isScored ? 0 : 1;
    },
    aggregate(sums, at = 0) {
      const scored = sums[at + 1]!;
      return scored > 0
        ? defined(sums[at]! / scored)
        : notDefined('no segment has words with vectors on both sides');
    },
    signature: () => `match:${kind}|vectors:${vectors}|version:nlg-eval-2.3`,
  };
}

/** NaN where a sum has no direction. */
function averageCosine(a: WordVectors, b: WordVectors): number {
  if (a.length === 0 || b.length === 0) return Number.NaN;
  const [first, second] = [sumOf(a), sumOf(b)];
  return dot(first, second) / (norm(first) * norm(second));
}

function extremaCosine(a: WordVectors, b: WordVectors): number {
  if (a.length === 0 || b.length === 0) return Number.NaN;
  return cosine(extremaOf(a), extremaOf(b));
}

function greedyCosine(a: WordVectors, b: WordVectors): number {
  if (a.length === 0 || b.length === 0) return Number.NaN;
  const [ofA, ofB] = [greatest(a.length), greatest(b.length)];
  const normsOfB = b.map(norm);
  a.forEach((vector, i) => {
    const own = norm(vector);
    b.forEach((other, j) => {
      const both = own * normsOfB[j]!;
      const similarity = both === 0 ? 0 : dot(vector, other) / both;
      ofA[i] = Math.max(ofA[i]!, similarity);
      ofB[j] = Math.max(ofB[j]!, similarity);
    });
  });
  return (meanOf(ofA) + meanOf(ofB)) / 2;
}

function greatest(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
}

function sumOf(vectors: WordVectors): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!;
  return sum;
}

function extremaOf(vectors: WordVectors): Float64Array {
  return vectors[0]!.map((_, i) => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const vector of vectors) {
      least = Math.min(least, vector[i]!);
      most = Math.max(most, vector[i]!);
    }
    return least > 0 || (least < 0 && most > -least) ? most : least;
  });
}

function cosine(a: Float64Array, b: Float64Array): number {
  const both = norm(a) * norm(b);
  return both === 0 ? 0 : dot(a, b) / both;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) throw new RangeError('vectors must have one length');
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
