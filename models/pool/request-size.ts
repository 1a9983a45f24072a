import type { RespondRequest } from '../generators/generator.ts';
import type { Measurement } from '../measuring/measurement.ts';

/** How much work a request is expected to be, in tokens. */
export interface RequestSize {
  readonly prompt: number;
  readonly reply: number;
}

/** English has about four letters to a piece of a word; what no model of ours reads is not counted. */
const lettersPerToken = 4;
const longestPrompt = 1024;

/** As many as the replies of people have in ED, until replies have been seen. */
const usualReply = 16;
/** The share that a new reply has in what the next is expected to be. */
const newShare = 0.05;

/**
 * Guesses what requests cost before a tokenizer has seen them: good enough to compare processes with, whose loads are sums
 * of many. The length of replies is learnt from those that came.
 */
export class RequestSizes {
  #reply = usualReply;

  replied(tokens: number): void {
    if (tokens > 0) this.#reply += newShare * (tokens - this.#reply);
  }

  ofReply({ context, settings }: Pick<RespondRequest, 'context' | 'settings'>): RequestSize {
    const { maxNewTokens, minNewTokens, numBeams } = settings ?? {};
    const most = positive(maxNewTokens) ?? Number.POSITIVE_INFINITY;
    const least = positive(minNewTokens) ?? 0;
    const expected = Math.max(least, Math.min(most, this.#reply));
    return {
      prompt: promptTokens(context.map(({ text }) => text)),
      reply: expected * (positive(numBeams) ?? 1),
    };
  }

  ofTexts(texts: readonly string[]): RequestSize {
    return { prompt: promptTokens(texts), reply: 0 };
  }

  /** Its items have different forms; each is about as long as an exchange. */
  ofMeasurement({ items }: Measurement): RequestSize {
    return { prompt: items.length * 2 * usualReply, reply: 0 };
  }
}

function promptTokens(texts: readonly string[]): number {
  const letters = texts.reduce((sum, { length }) => sum + length, 0);
  return Math.min(longestPrompt, texts.length + Math.ceil(letters / lettersPerToken));
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
