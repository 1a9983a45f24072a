import { z } from 'zod';
import { createRandom } from '#lib/rng.ts';
import { type EpochPlan, planEpochs } from '../framework/epochs.ts';
import { tokenBatches } from '../framework/token-batches.ts';
import {
  drawItems,
  itemLength,
  itemRows,
  type ReplyItem,
  replyPool,
  type TrainingWindow,
} from './reply-items.ts';

/** The part of a config that says how replies are learned; the defaults are TransferTransfo's. */
export const replyFields = {
  /** Utterances before a reply that a row begins with at least, where the dialogue has so many; odd. */
  history: z
    .int()
    .min(1)
    .default(5)
    .refine((count) => count % 2 === 1, 'must be odd, so that the other person opens'),
  /** The most tokens of a reply; what is longer ends there. */
  maxReply: z.int().min(1).default(100),
  /** Replies that the given one is to be chosen among, itself included. */
  candidates: z.int().min(2).max(100).default(2),
  /**
   * The share of rows with such a choice, drawn anew in each epoch. Each costs a row for every distractor, and where it
   * falls on a reply before the last of its row, one for the given reply: at 1 and two candidates a little more than
   * double.
   */
  distractorShare: z.number().positive().max(1).default(1),
  /** What the words of replies count in the loss. */
  languageModelWeight: z.number().positive().default(2),
  /** What the choices count; 0 leaves them, and their rows, out. */
  choiceWeight: z.number().min(0).default(1),
};

type ReplySettings = z.infer<z.ZodObject<typeof replyFields>> & {
  readonly maxLength: number;
  readonly batchTokens: number;
  readonly epochs: number;
  readonly seed: number;
};

/** The items of each step. Choices, distractors and order are drawn from the seed and the number of the epoch. */
export function replyEpochs(
  windows: readonly TrainingWindow[],
  settings: ReplySettings,
): EpochPlan<ReplyItem> {
  const { candidates, choiceWeight, distractorShare, maxLength, batchTokens, seed } = settings;
  const pool = replyPool(windows);
  const share = choiceWeight > 0 ? distractorShare : 0;
  return planEpochs(settings.epochs, (epoch) => {
    const random = createRandom(seed, epoch, 'choices');
    const items = drawItems(windows, pool, { candidates, share, maxLength, random });
    const rows = items.map(itemRows);
    const batches = tokenBatches(items.map(itemLength), { tokens: batchTokens, seed: [seed, epoch], rows });
    return batches.map((batch) => batch.flatMap((index) => items[index] ?? []));
  });
}

/** What is validated: every reply, and a choice in each row among the same distractors whatever the seed. */
export function validationItems(
  windows: readonly TrainingWindow[],
  { candidates, choiceWeight, maxLength }: ReplySettings,
): ReplyItem[] {
  const share = choiceWeight > 0 ? 1 : 0;
  const random = createRandom('validation', 'choices');
  return drawItems(windows, replyPool(windows), { candidates, share, maxLength, random });
}
