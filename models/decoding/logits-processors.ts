import type { DecodingSettings } from './decoding-settings.ts';
import { banEnd, mustGoOn } from './min-length.ts';
import { banRepeatedNgrams } from './no-repeat-ngram.ts';
import { penaliseRepetition } from './repetition-penalty.ts';

/** What has been said: the prompt's tokens (a decoder's start token for T5, no padding), then the reply's. */
export interface History {
  readonly tokens: readonly number[];
  readonly promptLength: number;
}

type ProcessorSettings = Pick<
  DecodingSettings,
  'repetitionPenalty' | 'noRepeatNgramSize' | 'minLength' | 'minNewTokens' | 'eosTokenIds'
>;

/** Whether `processLogits` would change anything at this point. */
export function needsProcessing(settings: ProcessorSettings, history: History): boolean {
  return settings.repetitionPenalty !== 1 || settings.noRepeatNgramSize > 0 || endIsBanned(settings, history);
}

export function endIsBanned(settings: ProcessorSettings, { tokens, promptLength }: History): boolean {
  return settings.eosTokenIds.length > 0 && mustGoOn(settings, promptLength, tokens.length - promptLength);
}

/**
 * Applies what the settings ask for to a row of logits (log-probabilities in beam search), in place, in the
 * order of Hugging Face's generate(): repetition penalty, n-grams, length.
 */
export function processLogits(scores: Float32Array, settings: ProcessorSettings, history: History): void {
  if (settings.repetitionPenalty !== 1)
    penaliseRepetition(scores, history.tokens, settings.repetitionPenalty);
  if (settings.noRepeatNgramSize > 0) banRepeatedNgrams(scores, history.tokens, settings.noRepeatNgramSize);
  if (endIsBanned(settings, history)) banEnd(scores, settings.eosTokenIds);
}
