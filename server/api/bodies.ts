import type { Choice, ChoiceNews, ChoiceToken } from './choice.ts';

/** Which of the two ways of asking, with what every object of an answer has. */
export interface AnswerHead {
  readonly kind: 'chat' | 'text';
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
  readonly fingerprint: string;
  readonly logprobs: boolean;
}

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** Tokens of all choices; a prompt counts once for all that answer it. */
export function usageOf(choices: readonly Choice[], choicesOfEach: number): Usage {
  const prompt = choices
    .filter((_, index) => index % choicesOfEach === 0)
    .reduce((sum, { promptTokens }) => sum + promptTokens, 0);
  const completion = choices.reduce((sum, { completionTokens }) => sum + completionTokens, 0);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** A whole answer. */
export function wholeBody(head: AnswerHead, choices: readonly Choice[], usage: Usage): object {
  const told = choices.map((choice, index) => {
    const { tokens, finishReason } = choice.news();
    const logprobs = head.logprobs ? logprobsOf(head.kind, tokens) : null;
    const ending = { logprobs, finish_reason: finishReason };
    if (head.kind === 'text') return { index, text: choice.text, ...ending };
    return { index, message: { role: 'assistant', content: choice.text, refusal: null }, ...ending };
  });
  const object = head.kind === 'chat' ? 'chat.completion' : 'text_completion';
  return { ...frame(head, object), choices: told, usage };
}

/** The chunk that opens a choice of a chat. */
export function roleChunk(head: AnswerHead, index: number): object {
  return chunk(head, { index, delta: { role: 'assistant', content: '', refusal: null }, ...nothingMore });
}

/** What came to a choice: its text, and then, in a chunk of its own, how it ended. */
export function newsChunks(head: AnswerHead, index: number, news: ChoiceNews): object[] {
  const logprobs = head.logprobs && news.tokens.length > 0 ? logprobsOf(head.kind, news.tokens) : null;
  const isChat = head.kind === 'chat';
  const chunks: object[] = [];
  if (news.text !== '' || logprobs)
    chunks.push(
      chunk(head, {
        index,
        ...(isChat ? { delta: { content: news.text } } : { text: news.text }),
        logprobs,
        finish_reason: null,
      }),
    );
  if (news.finishReason !== null)
    chunks.push(
      chunk(head, {
        index,
        ...(isChat ? { delta: {} } : { text: '' }),
        logprobs: null,
        finish_reason: news.finishReason,
      }),
    );
  return chunks;
}

export function usageChunk(head: AnswerHead, usage: Usage): object {
  return { ...frame(head, chunkObject(head)), choices: [], usage };
}

const nothingMore = { logprobs: null, finish_reason: null };

function chunk(head: AnswerHead, choice: object): object {
  return { ...frame(head, chunkObject(head)), choices: [choice] };
}

function chunkObject({ kind }: AnswerHead): string {
  return kind === 'chat' ? 'chat.completion.chunk' : 'text_completion';
}

function frame({ id, created, model, fingerprint }: AnswerHead, object: string): object {
  return { id, object, created, model, system_fingerprint: fingerprint };
}

/** The likeliest others are not known, so that there are none beside each token. */
function logprobsOf(kind: AnswerHead['kind'], tokens: readonly ChoiceToken[]): object {
  if (kind === 'text')
    return {
      tokens: tokens.map(({ text }) => text),
      token_logprobs: tokens.map(({ logProbability }) => logProbability),
      top_logprobs: null,
      text_offset: tokens.map(({ offset }) => offset),
    };
  return {
    content: tokens.map(({ text, logProbability }) => ({
      token: text,
      logprob: logProbability,
      bytes: [...Buffer.from(text)],
      top_logprobs: [],
    })),
    refusal: null,
  };
}
