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
  /** The score of each document; 0 where it shares no word with the query, above 0 where it does. */
  scores(query: readonly string[]): Float64Array;
}

/** The documents that hold a word, and what one occurrence of it in a query gives each of them. */
interface Postings {
  readonly documents: Int32Array;
  readonly gains: Float64Array;
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
  const postings = postingsOf(documents, dampingOf(documents, { k1, b }));
  const scoresOf = (query: readonly string[]): Float64Array => {
    const scores = new Float64Array(documents.length);
    for (const word of query) {
      const found = postings.get(word);
      if (found === undefined) continue;
      for (let place = 0; place < found.documents.length; place++)
        (scores[found.documents[place] as number] as number) += found.gains[place] as number;
    }
    return scores;
  };
  return {
    documents: documents.length,
    scores: scoresOf,
    search(query, { count, accept }) {
      const best = new BestMatches(count);
      const scores = scoresOf(query);
      for (let document = 0; document < scores.length; document++) {
        const score = scores[document] as number;
        if (score > 0 && score >= best.threshold && (accept === undefined || accept(document)))
          best.offer(document, score);
      }
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

function postingsOf(
  documents: readonly (readonly string[])[],
  damping: Float64Array,
): ReadonlyMap<string, Postings> {
  const held = new Map<string, { readonly documents: number[]; readonly frequencies: number[] }>();
  for (const [document, words] of documents.entries())
    for (const [word, frequency] of occurrences(words)) {
      const known = held.get(word) ?? { documents: [], frequencies: [] };
      held.set(word, known);
      known.documents.push(document);
      known.frequencies.push(frequency);
    }
  const postings = new Map<string, Postings>();
  for (const [word, { documents: places, frequencies }] of held) {
    const weight = inverseDocumentFrequency(documents.length, places.length);
    const gains = Float64Array.from(places, (document, place) => {
      const frequency = frequencies[place] as number;
      return (weight * frequency) / (frequency + (damping[document] as number));
    });
    postings.set(word, { documents: Int32Array.from(places), gains });
  }
  return postings;
}
