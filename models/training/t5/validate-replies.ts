import type { Feeds, Trainer } from '../../runtime/trainer.ts';
import type { Validation } from '../framework/train.ts';
import { pairBatches } from './pair-batches.ts';
import type { ReplyPair, ReplyPairs } from './reply-pairs.ts';

/** Places of a batch without gradients. */
const batchTokens = 4096;

export interface ReplyLosses {
  readonly [name: string]: number;
  /** The mean negative log-likelihood of a token, the ends included. */
  readonly loss: number;
  readonly perplexity: number;
  /** exp(total negative log-likelihood ÷ (words between white space + one end for each reply)) */
  readonly wordPerplexity: number;
  readonly totalNegativeLogLikelihood: number;
  readonly replies: number;
  readonly tokens: number;
  readonly words: number;
}

/**
 * How likely the replies of held-out texts are, by the texts' names. `loss` is the mean of the texts' losses by token,
 * so that a long one does not decide alone.
 */
export async function validateReplies(
  trainer: Pick<Trainer, 'evaluate'>,
  feedsOf: (pairs: readonly ReplyPair[]) => Feeds,
  texts: readonly (readonly [string, ReplyPairs])[],
): Promise<Validation> {
  const found: Record<string, ReplyLosses> = {};
  for (const [name, pairs] of texts) {
    const total = await totalLoss(trainer, feedsOf, pairs);
    const tokens = pairs.lengths.reduce((sum, { target }) => sum + target, 0);
    found[name] = {
      loss: total / tokens,
      perplexity: Math.exp(total / tokens),
      wordPerplexity: Math.exp(total / pairs.words),
      totalNegativeLogLikelihood: total,
      replies: pairs.lengths.length,
      tokens,
      words: pairs.words,
    };
  }
  const losses = Object.values(found).map(({ loss }) => loss);
  return { loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, ...found };
}

async function totalLoss(
  trainer: Pick<Trainer, 'evaluate'>,
  feedsOf: (pairs: readonly ReplyPair[]) => Feeds,
  pairs: ReplyPairs,
): Promise<number> {
  let total = 0;
  for (const batch of pairBatches(pairs.lengths, { tokens: batchTokens, seed: ['validation'] })) {
    const chosen = batch.map((index) => pairs.pair(index));
    const { loss } = await trainer.evaluate(feedsOf(chosen));
    total += loss * chosen.reduce((sum, { target }) => sum + target.length, 0);
  }
  return total;
}
