import type { Logger } from 'pino';
import type { Db } from '#db/client.ts';
import { type ApiToken, type ApiUse, addApiUse, completionTokensToday } from '#db/queries/api-tokens.ts';
import { type AskedTexts, inWords, refuseImpossible, tooMuch, untilMidnight } from './limit-errors.ts';

const minute = 60_000;
/** Use is written together after so long: a write for each of hundreds of replies a second would hold up the rest. */
const writePause = 1_000;
/** After which something under way may have ended. */
const soon = 2_000;
/** Where it could not be written, as on a full disk. */
const retryPause = 10_000;

export interface LimitsOptions {
  readonly db: Db;
  readonly log: Pick<Logger, 'error'>;
  /** Most texts that one token has written at once; any number where left out. */
  readonly mostAtOnce?: () => number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** A request that has begun. */
export interface Entered {
  readonly headers: Readonly<Record<string, string>>;
  /** Counts it as over. */
  readonly end: (use: Omit<ApiUse, 'requests'>) => void;
}

interface UnderWay {
  readonly texts: number;
  readonly tokens: number;
}

const nothing: UnderWay = { texts: 0, tokens: 0 };

/** What each token may still do, and what it has done. There is one process that serves. */
export class ApiLimits {
  readonly #db: Db;
  readonly #log: LimitsOptions['log'];
  readonly #now: () => number;
  readonly #mostAtOnce: () => number;
  /** Of each token, with the most tokens that may yet be written. */
  readonly #underWay = new Map<string, UnderWay>();
  /** When the requests of the last minute began, by token. */
  readonly #begun = new Map<string, number[]>();
  #unwritten = new Map<string, ApiUse>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ db, log, now = Date.now, mostAtOnce = () => Number.POSITIVE_INFINITY }: LimitsOptions) {
    this.#db = db;
    this.#log = log;
    this.#mostAtOnce = mostAtOnce;
    this.#now = now;
  }

  /**
   * Lets a request be read, before it is known what it asks for, and gives the headers that tell what is left.
   * @throws ApiError 429
   */
  admit(token: ApiToken): Readonly<Record<string, string>> {
    const now = this.#now();
    const begun = this.#recent(token.id, now);
    const untilRoom = begun.length >= token.requestsPerMinute ? (begun[0] ?? now) + minute - now : 0;
    const left = this.#left(token, now);
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

  /**
   * Lets a request that was admitted begin. Each text counts as a request of the minute, and what may be written of it is
   * kept free of the day's tokens until it is over, so that requests at once cannot go over them.
   * @throws ApiError 429; 400 where the token's limits can never allow it
   */
  enter(token: ApiToken, asked: AskedTexts): Entered {
    const now = this.#now();
    const begun = this.#recent(token.id, now);
    const { texts, tokensOfEach } = asked;
    const tokens = texts * tokensOfEach;
    const underWay = this.#underWay.get(token.id) ?? nothing;
    const left = this.#left(token, now);
    const state = { now, begun, left: left === null ? null : left - underWay.tokens };
    try {
      refuseImpossible(token, asked);
      this.#refuseTexts(token, texts, state);
      if (state.left !== null && tokens > state.left)
        throw tooMuch({
          what: `${token.tokensPerDay} tokens a day, of which ${Math.max(0, state.left)} are free, and this may be ${tokens}`,
          type: 'tokens',
          milliseconds: tokens <= state.left + underWay.tokens ? soon : untilMidnight(now),
          headers: this.#headers(token, state),
        });
    } catch (error) {
      // What was refused does not count.
      begun.pop();
      throw error;
    }
    for (let more = 1; more < texts; more++) begun.push(now);
    this.#hold(token.id, { texts, tokens });
    const headers = this.#headers(token, {
      ...state,
      left: state.left === null ? null : state.left - tokens,
    });
    const end = (use: Omit<ApiUse, 'requests'>) => {
      this.#hold(token.id, { texts: -texts, tokens: -tokens });
      this.count(token.id, use);
    };
    return { headers, end };
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

  #refuseTexts(token: ApiToken, texts: number, state: LimitState): void {
    const { now, begun } = state;
    const headers = this.#headers(token, state);
    // The first text is the request that was admitted.
    const over = begun.length + texts - 1 - token.requestsPerMinute;
    if (over > 0)
      throw tooMuch({
        what: `${token.requestsPerMinute} requests a minute, each of these ${texts} texts being one`,
        type: 'requests',
        milliseconds: (begun[over - 1] ?? now) + minute - now,
        headers,
      });
    const { texts: atOnce } = this.#underWay.get(token.id) ?? nothing;
    const most = this.#mostAtOnce();
    if (atOnce > 0 && atOnce + texts > most)
      throw tooMuch({ what: `${most} texts written at once`, type: 'requests', milliseconds: soon, headers });
  }

  #hold(tokenId: string, { texts, tokens }: UnderWay): void {
    const held = this.#underWay.get(tokenId) ?? nothing;
    const now = { texts: held.texts + texts, tokens: held.tokens + tokens };
    if (now.texts > 0) this.#underWay.set(tokenId, now);
    else this.#underWay.delete(tokenId);
  }

  /** Tokens of the day that were not yet written; null for any number. */
  #left({ id: tokenId, tokensPerDay }: ApiToken, now: number): number | null {
    if (tokensPerDay === null) return null;
    const written = completionTokensToday(this.#db, { tokenId, now: new Date(now).toISOString() });
    return tokensPerDay - written - (this.#unwritten.get(tokenId)?.completionTokens ?? 0);
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
