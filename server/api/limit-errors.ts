import type { ApiToken } from '#db/queries/api-tokens.ts';
import { ApiError } from './api-error.ts';

/** What a request asks for. */
export interface AskedTexts {
  /** Prompts times choices. */
  readonly texts: number;
  /** Most tokens of each. */
  readonly tokensOfEach: number;
}

/** @throws ApiError 400 for what would be refused at any time, so that nobody tries it again */
export function refuseImpossible(token: ApiToken, { texts, tokensOfEach }: AskedTexts): void {
  const { requestsPerMinute, tokensPerDay } = token;
  if (texts > requestsPerMinute)
    throw new ApiError({
      status: 400,
      message: `The request asks for ${texts} texts, and this token may have ${requestsPerMinute} in a minute: ask for fewer.`,
      param: 'n',
      code: 'invalid_value',
    });
  if (tokensPerDay !== null && texts * tokensOfEach > tokensPerDay)
    throw new ApiError({
      status: 400,
      message: `The request may be ${texts * tokensOfEach} tokens long, and this token may have ${tokensPerDay} a day: give a smaller max_tokens, or ask for fewer texts.`,
      param: 'max_tokens',
      code: 'invalid_value',
    });
}

interface TooMuch {
  readonly what: string;
  readonly type: 'requests' | 'tokens';
  readonly milliseconds: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** 429, in the words of the API. */
export function tooMuch({ what, type, milliseconds, headers }: TooMuch): ApiError {
  return new ApiError({
    status: 429,
    message: `Rate limit reached: this token may have ${what}. Try again in ${inWords(milliseconds)}.`,
    type,
    code: 'rate_limit_exceeded',
    headers: { ...headers, 'Retry-After': String(Math.max(1, Math.ceil(milliseconds / 1000))) },
  });
}

/** Milliseconds from `now`, milliseconds since 1970, until the day ends (UTC). */
export function untilMidnight(now: number): number {
  const day = 24 * 3600 * 1000;
  return day - (now % day);
}

/** As the OpenAI API has durations: `6m0s`. */
export function inWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const beginning = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
  return `${beginning}${seconds % 60}s`;
}
