import { type EncoderSide, encoderInputs, positivesTensor } from '../../architectures/bi-encoder.ts';
import { type EncoderFrame, filledRows, type KeptEnd } from '../../exemplars/encoder-frame.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import type { BertConfig } from '../../weights/configs.ts';
import type { Batch } from '../framework/train.ts';
import { type RetrievalExample, retrievalBatch } from '../objectives/in-batch-negatives.ts';

/** What a bi-encoder is fed with for texts. */
export interface RetrievalFeeds {
  /** For `inBatchLoss`. */
  batch(examples: readonly RetrievalExample<string>[]): Batch & { readonly feeds: Feeds };
  /** For the scores of all questions against all passages. */
  scored(questions: readonly string[], passages: readonly string[]): Feeds;
}

/** Of a question that is too long the newest part stays, of a passage the beginning. */
const keptEnds: Readonly<Record<EncoderSide, KeptEnd>> = { question: 'newest', passage: 'beginning' };

/** @param frame each text is encoded once and kept: texts come again in every epoch */
export function retrievalFeeds(config: BertConfig, frame: EncoderFrame): RetrievalFeeds {
  const known = {
    question: new Map<string, readonly number[]>(),
    passage: new Map<string, readonly number[]>(),
  };
  const idsOf = (side: EncoderSide, text: string): readonly number[] => {
    const ids = known[side].get(text) ?? frame.encode(text, keptEnds[side]);
    known[side].set(text, ids);
    return ids;
  };
  const sideFeeds = (side: EncoderSide, texts: readonly string[]) => {
    const rows = texts.map((text) => idsOf(side, text));
    return {
      feeds: encoderInputs(config, side, filledRows(rows, config.pad_token_id ?? 0)),
      tokens: rows.reduce((sum, { length }) => sum + length, 0),
    };
  };
  return {
    batch: (examples) => {
      const { questions, passages, positives } = retrievalBatch(examples);
      const [asked, found] = [sideFeeds('question', questions), sideFeeds('passage', passages)];
      return {
        feeds: { ...asked.feeds, ...found.feeds, positives: positivesTensor(positives) },
        tokens: asked.tokens + found.tokens,
      };
    },
    scored: (questions, passages) => ({
      ...sideFeeds('question', questions).feeds,
      ...sideFeeds('passage', passages).feeds,
    }),
  };
}
