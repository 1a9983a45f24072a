import { isWorkbenchError, WorkbenchError } from '#lib/errors.ts';
import { contextTexts } from '../generators/check-context.ts';
import type { Utterance } from '../generators/generator.ts';
import { normaliseUtterance } from '../training/data/normalise-utterance.ts';
import type { MechanismProbabilities } from '../training/identifiers/mechanisms.ts';
import type { Identifiers } from '../training/identifiers/open-identifiers.ts';
import { contextText } from '../training/t5/context-text.ts';

/** A reply and what it answers. */
export interface ReplyInContext {
  readonly context: readonly Utterance[];
  /** As it is given out. */
  readonly reply: string;
}

interface Waiting {
  readonly pair: { readonly context: string; readonly response: string };
  readonly resolve: (levels: MechanismProbabilities) => void;
  readonly reject: (error: unknown) => void;
}

/** Replies that are read at once: more would keep the other replies under way waiting. */
const mostAtOnce = 32;

/** So many are worth reading: one alone takes as long as two. */
export const readTogether = 8;
/** The longest that a reply waits for others, in milliseconds. */
const longestHold = 50;

export interface LevelReaderOptions {
  readonly open: () => Promise<Identifiers>;
  /** How many requests are under way, those that wait for their levels included: the others may need levels soon. */
  readonly underWay: () => number;
}

/**
 * The levels of empathy of replies, by identifiers that are opened when they are first needed. Replies wait a little for
 * others to be read with; their levels do not depend on those.
 */
export class LevelReader {
  readonly #options: LevelReaderOptions;
  #identifiers: Promise<Identifiers> | null = null;
  #waiting: Waiting[] = [];
  #isBusy = false;
  #hold: NodeJS.Timeout | null = null;

  constructor(options: LevelReaderOptions) {
    this.#options = options;
  }

  /**
   * Both texts as the rewards of EmpRL have them: utterances normalised, with one space between.
   * @throws WorkbenchError `bad-input` for a context that is none; `unavailable` where the identifiers cannot be used
   */
  async read({ context, reply }: ReplyInContext): Promise<MechanismProbabilities> {
    const pair = { context: contextText(contextTexts(context)), response: normaliseUtterance(reply) };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ pair, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isBusy || this.#waiting.length === 0) return;
    if (this.#isWorthwhile()) this.#start();
    else this.#hold ??= setTimeout(() => this.#start(), longestHold);
  }

  #isWorthwhile(): boolean {
    const { length } = this.#waiting;
    return length >= readTogether || length >= this.#options.underWay();
  }

  #start(): void {
    if (this.#hold) clearTimeout(this.#hold);
    this.#hold = null;
    this.#isBusy = true;
    setImmediate(() => void this.#work());
  }

  async #work(): Promise<void> {
    do {
      const batch = this.#waiting.splice(0, mostAtOnce);
      try {
        const identifiers = await this.#opened();
        const found = await identifiers.levels(batch.map(({ pair }) => pair));
        for (const [place, { resolve }] of batch.entries()) resolve(found[place] as MechanismProbabilities);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      // Replies under way in the same process have their turn.
      await new Promise((next) => setImmediate(next));
    } while (this.#waiting.length > 0 && this.#isWorthwhile());
    this.#isBusy = false;
    this.#schedule();
  }

  /** A set that failed to open is tried again by the next reply. */
  async #opened(): Promise<Identifiers> {
    this.#identifiers ??= this.#options.open();
    try {
      return await this.#identifiers;
    } catch (error) {
      this.#identifiers = null;
      // It is not the one who asks who can mend it by asking otherwise.
      if (!isWorkbenchError(error)) throw error;
      throw new WorkbenchError('unavailable', `The empathy identifiers cannot be used. ${error.message}`);
    }
  }
}
