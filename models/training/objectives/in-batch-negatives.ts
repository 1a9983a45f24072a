/** A question with what answers it and what does not. */
export interface RetrievalExample<T> {
  readonly question: T;
  readonly positive: T;
  /** any number, first those drawn at random, then the hard ones */
  readonly negatives: readonly T[];
}

export interface RetrievalBatch<T> {
  readonly questions: readonly T[];
  /** for each question in turn: its positive, then its negatives */
  readonly passages: readonly T[];
  /** for each question, the place of its positive among the passages */
  readonly positives: readonly number[];
}

/**
 * A batch as dense passage retrieval trains on it (Karpukhin et al. 2020, section 3.2): every question is scored
 * against all passages, so that those of the other questions are negatives of this one.
 */
export function retrievalBatch<T>(examples: readonly RetrievalExample<T>[]): RetrievalBatch<T> {
  const passages: T[] = [];
  const positives = examples.map(({ positive, negatives }) => {
    passages.push(positive, ...negatives);
    return passages.length - 1 - negatives.length;
  });
  return { questions: examples.map(({ question }) => question), passages, positives };
}
