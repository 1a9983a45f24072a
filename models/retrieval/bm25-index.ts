import { BestMatches, type Match } from './best-matches.ts';

export interface Bm25Parameters {
  /** how soon further occurrences of a word stop counting; 0: only whether it is there. 1.2 by default */
  readonly k1?: number;
  /** how much longer documents are held back, from 0 to 1; 0.75 by default */
  readonly b?: number;
}

export interface Bm25Search {
  readonly count: number;
  /** Which documents may be found; all where left out. */
  readonly accept?: (document: number) => boolean;
}

export interface Bm25Index {
  readonly documents: number;
  /**
   * The documents that share a word with the query, highest score first, of equal scores the lower place. A word that
   * the query has twice counts twice.
   */
  search(query: readonly string[], options: Bm25Search): Match[];
}

interface Postings {
  readonly documents: number[];
  readonly frequencies: number[];
}

/**
 * BM25 (Robertson & Zaragoza 2009, equation 3.15, without its constant factor k1 + 1, as Lucene has it since version
 * 8), with Lucene's idf, which is never negative: the sum over the query's words of
 *
 *     ln(1 + (N - n + 0.5) / (n + 0.5)) · f / (f + k1 · (1 - b + b · length / mean length))
 *
 * where n of N documents hold the word, and this one f times. Lengths are exact, where Lucene rounds them to a byte
 * ("Lucene (accurate)" in Kamphuis et al. 2020). What a word is, is the caller's to decide.
 * @param documents the words of each
 * @throws RangeError where k1 is negative or b outside 0 to 1
 */
export function bm25Index(
  documents: readonly (readonly string[])[],
  { k1 = 1.2, b = 0.75 }: Bm25Parameters = {},
): Bm25Index {
  if (!(k1 >= 0 && Number.isFinite(k1))) throw new RangeError(`k1 must be 0 or above, not ${k1}`);
  if (!(b >= 0 && b <= 1)) throw new RangeError(`b must be from 0 to 1, not ${b}`);
  const postings = invert(documents);
  const damping = dampingOf(documents, { k1, b });
  return {
    documents: documents.length,
    search(query, { count, accept }) {
      const scores = new Map<number, number>();
      for (const [word, times] of occurrences(query)) {
        const found = postings.get(word);
        if (found === undefined) continue;
        const weight = times * inverseDocumentFrequency(documents.length, found.documents.length);
        for (const [place, document] of found.documents.entries()) {
          const frequency = found.frequencies[place] as number;
          const gain = (weight * frequency) / (frequency + (damping[document] as number));
          scores.set(document, (scores.get(document) ?? 0) + gain);
        }
      }
      const best = new BestMatches(count);
      for (const [document, score] of scores)
        if (score >= best.threshold && (accept === undefined || accept(document)))
          best.offer(document, score);
      return best.list();
    },
  };
}

/** Always above 0, also for a word that every document holds. */
function inverseDocumentFrequency(total: number, holding: number): number {
  return Math.log(1 + (total - holding + 0.5) / (holding + 0.5));
}

/** k1 · (1 - b + b · length / mean length) of each document. */
function dampingOf(
  documents: readonly (readonly string[])[],
  { k1, b }: Required<Bm25Parameters>,
): Float64Array {
  const words = documents.reduce((total, { length }) => total + length, 0);
  const mean = words / documents.length;
  return Float64Array.from(
    documents,
    ({ length }) => k1 * (1 - b + (length === 0 ? 0 : (b * length) / mean)),
  );
}

function occurrences(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function invert(documents: readonly (readonly string[])[]): ReadonlyMap<string, Postings> {
  const postings = new Map<string, Postings>();
  for (const [document, words] of documents.entries())
    for (const [word, frequency] of occurrences(words)) {
      const known = postings.get(word) ?? { documents: [], frequencies: [] };
      postings.set(word, known);
      known.documents.push(document);
      known.frequencies.push(frequency);
    }
  return postings;
}
