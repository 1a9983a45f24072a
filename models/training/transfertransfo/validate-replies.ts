import type { DoubleHeads } from '../../architectures/double-heads.ts';
import type { DoubleHeadsLosses } from '../../architectures/double-heads-loss.ts';
import { ignoredLabel } from '../../graph/ops/loss.ts';
import { type GraphModel, openWithWeights } from '../../runtime/graph-model.ts';
import type { SessionOptions } from '../../runtime/session.ts';
import { tokenBatches } from '../framework/token-batches.ts';
import type { Validation } from '../framework/train.ts';
import { type ReplyBatch, type ReplyFeedOptions, replyFeeds } from './reply-feeds.ts';
import { itemLength, itemRows, type ReplyItem } from './reply-items.ts';

/** Places of a batch: without gradients there is room, but the logits of a large one leave the caches. */
const batchTokens = 2048;

export interface HeldReplies {
  readonly items: readonly ReplyItem[];
  /** As `ReplyText` counts them. */
  readonly words: number;
}

/** The current weights of a trainer, opened for its losses and what its heads say. */
export function openHeads(
  { graph, mcLogits, emotionLogits }: DoubleHeads,
  { languageModel, emotion }: DoubleHeadsLosses,
  { parameters, ...options }: SessionOptions & { readonly parameters: ReadonlyMap<string, Float32Array> },
): Promise<GraphModel> {
  const felt = emotionLogits && emotion ? { emotionLogits, emotion } : {};
  return openWithWeights({ graph, values: { languageModel, mcLogits, ...felt }, parameters }, options);
}

/** Sums over a text. */
interface Sums {
  loss: number;
  labels: number;
  emotionLoss: number;
  rightEmotions: number;
  emotions: number;
  hits: number;
  choices: number;
}

/**
 * What a model says of texts by name. Of replies: the perplexity by token, and by word, exp(total negative
 * log-likelihood ÷ (words between white space + one end for each)). Of emotions: the share that is told right, over all
 * replies. Of choices: the share in which the given reply is ranked first (`hitsAt1`; chance is 1 ÷ candidates).
 * `loss`, which chooses the best weights, is the mean of the texts' losses by token: replies are what the model is for.
 */
export async function validateReplies(
  model: GraphModel,
  texts: readonly (readonly [string, HeldReplies])[],
  options: ReplyFeedOptions,
): Promise<Validation> {
  const found: Record<string, { readonly loss: number } & Record<string, number>> = {};
  for (const [name, { items, words }] of texts) {
    const sums = await sumsOver(model, items, options);
    const { loss, labels, emotions, choices } = sums;
    found[name] = {
      loss: loss / labels,
      perplexity: Math.exp(loss / labels),
      wordPerplexity: Math.exp(loss / words),
      ...(emotions > 0
        ? { emotionLoss: sums.emotionLoss / emotions, emotionAccuracy: sums.rightEmotions / emotions }
        : {}),
      ...(choices > 0 ? { hitsAt1: sums.hits / choices } : {}),
    };
  }
  const losses = Object.values(found).map(({ loss }) => loss);
  return { loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, ...found };
}

async function sumsOver(
  model: GraphModel,
  items: readonly ReplyItem[],
  options: ReplyFeedOptions,
): Promise<Sums> {
  const sums = { loss: 0, labels: 0, emotionLoss: 0, rightEmotions: 0, emotions: 0, hits: 0, choices: 0 };
  const order = { tokens: batchTokens, seed: ['validation'], rows: items.map(itemRows) };
  for (const batch of tokenBatches(items.map(itemLength), order)) {
    const fed = replyFeeds(
      batch.flatMap((index) => items[index] ?? []),
      options,
    );
    await addBatch(sums, model, fed);
  }
  return sums;
}

async function addBatch(sums: Sums, model: GraphModel, batch: ReplyBatch): Promise<void> {
  const found = await model.run(batch.feeds);
  const values = (name: string) => found[name]?.data ?? [];
  sums.loss += (values('languageModel')[0] ?? Number.NaN) * batch.labels;
  sums.labels += batch.labels;
  const choices = bestOf(values('mcLogits'), Math.max(1, batch.choices)).slice(0, batch.choices);
  sums.choices += batch.choices;
  sums.hits += choices.filter((best) => best === 0).length;
  if (!found.emotionLogits) return;
  const known = batch.emotions.filter((emotion) => emotion !== ignoredLabel).length;
  const best = bestOf(values('emotionLogits'), batch.emotions.length);
  sums.emotions += known;
  sums.emotionLoss += (values('emotion')[0] ?? Number.NaN) * known;
  sums.rightEmotions += batch.emotions.filter((emotion, reply) => best[reply] === emotion).length;
}

/** The place of the largest value in each row; the last of equals, so that a tie with the given reply is no hit. */
function bestOf(values: ArrayLike<number>, rows: number): number[] {
  const width = values.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let at = 1; at < width; at++)
      if ((values[row * width + at] ?? 0) >= (values[row * width + best] ?? 0)) best = at;
    return best;
  });
}
