import { type CacheShape, KeyValueCache } from './key-value-cache.ts';

/** A row of the batch. */
export interface Row<Owner> {
  readonly owner: Owner;
  /** All that is said in it, up to the newest token. */
  tokens: readonly number[];
  /** Types of the tokens, where the model has them. */
  types: readonly number[] | null;
  /** How many of the tokens have been run, so that the cache holds their keys and values. */
  length: number;
  /** Places of what the decoder sees of an encoder. */
  readonly sourceLength: number;
  /** Its place in the table and in the caches. */
  slot: number;
}

export type NewRow<Owner> = Omit<Row<Owner>, 'slot' | 'length'>;

/**
 * Which row has which slot. Rows that are being decoded have the first `decoding` slots, those whose prompts are
 * still to be run the slots behind them, so that each sort is a contiguous part of the caches and no slot between
 * them is empty. Whenever a slot would become empty another row is moved there.
 */
export class RowTable<Owner> {
  readonly cache: KeyValueCache;
  /** Keys and values of an encoder's output, where the model has one. */
  readonly cross: KeyValueCache | null;
  readonly #most: number;
  readonly #rows: Row<Owner>[] = [];
  #decoding = 0;

  constructor(shape: CacheShape, { rows, isCrossAttending }: { rows: number; isCrossAttending: boolean }) {
    this.cache = new KeyValueCache(shape);
    this.cross = isCrossAttending ? new KeyValueCache(shape) : null;
    this.#most = rows;
  }

  get decoding(): readonly Row<Owner>[] {
    return this.#rows.slice(0, this.#decoding);
  }

  get joining(): readonly Row<Owner>[] {
    return this.#rows.slice(this.#decoding);
  }

  get size(): number {
    return this.#rows.length;
  }

  /** A new row, behind all others. */
  join(row: NewRow<Owner>): Row<Owner> {
    const joined = { ...row, length: 0, slot: this.#rows.length };
    this.#rows.push(joined);
    this.fit();
    return joined;
  }

  /** The first of the joining rows has been run to its end and is decoded from now on. */
  promote(row: Row<Owner>): void {
    if (row.slot !== this.#decoding) throw new Error('rows are promoted in the order of their slots');
    this.#decoding++;
  }

  /** A copy of a row that is being decoded, itself being decoded. */
  fork(parent: Row<Owner>): Row<Owner> {
    const slot = this.#decoding;
    const displaced = this.#rows[slot];
    this.#rows.push(displaced ?? parent);
    this.fit();
    if (displaced) this.#move(displaced, this.#rows.length - 1);
    const row = { ...parent, slot };
    this.#rows[slot] = row;
    this.#decoding++;
    this.cache.copy(parent.slot, slot, { end: parent.length });
    this.cross?.copy(parent.slot, slot, { end: parent.sourceLength });
    return row;
  }

  /** Takes a row out. */
  leave(row: Row<Owner>): void {
    let hole = row.slot;
    if (hole < this.#decoding) {
      this.#decoding--;
      hole = this.#fill(hole, this.#decoding);
    }
    this.#fill(hole, this.#rows.length - 1);
    this.#rows.pop();
  }

  /** Zeroes what the caches hold in a slot. */
  clear(slot: number): void {
    this.cache.clear(slot);
    this.cross?.clear(slot);
  }

  /** Makes the caches as long as the rows need; call it before a run when rows have grown. */
  fit(): void {
    if (this.#rows.length === 0) return;
    const slots = Math.min(this.#most, 2 ** Math.ceil(Math.log2(this.#rows.length)));
    const longest = this.#rows.reduce((most, { tokens }) => Math.max(most, tokens.length), 0);
    this.cache.fit(
      slots,
      longest,
      this.#rows.map(({ length }) => length),
    );
    const sources = this.#rows.map(({ sourceLength }) => sourceLength);
    this.cross?.fit(slots, Math.max(...sources), sources);
  }

  /** Moves the row of slot `from` to `to`, unless they are the same; gives the slot that is free now. */
  #fill(to: number, from: number): number {
    const row = this.#rows[from];
    if (row && from !== to) this.#move(row, to);
    return from;
  }

  #move(row: Row<Owner>, to: number): void {
    this.cache.copy(row.slot, to, { end: row.length });
    this.cross?.copy(row.slot, to, { end: row.sourceLength });
    this.#rows[to] = row;
    row.slot = to;
  }
}
