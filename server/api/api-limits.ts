import type { Logger } from 'pino';
import type { Db } from '#db/client.ts';
import { type ApiToken, type ApiUse, addApiUse, completionTokensToday } from '#db/queries/api-tokens.ts';
import { ApiError } from './api-error.ts';

const minute = 60_000;
/** Use is written together after so long: a write for each of hundreds of replies a second would hold up the rest. */
const writePause = 1_000;
/** Where it could not be written, as on a full disk. */
const retryPause = 10_000;

export interface LimitsOptions {
  readonly db: Db;
  readonly log: Pick<Logger, 'error'>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** What each token may still do, and what it has done. There is one process that serves. */
export class ApiLimits {
  readonly #db: Db;
  readonly #log: LimitsOptions['log'];
  readonly #now: () => number;
  /** When the requests of the last minute began, by token. */
  readonly #begun = new Map<string, number[]>();
  #unwritten = new Map<string, ApiUse>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ db, log, now = Date.now }: LimitsOptions) {
    this.#db = db;
    this.#log = log;
    this.#now = now;
  }

  /**
   * Lets a request begin, and gives the headers that tell what is left. A request under way may go over the day's tokens;
   * the next is refused.
   * @throws ApiError 429
   */
  admit(token: ApiToken): Readonly<Record<string, string>> {
    const now = this.#now();
    const begun = this.#recent(token.id, now);
    const untilRoom = begun.length >= token.requestsPerMinute ? (begun[0] ?? now) + minute - now : 0;
    const left = token.tokensPerDay === null ? null : token.tokensPerDay - this.#tokensToday(token.id, now);
    if (untilRoom === 0 && (left === null || left > 0)) begun.push(now);
    const headers = this.#headers(token, { now, begun, left });
    if (left !== null && left <= 0)
      throw tooMuch({
        what: `${token.tokensPerDay} tokens a day`,
        type: 'tokens',
        milliseconds: untilMidnight(now),
        headers,
      });
    if (untilRoom > 0)
      throw tooMuch({
        what: `${token.requestsPerMinute} requests a minute`,
        type: 'requests',
        milliseconds: untilRoom,
        headers,
      });
    return headers;
  }

  /** Counts a request that is over. */
  count(tokenId: string, use: Omit<ApiUse, 'requests'>): void {
    this.#add(tokenId, { requests: 1, ...use });
    this.#writeAfter(writePause);
  }

  /** Writes what was counted; also when the server ends. What cannot be written is kept, and tried again. */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const uses = this.#unwritten;
    this.#unwritten = new Map();
    try {
      addApiUse(this.#db, uses, new Date(this.#now()).toISOString());
    } catch (error) {
      this.#log.error({ err: error }, 'the use of API tokens could not be written; it is tried again');
      for (const [tokenId, use] of uses) this.#add(tokenId, use);
      this.#writeAfter(retryPause);
    }
  }

  #add(tokenId: string, use: ApiUse): void {
    const known = this.#unwritten.get(tokenId) ?? { requests: 0, promptTokens: 0, completionTokens: 0 };
    this.#unwritten.set(tokenId, {
      requests: known.requests + use.requests,
      promptTokens: known.promptTokens + use.promptTokens,
      completionTokens: known.completionTokens + use.completionTokens,
    });
  }

  #writeAfter(milliseconds: number): void {
    this.#timer ??= setTimeout(() => this.write(), milliseconds);
    this.#timer.unref();
  }

  #recent(tokenId: string, now: number): number[] {
    const begun = (this.#begun.get(tokenId) ?? []).filter((time) => time > now - minute);
    this.#begun.set(tokenId, begun);
    return begun;
  }

  #tokensToday(tokenId: string, now: number): number {
    const written = completionTokensToday(this.#db, { tokenId, now: new Date(now).toISOString() });
    return written + (this.#unwritten.get(tokenId)?.completionTokens ?? 0);
  }

  #headers({ requestsPerMinute, tokensPerDay }: ApiToken, state: LimitState): Record<string, string> {
    const { now, begun, left } = state;
    return {
      'x-ratelimit-limit-requests': String(requestsPerMinute),
      'x-ratelimit-remaining-requests': String(Math.max(0, requestsPerMinute - begun.length)),
      'x-ratelimit-reset-requests': inWords((begun.at(-1) ?? now - minute) + minute - now),
      ...(left !== null && {
        'x-ratelimit-limit-tokens': String(tokensPerDay),
        'x-ratelimit-remaining-tokens': String(Math.max(0, left)),
        'x-ratelimit-reset-tokens': inWords(untilMidnight(now)),
      }),
    };
  }
}

interface LimitState {
  readonly now: number;
  readonly begun: readonly number[];
  /** Tokens of the day; null for any number. */
  readonly left: number | null;
}

interface TooMuch {
  readonly what: string;
  readonly type: 'requests' | 'tokens';
  readonly milliseconds: number;
  readonly headers: Readonly<Record<string, string>>;
}

function tooMuch({ what, type, milliseconds, headers }: TooMuch): ApiError {
  return new ApiError({
    status: 429,
    message: `Rate limit reached: this token may have ${what}. Try again in ${inWords(milliseconds)}.`,
    type,
    code: 'rate_limit_exceeded',
    headers: { ...headers, 'Retry-After': String(Math.max(1, Math.ceil(milliseconds / 1000))) },
  });
}

function untilMidnight(now: number): number {
  const day = 24 * 3600 * 1000;
  return day - (now % day);
}

/** As the OpenAI API has durations: `6m0s`. */
function inWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const beginning = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
  return `${beginning}${seconds % 60}s`;
}
