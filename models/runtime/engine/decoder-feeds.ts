import { hidden } from '../../architectures/host-inputs.ts';
import { relativePositionBucket } from '../../architectures/relative-position-buckets.ts';
import type { Feed } from '../session.ts';

/** What the engine needs to know of a decoder program; see models/serving. */
export interface DecoderSizes {
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
  readonly vocabulary: number;
  /** null: no limit. */
  readonly maxPositions: number | null;
  readonly takesTokenTypes: boolean;
  readonly isCrossAttending: boolean;
  /** Labels of the emotion head; 0 where there is none. */
  readonly emotions: number;
}

/** T5's relative positions, in its decoder. */
export interface DecoderBuckets {
  readonly buckets: number;
  readonly maxDistance: number;
}

/** The new tokens of one row and how many it has had, those of a common prefix not counted. */
export interface NewTokens {
  readonly tokens: readonly number[];
  readonly types: readonly number[] | null;
  readonly past: number;
}

export type Feeds = Record<string, Feed>;

/** The feeds of a run that depend on tokens and places; the caches' are added by their owner. */
export class DecoderFeeds {
  readonly #sizes: Pick<DecoderSizes, 'takesTokenTypes'>;
  readonly #buckets: DecoderBuckets | null;
  /** Buckets of distances 0, 1, 2, …, as far as they were needed. */
  readonly #bucketOf: number[] = [];

  constructor(sizes: Pick<DecoderSizes, 'takesTokenTypes'>, buckets: DecoderBuckets | null) {
    this.#sizes = sizes;
    this.#buckets = buckets;
  }

  /**
   * For rows of `length` new places (shorter ones filled on the right) over `past` places of the cache, which stand behind
   * `common` places that all of them have.
   */
  feeds(
    rows: readonly NewTokens[],
    { length, past, common = 0 }: { length: number; past: number; common?: number },
  ): Feeds {
    const shape = [rows.length, length];
    const feeds: Feeds = {
      input_ids: { data: filled(rows, length, ({ tokens }) => tokens), shape },
      past_bias: pastBias(rows, past),
      new_bias: newBias(rows.length, length),
    };
    if (this.#sizes.takesTokenTypes)
      feeds.token_type_ids = { data: filled(rows, length, ({ types }) => types ?? []), shape };
    if (!this.#buckets)
      return { ...feeds, position_ids: { data: positions(rows, { length, common }), shape } };
    return { ...feeds, ...this.#bucketFeeds(rows, { length, past }) };
  }

  #bucketFeeds(rows: readonly NewTokens[], { length, past }: { length: number; past: number }): Feeds {
    const pastBuckets = new Int32Array(rows.length * length * past);
    rows.forEach((row, index) => {
      for (let place = 0; place < length; place++)
        for (let key = 0; key < row.past; key++)
          pastBuckets[(index * length + place) * past + key] = this.#bucket(row.past + place - key);
    });
    const newBuckets = new Int32Array(length * length);
    for (let query = 0; query < length; query++)
      for (let key = 0; key <= query; key++) newBuckets[query * length + key] = this.#bucket(query - key);
    return {
      past_buckets: { data: pastBuckets, shape: [rows.length, length, past] },
      new_buckets: { data: newBuckets, shape: [length, length] },
    };
  }

  #bucket(distance: number): number {
    const { buckets, maxDistance } = this.#buckets ?? { buckets: 1, maxDistance: 1 };
    while (this.#bucketOf.length <= distance)
      this.#bucketOf.push(
        relativePositionBucket(-this.#bucketOf.length, { bidirectional: false, buckets, maxDistance }),
      );
    return this.#bucketOf[distance] as number;
  }
}

function filled(
  rows: readonly NewTokens[],
  length: number,
  of: (row: NewTokens) => readonly number[],
): Int32Array {
  const ids = new Int32Array(rows.length * length);
  rows.forEach((row, index) => {
    ids.set(of(row), index * length);
  });
  return ids;
}

/** Filling stays at the last position of its row, which the model is sure to have; nothing sees it. */
function positions(
  rows: readonly NewTokens[],
  { length, common }: { length: number; common: number },
): Int32Array {
  const places = new Int32Array(rows.length * length);
  rows.forEach(({ past, tokens }, index) => {
    for (let place = 0; place < length; place++)
      places[index * length + place] = common + past + Math.min(place, tokens.length - 1);
  });
  return places;
}

function pastBias(rows: readonly NewTokens[], past: number): Feed {
  const data = new Float32Array(rows.length * past);
  rows.forEach((row, index) => {
    data.fill(hidden, index * past + Math.min(row.past, past), (index + 1) * past);
  });
  return { data, shape: [rows.length, 1, 1, past] };
}

/** No token sees a later one; filling stands behind all tokens, so that it needs no mask of its own. */
function newBias(rows: number, length: number): Feed {
  const one = new Float32Array(length * length);
  for (let query = 0; query < length; query++)
    one.fill(hidden, query * length + query + 1, (query + 1) * length);
  const data = new Float32Array(rows * one.length);
  for (let row = 0; row < rows; row++) data.set(one, row * one.length);
  return { data, shape: [rows, 1, length, length] };
}
