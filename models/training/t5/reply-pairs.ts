import { WorkbenchError } from '#lib/errors.ts';
import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import { type DialogueSource, dialoguesOf } from '../data/data-source.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { utteranceTokens } from './context-text.ts';

export interface ReplyPairOptions {
  readonly tokenizer: Pick<Tokenizer, 'encode'>;
  /** The id that ends source and target. */
  readonly end: number;
  /** The most tokens of a source, its end included: the newest stay. */
  readonly maxSource: number;
  /** The most tokens of a target before its end: the first stay. */
  readonly maxTarget: number;
  /** Whether each turn after the first is a target, or only those of who did not open. */
  readonly targets: 'all' | 'answers';
}

export interface PairLength {
  readonly source: number;
  readonly target: number;
}

/** A context and its reply as T5 reads and says them, the end token last in both. */
export interface ReplyPair {
  readonly source: Int32Array;
  readonly target: Int32Array;
}

/**
 * Contexts and replies of dialogues. The tokens of a turn are held once, however many contexts it stands in; a pair is
 * laid out when it is asked for.
 */
export class ReplyPairs {
  readonly lengths: PairLength[] = [];
  /** Words between white space in all replies, and one end for each: what a perplexity by words is over. */
  words = 0;
  readonly #options: ReplyPairOptions;
  readonly #dialogues: { readonly ids: Int32Array; readonly starts: readonly number[] }[] = [];
  /** For each pair its dialogue and its turn. */
  readonly #places: (readonly [number, number])[] = [];

  constructor(options: ReplyPairOptions) {
    this.#options = options;
  }

  add(turns: readonly string[]): void {
    const { tokenizer, maxSource, maxTarget, targets } = this.#options;
    const starts = [0];
    const ids: number[] = [];
    for (const [index, turn] of turns.entries()) {
      ids.push(...utteranceTokens(turn, index, tokenizer));
      starts.push(ids.length);
    }
    const dialogue = this.#dialogues.push({ ids: Int32Array.from(ids), starts }) - 1;
    const step = targets === 'all' ? 1 : 2;
    for (let turn = 1; turn < turns.length; turn += step) {
      const [start = 0, end = 0] = starts.slice(turn, turn + 2);
      this.#places.push([dialogue, turn]);
      this.lengths.push({
        source: Math.min(start + 1, maxSource),
        target: Math.min(end - start, maxTarget) + 1,
      });
      this.words += (turns[turn] ?? '').split(' ').length + 1;
    }
  }

  pair(index: number): ReplyPair {
    const [dialogue, turn] = this.#places[index] ?? [];
    const held = dialogue === undefined ? undefined : this.#dialogues[dialogue];
    if (!held || turn === undefined) throw new RangeError(`there is no pair ${index}`);
    const [start = 0, end = 0] = held.starts.slice(turn, turn + 2);
    const { maxSource, maxTarget } = this.#options;
    return {
      source: this.#closed(held.ids.subarray(Math.max(0, start - (maxSource - 1)), start)),
      target: this.#closed(held.ids.subarray(start, Math.min(end, start + maxTarget))),
    };
  }

  #closed(ids: Int32Array): Int32Array {
    const closed = new Int32Array(ids.length + 1);
    closed.set(ids);
    closed[ids.length] = this.#options.end;
    return closed;
  }
}

/**
 * All pairs of the sources. Throws as the readers do.
 * @throws WorkbenchError `bad-input` where there is none
 */
export async function readReplyPairs(
  sources: readonly DialogueSource[],
  options: ReplyPairOptions,
  context: Pick<TrainingContext, 'dataDir' | 'progress'>,
): Promise<ReplyPairs> {
  const pairs = new ReplyPairs(options);
  let read = 0;
  for (const source of sources)
    for await (const { turns } of dialoguesOf(source, context.dataDir)) {
      pairs.add(turns);
      if (++read % 500 === 0) context.progress({ message: 'Reading dialogues', done: read, total: null });
    }
  if (pairs.lengths.length > 0) return pairs;
  const paths = sources.map(({ path }) => path).join(', ');
  throw new WorkbenchError('bad-input', `${paths} hold no reply to learn from.`);
}
