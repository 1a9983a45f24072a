import { bm25Index } from '../retrieval/bm25-index.ts';
import { innerProductIndex } from '../retrieval/inner-product-index.ts';
import { replyBlocks } from '../retrieval/reply-blocks.ts';
import { type ReplyRecall, replyRanks, replyRecall } from '../retrieval/reply-ranks.ts';
import type { TextEncoders } from './text-encoders.ts';
import { wordsOf } from './words.ts';

/** A dialogue so far and what was answered. */
export interface ReplyPairText {
  readonly question: string;
  readonly reply: string;
}

/** The rank of a pair's own reply among those of its block, from 1. */
export interface PairRank {
  readonly pair: number;
  readonly rank: number;
}

/** How often encoders find the true reply among 100; ties count against them. */
export async function denseReplyRecall(
  encoders: TextEncoders,
  pairs: readonly ReplyPairText[],
): Promise<ReplyRecall> {
  return replyRecall((await denseReplyRanks(encoders, pairs)).map(({ rank }) => rank));
}

export async function denseReplyRanks(
  encoders: TextEncoders,
  pairs: readonly ReplyPairText[],
): Promise<PairRank[]> {
  const ranks: PairRank[] = [];
  for (const block of replyBlocks(pairs.length)) {
    const chosen = block.map((pair) => pairs[pair] as ReplyPairText);
    const replies = chosen.map(({ reply }) => reply);
    const vectors = await encoders.embed('passage', replies);
    const asked = await encoders.embed(
      'question',
      chosen.map(({ question }) => question),
    );
    const found = innerProductIndex(vectors, encoders.width).search(asked, { count: block.length });
    ranks.push(...ofPairs(block, ranksOf(found, replies)));
  }
  return ranks;
}

/** As `denseReplyRecall` for BM25, whose word frequencies are those of all replies together. */
export function bm25ReplyRecall(pairs: readonly ReplyPairText[]): ReplyRecall {
  return replyRecall(bm25ReplyRanks(pairs).map(({ rank }) => rank));
}

export function bm25ReplyRanks(pairs: readonly ReplyPairText[]): PairRank[] {
  const index = bm25Index(pairs.map(({ reply }) => wordsOf(reply)));
  return replyBlocks(pairs.length).flatMap((block) => {
    const places = new Map(block.map((pair, place) => [pair, place]));
    const replies = block.map((pair) => pairs[pair]?.reply ?? '');
    const found = block.map((pair) =>
      index
        .search(wordsOf(pairs[pair]?.question ?? ''), { count: block.length, accept: (id) => places.has(id) })
        .map(({ id, score }) => ({ id: places.get(id) ?? 0, score })),
    );
    return ofPairs(block, ranksOf(found, replies));
  });
}

function ofPairs(block: readonly number[], ranks: readonly number[]): PairRank[] {
  return block.flatMap((pair, place) => {
    const rank = ranks[place];
    return rank === undefined ? [] : [{ pair, rank }];
  });
}

/** What is not found scores 0, as BM25 gives a reply without a common word. */
function ranksOf(
  found: readonly (readonly { readonly id: number; readonly score: number }[])[],
  replies: readonly string[],
): number[] {
  const scores = new Float64Array(replies.length ** 2);
  for (const [question, matches] of found.entries())
    for (const { id, score } of matches) scores[question * replies.length + id] = score;
  return replyRanks(scores, replies);
}
