import { PairHeap } from './pair-heap.ts';

export interface MergeTask {
  /** The tokens merges start from; a token's id is its place. */
  readonly tokens: readonly string[];
  /** Words as ids of such tokens, with how often each occurs. */
  readonly words: readonly { readonly ids: readonly number[]; readonly count: number }[];
  /** Stop when so many tokens are there. */
  readonly vocabSize: number;
  /** A pair seen less often than this is not merged, at least 1. */
  readonly minFrequency: number;
  /** Told the number of tokens after each merge. */
  readonly onMerge?: (size: number) => void;
}

export interface MergeResult {
  /** The tokens given, and after them the new ones in order of their making. */
  readonly tokens: readonly string[];
  /** Pairs of tokens in the order they are to be merged. */
  readonly merges: readonly (readonly [string, string])[];
}

/** Ids stay below 2^24, so that a pair is one exact number whose order is that of (left, right). */
export const maxVocabSize = 2 ** 24;

function pairOf(left: number, right: number): number {
  return left * maxVocabSize + right;
}

/**
 * Counts of all pairs of neighbours, kept up to date while words change, and which words a pair occurs in.
 * Overlapping occurrences count each: in `aaa` the pair (a, a) occurs twice.
 */
class PairIndex {
  readonly #counts = new Map<number, number>();
  readonly #words = new Map<number, number[]>();
  readonly #heap = new PairHeap();
  /** Pairs whose count changed since `settle`, with the count before. */
  readonly #changed = new Map<number, number>();

  add(pair: number, amount: number, word: number): void {
    const before = this.#counts.get(pair) ?? 0;
    if (!this.#changed.has(pair)) this.#changed.set(pair, before);
    this.#counts.set(pair, before + amount);
    if (amount < 0) return;
    const words = this.#words.get(pair);
    if (!words) this.#words.set(pair, [word]);
    else if (words.at(-1) !== word) words.push(word);
  }

  /** Puts pairs that occur more often than before on the heap; those that became rarer are found by `pop`. */
  settle(): void {
    for (const [pair, before] of this.#changed) {
      const now = this.#counts.get(pair) ?? 0;
      if (now > before) this.#heap.push(now, pair);
      if (now === 0) {
        this.#counts.delete(pair);
        this.#words.delete(pair);
      }
    }
    this.#changed.clear();
  }

  /** The most frequent pair, the smallest among equals, or undefined below the frequency asked for. */
  pop(minFrequency: number): number | undefined {
    for (let top = this.#heap.pop(); top !== undefined; top = this.#heap.pop()) {
      const now = this.#counts.get(top.pair) ?? 0;
      if (now === top.count) return now >= minFrequency ? top.pair : undefined;
      // Out of date. A count that grew has a newer entry, one that fell gets its own now.
      if (now < top.count && now > 0) this.#heap.push(now, top.pair);
    }
    return undefined;
  }

  /** Words that hold the pair, or held it once. */
  wordsOf(pair: number): readonly number[] {
    return this.#words.get(pair) ?? [];
  }
}

/** A change of how often a pair occurs in one word: once more or once less. */
type PairChange = (pair: number, sign: 1 | -1) => void;

/**
 * The word with each occurrence of (left, right), from the left on, replaced; the same array if there is
 * none. Tells of the pairs that come and go, which lie at the replaced places only.
 */
function replacePair(
  ids: readonly number[],
  merge: { readonly left: number; readonly right: number; readonly id: number },
  onChange: PairChange,
): readonly number[] {
  const { left, right, id } = merge;
  const first = ids.findIndex((token, i) => token === left && ids[i + 1] === right);
  if (first < 0) return ids;
  const result = ids.slice(0, first);
  let afterMatch = false;
  for (let i = first; i < ids.length; i++) {
    const here = ids[i] ?? 0;
    const match = here === left && ids[i + 1] === right;
    const token = match ? id : here;
    if (i > 0 && (match || afterMatch)) {
      onChange(pairOf(ids[i - 1] ?? 0, here), -1);
      onChange(pairOf(result.at(-1) ?? 0, token), 1);
    }
    if (match) onChange(pairOf(left, right), -1);
    result.push(token);
    afterMatch = match;
    if (match) i++;
  }
  return result;
}

/**
 * Byte-pair encoding's merges (Sennrich et al. 2016): again and again the most frequent pair of neighbours
 * becomes a token; of equally frequent ones the pair with the smaller left id, then right id. Two ways to the
 * same text give one token. Only words that hold the pair are touched at each merge.
 */
export function learnMerges(task: MergeTask): MergeResult {
  const tokens = [...task.tokens];
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  const merges: (readonly [string, string])[] = [];
  const words = task.words.map((word) => word.ids);
  const index = new PairIndex();
  task.words.forEach(({ ids, count }, word) => {
    for (let i = 1; i < ids.length; i++) index.add(pairOf(ids[i - 1] ?? 0, ids[i] ?? 0), count, word);
  });
  index.settle();
  while (tokens.length < task.vocabSize) {
    const pair = index.pop(Math.max(1, task.minFrequency));
    if (pair === undefined) break;
    const [left, right] = [Math.floor(pair / maxVocabSize), pair % maxVocabSize];
    const names = [tokens[left] ?? '', tokens[right] ?? ''] as const;
    const text = names[0] + names[1];
    const id = idOf.get(text) ?? tokens.push(text) - 1;
    idOf.set(text, id);
    merges.push(names);
    for (const word of [...index.wordsOf(pair)]) {
      const count = task.words[word]?.count ?? 0;
      words[word] = replacePair(words[word] ?? [], { left, right, id }, (changed, sign) =>
        index.add(changed, sign * count, word),
      );
    }
    index.settle();
    task.onMerge?.(tokens.length);
  }
  return { tokens, merges };
}
