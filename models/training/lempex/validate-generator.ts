import type { GraphModel } from '../../runtime/graph-model.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import type { Validation } from '../framework/train.ts';
import { pairBatches } from '../t5/pair-batches.ts';
import type { ReplyLosses } from '../t5/validate-replies.ts';
import type { LempexExample } from './lempex-examples.ts';

/** Places of a batch without gradients. */
const batchTokens = 4096;

/**
 * L_gen of held-out references, by the texts' names, as `validateReplies` has it: perplexities by token and by word.
 * `loss` is the mean of the texts' losses by token.
 */
export async function validateGenerator(
  model: GraphModel,
  texts: readonly (readonly [string, readonly LempexExample[]])[],
  feedsOf: (rows: readonly number[], examples: readonly LempexExample[], step: number) => Feeds,
): Promise<Validation> {
  const found: Record<string, ReplyLosses> = {};
  for (const [name, examples] of texts) {
    const lengths = examples.map(({ context, target }) => ({
      source: context.ids.length,
      target: target.length,
    }));
    let total = 0;
    for (const rows of pairBatches(lengths, { tokens: batchTokens, seed: ['validation'] })) {
      const { generation } = await model.run(feedsOf(rows, examples, 0));
      total += Number(generation?.data[0]) * rows.reduce((sum, row) => sum + (lengths[row]?.target ?? 0), 0);
    }
    const tokens = lengths.reduce((sum, { target }) => sum + target, 0);
    const words = examples.reduce((sum, example) => sum + example.words, 0);
    found[name] = {
      loss: total / tokens,
      perplexity: Math.exp(total / tokens),
      wordPerplexity: Math.exp(total / words),
      totalNegativeLogLikelihood: total,
      ...{ replies: examples.length, tokens, words },
    };
  }
  const losses = Object.values(found).map(({ loss }) => loss);
  return { loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, ...found };
}
