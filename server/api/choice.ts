import type { GeneratedResponse, RespondRequest } from '#models/client.ts';

/** A token of a choice: its part of the text, and its log-probability. */
export interface ChoiceToken {
  readonly text: string;
  readonly logProbability: number;
  /** Where its text begins, in UTF-16 units. */
  readonly offset: number;
}

/** What came to a choice since it was last looked at. */
export interface ChoiceNews {
  readonly text: string;
  readonly tokens: readonly ChoiceToken[];
  /** Whether it is whole now. */
  readonly finishReason: 'stop' | 'length' | null;
}

type ReplyToken = Parameters<NonNullable<RespondRequest['onToken']>>[0];

/** A word at the end is held back, but no more than this: writing without spaces has none. */
const longestHeld = 40;

/**
 * One reply under way, as a client sees it: text that was given out is never taken back. So the last word is held until
 * the next begins (it may yet get a capital), and what may become a stop string until it has not. A model of capitals
 * whose first comes late is the exception: then letters that were given out keep the case they had.
 */
export class Choice {
  readonly #stops: readonly string[];
  /** Ends of the tokens' texts; one that shortens the text, by a space that goes, ends where the one before it did. */
  readonly #ends: number[] = [];
  readonly #logProbabilities: (number | null)[] = [];
  #settled = '';
  #given = 0;
  #tokensGiven = 0;
  #finishReason: ChoiceNews['finishReason'] = null;
  #hasToldFinish = false;
  promptTokens = 0;
  completionTokens = 0;

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  get isFinished(): boolean {
    return this.#finishReason !== null;
  }

  get text(): string {
    return this.#settled;
  }

  /** Takes a token. Once a stop string is there it is finished, and nothing more is to be written. */
  takeToken({ text, logProbability, promptTokens }: ReplyToken): void {
    if (this.isFinished) return;
    this.completionTokens++;
    this.promptTokens ||= promptTokens ?? 0;
    this.#ends.push(Math.max(text.length, this.#endOf(this.#ends.length - 1)));
    this.#logProbabilities.push(logProbability);
    const settled = withoutLastWord(text);
    const at = this.#stopIn(settled);
    if (at !== null) this.#cut(settled, at);
    else this.#settled = this.#kept(settled.slice(0, settled.length - this.#begunStop(settled)));
  }

  /** Takes the whole reply. */
  takeReply({ text, finished, tokens, logProbabilities, promptTokens = 0 }: GeneratedResponse): void {
    if (this.isFinished) return;
    this.completionTokens = tokens.length;
    this.promptTokens = promptTokens;
    this.#logProbabilities.splice(0, Number.POSITIVE_INFINITY, ...logProbabilities);
    const at = this.#stopIn(text);
    if (at !== null) {
      this.#cut(text, at);
      return;
    }
    this.#settled = this.#kept(text);
    // The end token is no part of what is said.
    if (finished === 'eos') this.#ends.length = Math.min(this.#ends.length, tokens.length - 1);
    this.#finishReason = finished === 'length' ? 'length' : 'stop';
  }

  /** What came since the last time. */
  news(): ChoiceNews {
    const start = this.#given;
    this.#given = Math.max(start, this.#settled.length);
    const finishReason = this.#hasToldFinish ? null : this.#finishReason;
    this.#hasToldFinish = this.isFinished;
    return { text: this.#settled.slice(start), tokens: this.#tokensUntil(this.#given), finishReason };
  }

  /** Tokens that were not given yet and whose text is; of a whole reply all. */
  #tokensUntil(end: number): ChoiceToken[] {
    const tokens: ChoiceToken[] = [];
    for (; this.#tokensGiven < this.#ends.length; this.#tokensGiven++) {
      const tokenEnd = this.#endOf(this.#tokensGiven);
      if (!this.isFinished && tokenEnd > end) break;
      const offset = Math.min(this.#endOf(this.#tokensGiven - 1), end);
      const text = this.#settled.slice(offset, Math.min(tokenEnd, end));
      const logProbability = this.#logProbabilities[this.#tokensGiven];
      tokens.push({ text, logProbability: Math.max(logProbability ?? leastLog, leastLog), offset });
    }
    return tokens;
  }

  #endOf(index: number): number {
    return index < 0 ? 0 : (this.#ends[index] ?? 0);
  }

  /** Ends the reply at a stop string; tokens that begin after it are none of it. */
  #cut(text: string, at: number): void {
    this.#settled = this.#kept(text.slice(0, at));
    const after = this.#ends.findIndex((_, index) => this.#endOf(index - 1) >= at);
    if (after >= 0) this.#ends.length = Math.max(after, this.#tokensGiven);
    this.#finishReason = 'stop';
  }

  /** What was given stays as it was given. */
  #kept(text: string): string {
    return text.startsWith(this.#settled.slice(0, this.#given))
      ? text
      : this.#settled.slice(0, this.#given) + text.slice(this.#given);
  }

  /** Where the first stop string begins. */
  #stopIn(text: string): number | null {
    const places = this.#stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    return places.length > 0 ? Math.min(...places) : null;
  }

  /** How many characters at the end may be the beginning of a stop string. */
  #begunStop(text: string): number {
    let most = 0;
    for (const stop of this.#stops)
      for (let length = stop.length - 1; length > most; length--)
        if (text.endsWith(stop.slice(0, length))) most = length;
    return most;
  }
}

/** As the OpenAI API writes a probability of nothing. */
const leastLog = -9999;

function withoutLastWord(text: string): string {
  const held = /\s*\S*$/.exec(text)?.[0].length ?? 0;
  return text.slice(0, text.length - Math.min(held, longestHeld));
}
