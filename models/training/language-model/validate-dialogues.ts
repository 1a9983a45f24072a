import type { Trainer } from '../../runtime/trainer.ts';
import { tokenBatches } from '../framework/token-batches.ts';
import type { Validation } from '../framework/train.ts';
import { dialogueFeeds, labelledPlaces } from './dialogue-model.ts';
import type { DialogueText } from './dialogue-text.ts';
import type { DialogueTokens } from './dialogue-tokens.ts';

/** Places of a batch: without gradients there is room, but the logits of a large one leave the caches. */
const batchTokens = 2048;

/**
 * Perplexities of texts by name: by token, over all that is labelled, and by word, exp(total negative log-likelihood ÷
 * (words between white space + one end for each turn)). `loss` is the mean of the texts' losses by token, so that a
 * long one does not decide alone.
 */
export async function validateDialogues(
  trainer: Pick<Trainer, 'evaluate'>,
  tokens: DialogueTokens,
  texts: readonly (readonly [string, DialogueText])[],
): Promise<Validation> {
  const found: Record<
    string,
    { readonly loss: number; readonly perplexity: number; readonly wordPerplexity: number }
  > = {};
  for (const [name, { rows, words }] of texts) {
    const total = await totalLoss(trainer, tokens, rows);
    const labels = rows.reduce((sum, row) => sum + labelledPlaces(row), 0);
    found[name] = {
      loss: total / labels,
      perplexity: Math.exp(total / labels),
      wordPerplexity: Math.exp(total / words),
    };
  }
  const losses = Object.values(found).map(({ loss }) => loss);
  return { loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, ...found };
}

async function totalLoss(
  trainer: Pick<Trainer, 'evaluate'>,
  tokens: DialogueTokens,
  rows: DialogueText['rows'],
): Promise<number> {
  const lengths = rows.map(({ length }) => length);
  let total = 0;
  for (const batch of tokenBatches(lengths, { tokens: batchTokens, seed: ['validation'] })) {
    const chosen = batch.map((row) => rows[row] ?? []);
    const { loss } = await trainer.evaluate(dialogueFeeds(chosen, tokens));
    total += loss * chosen.reduce((sum, row) => sum + labelledPlaces(row), 0);
  }
  return total;
}
