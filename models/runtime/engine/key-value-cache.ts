/** The sizes of one row's keys (or values): [heads, length, headSize] in each of `layers` layers. */
export interface CacheShape {
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
}

/** Keys and values that a run of the graph gave for new tokens, layer by layer, each [rows, heads, length, headSize]. */
export interface NewKeyValues {
  readonly keys: readonly Float32Array[];
  readonly values: readonly Float32Array[];
  /** Positions of each row, filling included. */
  readonly length: number;
}

/** Positions come in steps of this many: few enough to attend to in vain, many enough that growing is rare. */
export const positionStep = 16;

/** Room for growing in place: memory that is not yet used costs nothing, and other memory many page faults. */
const slack = 1.5;

/** Memory of more than this many times what is in use is given back. */
const mostSpare = 4;

/** `length` rounded up to whole steps. */
export function roundedLength(length: number): number {
  return Math.ceil(length / positionStep) * positionStep;
}

/**
 * Keys and values of the rows under way, owned by JavaScript: for each layer two arrays laid out [slots, heads,
 * length, headSize]. The first slots of an array are the past that a graph is fed with, without a copy; a run gives
 * only the keys and values of its new tokens, which are written here. What lies behind a row's positions is left over
 * from others: finite, and hidden by the bias.
 *
 * `length` is the same for all slots and every position is attended to, so it is kept near the longest row's; a
 * change moves every row (`fit`), about the cost of half a step once in 16 steps.
 */
export class KeyValueCache {
  readonly #shape: CacheShape;
  readonly #arrays: Float32Array[];
  #length = 0;

  constructor(shape: CacheShape) {
    this.#shape = shape;
    this.#arrays = Array.from({ length: 2 * shape.layers }, () => new Float32Array(0));
  }

  /** Positions of every slot. */
  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  /**
   * The first `length` positions of `count` slots from `first`, [count, heads, length, headSize]: sharing this cache's
   * memory where that is all of them, else copied.
   */
  keys(layer: number, slots: readonly [first: number, count: number], length: number): Float32Array {
    return this.#past(2 * layer, slots, length);
  }

  values(layer: number, slots: readonly [first: number, count: number], length: number): Float32Array {
    return this.#past(2 * layer + 1, slots, length);
  }

  /**
   * Makes room for `slots` slots of `length` positions (rounded up). `used` are the positions in use of the slots
   * there are. The length shrinks only where that saves two steps or more, so that it does not swing to and fro.
   */
  fit(slots: number, length: number, used: readonly number[]): void {
    const wanted = roundedLength(length);
    const next = wanted > this.#length || wanted + 2 * positionStep <= this.#length ? wanted : this.#length;
    const { heads, headSize } = this.#shape;
    const size = slots * heads * next * headSize;
    const held = this.#arrays[0]?.length ?? 0;
    const isMadeAnew = held < size || held > mostSpare * size;
    if (!isMadeAnew && next === this.#length) return;
    for (const [place, array] of this.#arrays.entries()) {
      const target = isMadeAnew ? new Float32Array(Math.ceil(size * slack)) : array;
      this.#arrays[place] = target;
      this.#relay(array, target, { used, next });
    }
    this.#length = next;
  }

  /** Writes the first `count` new positions of row `row` of a run into `slot`, from position `at` on. */
  write(
    found: NewKeyValues,
    { row, count, slot, at }: { row: number; count: number; slot: number; at: number },
  ): void {
    const { layers, heads, headSize } = this.#shape;
    const span = count * headSize;
    for (let layer = 0; layer < layers; layer++)
      for (let head = 0; head < heads; head++) {
        const from = (row * heads + head) * found.length * headSize;
        const to = this.#offset(slot, head, at);
        copy(found.keys[layer] as Float32Array, from, [this.#array(2 * layer), to, span]);
        copy(found.values[layer] as Float32Array, from, [this.#array(2 * layer + 1), to, span]);
      }
  }

  /** Copies positions `start` to `end` of one slot over those of another. */
  copy(from: number, to: number, { start = 0, end }: { start?: number; end: number }): void {
    if (from === to) return;
    const span = (end - start) * this.#shape.headSize;
    for (const array of this.#arrays)
      for (let head = 0; head < this.#shape.heads; head++) {
        const source = this.#offset(from, head, start);
        array.copyWithin(this.#offset(to, head, start), source, source + span);
      }
  }

  /** The first `count` positions of a slot in one array, [layers x 2, heads, count, headSize]. */
  pack(slot: number, count: number): Float32Array {
    const { heads, headSize } = this.#shape;
    const span = count * headSize;
    const packed = new Float32Array(this.#arrays.length * heads * span);
    this.#arrays.forEach((array, place) => {
      for (let head = 0; head < heads; head++) {
        const from = this.#offset(slot, head, 0);
        packed.set(array.subarray(from, from + span), (place * heads + head) * span);
      }
    });
    return packed;
  }

  /** Writes the first `count` of the `length` positions that `pack` gave into a slot. */
  unpack(slot: number, packed: Float32Array, { length, count }: { length: number; count: number }): void {
    const { heads, headSize } = this.#shape;
    this.#arrays.forEach((array, place) => {
      for (let head = 0; head < heads; head++) {
        const from = (place * heads + head) * length * headSize;
        array.set(packed.subarray(from, from + count * headSize), this.#offset(slot, head, 0));
      }
    });
  }

  /** Zeroes a slot whose numbers may not be numbers: 0 x NaN would reach whoever gets it next. */
  clear(slot: number): void {
    const from = this.#offset(slot, 0, 0);
    for (const array of this.#arrays) array.fill(0, from, this.#offset(slot + 1, 0, 0));
  }

  #relay(
    source: Float32Array,
    target: Float32Array,
    { used, next }: { used: readonly number[]; next: number },
  ): void {
    const { heads, headSize } = this.#shape;
    const isInPlace = source === target;
    const rows = used.length * heads;
    for (let step = 0; step < rows; step++) {
      // Downwards where rows move apart in place, so that none is written over before it is moved.
      const place = next > this.#length ? rows - 1 - step : step;
      const span = Math.min(used[Math.floor(place / heads)] ?? 0, next) * headSize;
      const from = place * this.#length * headSize;
      if (isInPlace) target.copyWithin(place * next * headSize, from, from + span);
      else target.set(source.subarray(from, from + span), place * next * headSize);
    }
  }

  #array(place: number): Float32Array {
    return this.#arrays[place] as Float32Array;
  }

  #offset(slot: number, head: number, position: number): number {
    const { heads, headSize } = this.#shape;
    return ((slot * heads + head) * this.#length + position) * headSize;
  }

  #past(
    place: number,
    [first, count]: readonly [first: number, count: number],
    length: number,
  ): Float32Array {
    const array = this.#array(place);
    if (length === this.#length)
      return array.subarray(this.#offset(first, 0, 0), this.#offset(first + count, 0, 0));
    const { heads, headSize } = this.#shape;
    const span = length * headSize;
    const past = new Float32Array(count * heads * span);
    for (let head = 0; span > 0 && head < count * heads; head++) {
      const from = this.#offset(first, head, 0);
      past.set(array.subarray(from, from + span), head * span);
    }
    return past;
  }
}

/** A short span is copied faster by a loop than through a view made for it. */
const shortSpan = 128;

function copy(
  source: Float32Array,
  from: number,
  [target, to, span]: readonly [Float32Array, number, number],
): void {
  if (span > shortSpan) {
    target.set(source.subarray(from, from + span), to);
    return;
  }
  for (let i = 0; i < span; i++) target[to + i] = source[from + i] as number;
}
