import { defined, type Estimate, notDefined } from '#eval/statistics/estimate.ts';

/** A text as its encoder gives it. */
export interface EmbeddedText {
  /** One vector a word piece, [CLS] and [SEP] among them; all of one length. */
  readonly vectors: readonly Float64Array[];
  /** Weight of each piece: its idf, or 1; 0 for [CLS] and [SEP], which other pieces may match all the same. */
  readonly weights: Float64Array;
}

export interface EmbeddedPair {
  readonly hypothesis: EmbeddedText;
  readonly reference: EmbeddedText;
}

export interface BertScore {
  readonly precision: Estimate;
  readonly recall: Estimate;
  /** Harmonic mean; 0 where it has no value, as in the reference. */
  readonly f: number;
}

export interface BertScoreOptions {
  /**
   * Score pairs as one padded batch, as bert_score does: a piece all of whose similarities are negative has 0 for its
   * greatest where the other text is shorter than the longest of the batch. Without it a pair scores the same in any
   * company.
   */
  readonly padding?: 'as one batch';
}

/**
 * BERTScore of pairs (Zhang et al. 2020, equations 2 and 3) from embeddings, as `greedy_cos_idf` of bert_score 0.3.13
 * computes it: each piece takes its greatest cosine with a piece of the other text, and the weighted means of these
 * over the hypothesis and the reference are precision and recall. A text of nothing but [CLS] and [SEP] scores 0.
 */
export function bertScores(pairs: readonly EmbeddedPair[], options: BertScoreOptions = {}): BertScore[] {
  const isPadded = options.padding !== undefined;
  const longest = (of: (pair: EmbeddedPair) => EmbeddedText) =>
    isPadded ? Math.max(...pairs.map((pair) => of(pair).vectors.length)) : 0;
  const hypothesisLength = longest(({ hypothesis }) => hypothesis);
  const referenceLength = longest(({ reference }) => reference);
  return pairs.map(({ hypothesis, reference }) => {
    const { ofHypothesis, ofReference } = greatestCosines(hypothesis.vectors, reference.vectors);
    const floored = (greatest: Float64Array, isFilled: boolean) =>
      isFilled ? greatest.map((similarity) => (similarity < 0 ? 0 : similarity)) : greatest;
    return bertScoreOf(
      {
        ofHypothesis: floored(ofHypothesis, reference.vectors.length < referenceLength),
        ofReference: floored(ofReference, hypothesis.vectors.length < hypothesisLength),
      },
      { hypothesis: hypothesis.weights, reference: reference.weights },
    );
  });
}

/** For each piece of both texts its greatest cosine with one of the other: all that a pair's score needs of an encoder. */
export interface GreatestCosines {
  readonly ofHypothesis: Float64Array;
  readonly ofReference: Float64Array;
}

/**
 * BERTScore of a pair whose pieces have these weights.
 * @param frame how many pieces a text without words has, [CLS] and [SEP]
 */
export function bertScoreOf(
  { ofHypothesis, ofReference }: GreatestCosines,
  weights: { readonly hypothesis: Float64Array; readonly reference: Float64Array },
  frame = 2,
): BertScore {
  const isEmpty = ofHypothesis.length === frame || ofReference.length === frame;
  const precision = weightedMean(ofHypothesis, weights.hypothesis);
  const recall = weightedMean(ofReference, weights.reference);
  const f = (2 * precision * recall) / (precision + recall);
  return {
    precision: isEmpty ? defined(0) : estimateOf(precision),
    recall: isEmpty ? defined(0) : estimateOf(recall),
    f: Number.isNaN(f) ? 0 : f,
  };
}

function estimateOf(value: number): Estimate {
  return Number.isNaN(value)
    ? notDefined('the weights of a text sum to zero, or a vector has no direction')
    : defined(value);
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  values.forEach((value, i) => {
    sum += value * ((weights[i] ?? 0) / total);
  });
  return sum;
}

/** @param hypothesis one vector a piece, as `EmbeddedText` has them */
export function greatestCosines(
  hypothesis: readonly Float64Array[],
  reference: readonly Float64Array[],
): GreatestCosines {
  const [rows, columns] = [hypothesis.map(direction), reference.map(direction)];
  const ofHypothesis = new Float64Array(rows.length).fill(Number.NEGATIVE_INFINITY);
  const ofReference = new Float64Array(columns.length).fill(Number.NEGATIVE_INFINITY);
  rows.forEach((row, i) => {
    columns.forEach((column, j) => {
      const similarity = dot(row, column);
      // Math.max keeps what is not a number, as the reference does.
      ofHypothesis[i] = Math.max(ofHypothesis[i]!, similarity);
      ofReference[j] = Math.max(ofReference[j]!, similarity);
    });
  });
  return { ofHypothesis, ofReference };
}

function direction(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / norm);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export interface InverseDocumentFrequencies {
  /** Of every piece that a document has: ln((N + 1) / (documents that have it + 1)). */
  readonly known: ReadonlyMap<number, number>;
  /** Of every other: ln(N + 1). */
  readonly unseen: number;
}

/** Inverse document frequencies of word pieces over the references: `get_idf_dict` of bert_score 0.3.13. */
export function inverseDocumentFrequencies(
  documents: readonly ArrayLike<number>[],
): InverseDocumentFrequencies {
  const frequencies = new Map<number, number>();
  for (const document of documents)
    for (const piece of new Set(Array.from(document)))
      frequencies.set(piece, (frequencies.get(piece) ?? 0) + 1);
  const known = [...frequencies].map(
    ([piece, frequency]) => [piece, Math.log((documents.length + 1) / (frequency + 1))] as const,
  );
  return { known: new Map(known), unseen: Math.log(documents.length + 1) };
}

/** A score rescaled so that the baseline becomes 0 and 1 stays 1. @param baseline below 1 */
export function rescaled(score: number, baseline: number): number {
  return (score - baseline) / (1 - baseline);
}
