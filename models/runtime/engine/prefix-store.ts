/** What a row's keys and values depend on: its tokens and, where the model has them, their types. */
export interface PrefixKey {
  readonly tokens: readonly number[];
  readonly types: readonly number[] | null;
}

interface Entry {
  readonly tokens: Int32Array;
  readonly types: Int32Array | null;
  readonly packed: Float32Array;
}

export interface PrefixHit {
  /** As `KeyValueCache.pack` gave it, of `length` positions. */
  readonly packed: Float32Array;
  readonly length: number;
  /** How many of its positions, from the first, are those of the tokens asked for. */
  readonly count: number;
}

/** Below this many tokens in common a row starts afresh, which is the faster way to run a short prompt. */
export const leastPrefix = 8;

/**
 * Keys and values of rows that are finished, for rows that begin like them: a position's keys and values depend on
 * nothing behind it, so any beginning of an entry is of use. Holds at most `budget` bytes, the least recently used
 * entries going first; an entry that another one continues is replaced by it.
 */
export class PrefixStore {
  readonly budget: number;
  /** In the order of their last use. */
  readonly #entries = new Set<Entry>();
  #bytes = 0;

  constructor(budget: number) {
    this.budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The entry with the longest beginning in common, of at most `most` tokens; null where too little is. */
  find(key: PrefixKey, most: number): PrefixHit | null {
    let best: Entry | null = null;
    let count = leastPrefix - 1;
    for (const entry of this.#entries) {
      const common = Math.min(commonLength(entry, key), most);
      if (common > count) {
        best = entry;
        count = common;
      }
    }
    if (best === null) return null;
    this.#touch(best);
    return { packed: best.packed, length: best.tokens.length, count };
  }

  /** Keeps a row; `pack` is called only where there is something new to keep. `bytesEach` is the size of a position. */
  add(key: PrefixKey, bytesEach: number, pack: () => Float32Array): void {
    const size = key.tokens.length;
    if (size < leastPrefix || sizeOf(size, bytesEach, key.types) > this.budget) return;
    for (const entry of this.#entries) {
      const common = commonLength(entry, key);
      if (common === size) {
        this.#touch(entry);
        return;
      }
      if (common === entry.tokens.length) this.#remove(entry);
    }
    const entry = {
      tokens: Int32Array.from(key.tokens),
      types: key.types && Int32Array.from(key.types),
      packed: pack(),
    };
    this.#entries.add(entry);
    this.#bytes += bytesOf(entry);
    for (const oldest of this.#entries) {
      if (this.#bytes <= this.budget) break;
      this.#remove(oldest);
    }
  }

  #touch(entry: Entry): void {
    this.#entries.delete(entry);
    this.#entries.add(entry);
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry);
    this.#bytes -= bytesOf(entry);
  }
}

function bytesOf({ tokens, types, packed }: Entry): number {
  return tokens.byteLength + (types?.byteLength ?? 0) + packed.byteLength;
}

function sizeOf(length: number, bytesEach: number, types: readonly number[] | null): number {
  return length * (bytesEach + (types ? 8 : 4));
}

function commonLength(entry: Entry, { tokens, types }: PrefixKey): number {
  const most = Math.min(entry.tokens.length, tokens.length);
  let length = 0;
  while (
    length < most &&
    entry.tokens[length] === tokens[length] &&
    entry.types?.[length] === types?.[length]
  )
    length++;
  return length;
}
