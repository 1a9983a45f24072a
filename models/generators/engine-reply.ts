import { WorkbenchError } from '#lib/errors.ts';
import type { DecodingSettings } from '../decoding/decoding-settings.ts';
import type { Engine } from '../runtime/engine/open-engine.ts';
import type { GenerationRequest } from '../runtime/engine/request.ts';
import type { Tokenizer } from '../tokenizers/load-tokenizer.ts';
import type { GeneratedResponse, ReplyDetails, RespondRequest } from './generator.ts';
import { restoreCase } from './restore-case.ts';

export interface EngineReply {
  readonly engine: Engine;
  readonly tokenizer: Tokenizer;
  readonly settings: DecodingSettings;
  readonly prompt: Pick<
    GenerationRequest,
    'prompt' | 'tokenTypes' | 'replyTokenType' | 'encoderState' | 'wantsEmotions'
  >;
  /** Of an engine whose emotions are asked for. */
  readonly emotionLabels?: readonly string[];
}

/** Has an engine answer a prompt, and gives the reply as a system does; `details` are added to what the engine knows. */
export async function engineReply(
  { engine, tokenizer, settings, prompt, emotionLabels = [] }: EngineReply,
  { signal, onToken, key }: RespondRequest,
  details: ReplyDetails,
): Promise<GeneratedResponse> {
  // Vocabularies of models are often rounded up: such ids have no text.
  const decode = (tokens: readonly number[]) =>
    tokenizer.decode(
      tokens.filter((id) => tokenizer.tokenOf(id) !== undefined),
      { skipSpecialTokens: true },
    );
  // What a decoder sees in place of a prompt counts as one.
  const promptTokens = prompt.encoderState?.length ?? prompt.prompt.length;
  let isFirst = true;
  const generation = await engine.generate({
    ...prompt,
    settings,
    decode,
    request: key ?? 0,
    signal,
    ...(onToken && {
      onToken: ({ token, logProbability, text }) => {
        const first = isFirst ? { promptTokens } : {};
        isFirst = false;
        onToken({ token, logProbability, text: restoreCase(text ?? ''), ...first });
      },
    }),
  });
  const { tokens, logProbabilities, finished, text, isLimitedByContext, emotions } = generation;
  if (finished === 'aborted') throw new WorkbenchError('interrupted', 'The reply was stopped.');
  const raw = (text ?? '').trim();
  return {
    text: restoreCase(raw),
    raw,
    tokens,
    logProbabilities,
    finished,
    promptTokens,
    details: {
      ...(emotions && { emotion: ranked(emotions, emotionLabels) }),
      ...details,
      ...(isLimitedByContext && finished === 'length' && { isLimitedByContext }),
    },
  };
}

/** The likeliest first. */
function ranked(probabilities: readonly number[], labels: readonly string[]) {
  return labels
    .map((label, index) => ({ label, probability: probabilities[index] ?? 0 }))
    .sort((a, b) => b.probability - a.probability);
}
