import { BestMatches, type Match } from '../retrieval/best-matches.ts';
import { bm25Index } from '../retrieval/bm25-index.ts';
import { passageFilter } from '../retrieval/passage-filter.ts';
import type { ExemplarPassage } from './listener-turns.ts';
import { matrixProducts } from './matrix-products.ts';
import { type PassageVectorOptions, passageVectors } from './passage-vectors.ts';
import { type EncoderOptions, openTextEncoders } from './text-encoders.ts';
import { wordsOf } from './words.ts';

export interface ExemplarQuery {
  /** The utterances so far. */
  readonly context: readonly string[];
  /** How many exemplars at most; LEMPEx's 10 by default. */
  readonly count?: number;
  /**
   * Keeps passages of conversations with this emotion. In serving it must be a *predicted* one; the gold label, which
   * LEMPEx's published filter takes also in testing, is for training data and for the report that shows both.
   */
  readonly emotion?: string;
  /** Leaves out the conversation that asks, where it is among those indexed. */
  readonly excludeConversation?: string;
}

export interface Exemplar {
  /** Its place among all passages. */
  readonly place: number;
  readonly text: string;
  /** The inner product, or BM25's score. */
  readonly score: number;
  readonly conversation: string;
  readonly turn: number;
  readonly emotion: string | null;
}

/** All exemplars that there are, compared with one conversation. */
export interface Ranking {
  /** The best that a query of this conversation accepts, best first; fewer than asked for where fewer are accepted. */
  best(query: Omit<ExemplarQuery, 'context'>): Exemplar[];
}

/** Finds what listeners said in conversations like the one at hand. */
export interface Retriever {
  /** What it compares by. */
  readonly method: 'dense' | 'bm25';
  /** Compares conversations, each given by its utterances so far; several questions can be asked of each ranking. */
  rank(contexts: readonly (readonly string[])[]): Promise<Ranking[]>;
  /** The best exemplars of each query. */
  exemplars(queries: readonly ExemplarQuery[]): Promise<Exemplar[][]>;
  dispose(): Promise<void>;
}

const defaultCount = 10;

export interface DenseOptions extends EncoderOptions, PassageVectorOptions {}

/**
 * A retriever by vectors: the folder of any encoders that `openTextEncoders` takes. Passages are embedded now, or read
 * from the cache.
 */
export async function openRetriever(
  dir: string,
  passages: readonly ExemplarPassage[],
  { cacheDir, onProgress, ...options }: DenseOptions,
): Promise<Retriever> {
  const encoders = await openTextEncoders(dir, options);
  const vectors = await passageVectors(encoders, texts(passages), { cacheDir, onProgress });
  const { device, threads } = options;
  const session = { ...(device ? { device } : {}), ...(threads ? { threads } : {}) };
  const matrix = await matrixProducts(vectors, encoders.width, session);
  const rank: Retriever['rank'] = async (contexts) => {
    if (contexts.length === 0) return [];
    const asked = await encoders.embed(
      'question',
      contexts.map((utterances) => utterances.join(' ')),
    );
    const products = await matrix.products(asked);
    return contexts.map((_, query) => {
      const own = products.subarray(query * passages.length, (query + 1) * passages.length);
      return rankingOf(passages, own);
    });
  };
  return {
    method: 'dense',
    rank,
    exemplars: (queries) => exemplarsBy(rank, queries),
    dispose: async () => {
      await matrix.dispose();
      await encoders.dispose();
    },
  };
}

/** BM25 in the place of a learned retriever, over the words of all utterances so far. */
export function bm25Retriever(passages: readonly ExemplarPassage[]): Retriever {
  const index = bm25Index(texts(passages).map(wordsOf));
  const rank: Retriever['rank'] = async (contexts) =>
    contexts.map((utterances) => {
      // Nothing is found that shares no word.
      const scores = index.scores(wordsOf(utterances.join(' ')));
      return rankingOf(passages, scores, Number.MIN_VALUE);
    });
  return {
    method: 'bm25',
    rank,
    exemplars: (queries) => exemplarsBy(rank, queries),
    dispose: async () => {},
  };
}

/** Conversations whose scores are held at once. */
const together = 64;

async function exemplarsBy(
  rank: Retriever['rank'],
  queries: readonly ExemplarQuery[],
): Promise<Exemplar[][]> {
  const found: Exemplar[][] = [];
  for (let from = 0; from < queries.length; from += together) {
    const part = queries.slice(from, from + together);
    const rankings = await rank(part.map(({ context }) => context));
    for (const [at, query] of part.entries()) found.push(rankings[at]?.best(query) ?? []);
  }
  return found;
}

function texts(passages: readonly ExemplarPassage[]): string[] {
  return passages.map(({ text }) => text);
}

function filterOf(
  passages: readonly ExemplarPassage[],
  { emotion, excludeConversation }: Pick<ExemplarQuery, 'emotion' | 'excludeConversation'>,
): (row: number) => boolean {
  return passageFilter(passages, {
    listenerOnly: true,
    ...(emotion === undefined ? {} : { emotion }),
    ...(excludeConversation === undefined ? {} : { excludeConversation }),
  });
}

/**
 * @param scores of the passages by their places
 * @param least that a passage must have to be found
 */
function rankingOf(
  passages: readonly ExemplarPassage[],
  scores: Float32Array | Float64Array,
  least = Number.NEGATIVE_INFINITY,
): Ranking {
  return {
    best: ({ count = defaultCount, ...filter }) => {
      const accept = filterOf(passages, filter);
      const best = new BestMatches(count);
      let threshold = least;
      for (let place = 0; place < scores.length; place++) {
        const score = scores[place] as number;
        if (score < threshold || !accept(place)) continue;
        best.offer(place, score);
        threshold = Math.max(least, best.threshold);
      }
      return exemplarsOf(passages, best.list());
    },
  };
}

function exemplarsOf(passages: readonly ExemplarPassage[], matches: readonly Match[]): Exemplar[] {
  return matches.flatMap(({ id, score }) => {
    const passage = passages[id];
    if (!passage) return [];
    const { text, conversation, turn, emotion } = passage;
    return [{ place: id, text, score, conversation, turn, emotion }];
  });
}
