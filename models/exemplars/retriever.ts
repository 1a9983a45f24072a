import type { Match } from '../retrieval/best-matches.ts';
import { bm25Index } from '../retrieval/bm25-index.ts';
import { passageFilter } from '../retrieval/passage-filter.ts';
import type { ExemplarPassage } from './listener-turns.ts';
import { matrixSearch } from './matrix-search.ts';
import { passageVectors } from './passage-vectors.ts';
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
  readonly text: string;
  /** The inner product, or BM25's score. */
  readonly score: number;
  readonly conversation: string;
  readonly turn: number;
  readonly emotion: string | null;
}

/** Finds what listeners said in conversations like the one at hand. */
export interface Retriever {
  /** What it compares by. */
  readonly method: 'dense' | 'bm25';
  /** The best exemplars of each query, best first; fewer than asked for where fewer are accepted. */
  exemplars(queries: readonly ExemplarQuery[]): Promise<Exemplar[][]>;
  dispose(): Promise<void>;
}

const defaultCount = 10;

export interface DenseOptions extends EncoderOptions {
  /** Where vectors of passages are kept from one time to the next; they are made anew where null. */
  readonly cacheDir: string | null;
}

/**
 * A retriever by vectors: the folder of any encoders that `openTextEncoders` takes. Passages are embedded now, or read
 * from the cache.
 */
export async function openRetriever(
  dir: string,
  passages: readonly ExemplarPassage[],
  { cacheDir, ...options }: DenseOptions,
): Promise<Retriever> {
  const encoders = await openTextEncoders(dir, options);
  const vectors = await passageVectors(encoders, texts(passages), cacheDir);
  const { device, threads } = options;
  const session = { ...(device ? { device } : {}), ...(threads ? { threads } : {}) };
  const search = await matrixSearch(vectors, encoders.width, session);
  return {
    method: 'dense',
    exemplars: async (queries) => {
      if (queries.length === 0) return [];
      const asked = await encoders.embed(
        'question',
        queries.map(({ context }) => context.join(' ')),
      );
      const filters = queries.map((query) => filterOf(passages, query));
      const found = await search.search(asked, {
        count: Math.max(...queries.map(({ count = defaultCount }) => count)),
        accept: (row, query) => filters[query]?.(row) ?? false,
      });
      return found.map((matches, query) =>
        exemplarsOf(passages, matches.slice(0, queries[query]?.count ?? defaultCount)),
      );
    },
    dispose: async () => {
      await search.dispose();
      await encoders.dispose();
    },
  };
}

/** BM25 in the place of a learned retriever, over the words of all utterances so far. */
export function bm25Retriever(passages: readonly ExemplarPassage[]): Retriever {
  const index = bm25Index(texts(passages).map(wordsOf));
  return {
    method: 'bm25',
    exemplars: async (queries) =>
      queries.map((query) => {
        const { context, count = defaultCount } = query;
        const accept = filterOf(passages, query);
        return exemplarsOf(passages, index.search(wordsOf(context.join(' ')), { count, accept }));
      }),
    dispose: async () => {},
  };
}

function texts(passages: readonly ExemplarPassage[]): string[] {
  return passages.map(({ text }) => text);
}

function filterOf(
  passages: readonly ExemplarPassage[],
  { emotion, excludeConversation }: ExemplarQuery,
): (row: number) => boolean {
  return passageFilter(passages, {
    listenerOnly: true,
    ...(emotion === undefined ? {} : { emotion }),
    ...(excludeConversation === undefined ? {} : { excludeConversation }),
  });
}

function exemplarsOf(passages: readonly ExemplarPassage[], matches: readonly Match[]): Exemplar[] {
  return matches.flatMap(({ id, score }) => {
    const passage = passages[id];
    if (!passage) return [];
    const { text, conversation, turn, emotion } = passage;
    return [{ text, score, conversation, turn, emotion }];
  });
}
