import type { Fetched } from '../session.ts';
import type { CommonPrefix } from './common-prefix.ts';
import { type DecoderBuckets, DecoderFeeds, type DecoderSizes, type Feeds } from './decoder-feeds.ts';
import { type NewKeyValues, roundedLength } from './key-value-cache.ts';
import type { Member } from './member.ts';
import type { Scores } from './reply.ts';
import type { Row, RowTable } from './row-table.ts';
import { WantedEmotions } from './wanted-emotions.ts';
import { WantedScores } from './wanted-scores.ts';

/** What runs a graph; a `Session` does. */
export interface StepSession {
  run(feeds: Readonly<Feeds>, fetches: readonly string[]): Promise<Readonly<Record<string, Fetched>>>;
}

export interface Decoder {
  readonly sizes: DecoderSizes;
  readonly session: StepSession;
  readonly buckets: DecoderBuckets | null;
  /** Of a decoder that takes one. */
  readonly common?: CommonPrefix | undefined;
}

/** Runs the next tokens of neighbouring rows and keeps their keys and values. */
export class DecoderRuns {
  readonly #decoder: Decoder;
  readonly #table: RowTable<Member>;
  readonly #feeds: DecoderFeeds;

  constructor(decoder: Decoder, table: RowTable<Member>) {
    this.#decoder = decoder;
    this.#table = table;
    this.#feeds = new DecoderFeeds(decoder.sizes, decoder.buckets);
  }

  /**
   * At most `length` new tokens of each row, whose slots follow each other. Gives the scores after the last token of
   * each row that has no more of them. A row is as before where this throws.
   */
  async run(rows: readonly Row<Member>[], length: number): Promise<ReadonlyMap<Row<Member>, Scores>> {
    const { sizes, session } = this.#decoder;
    const first = rows[0]?.slot ?? 0;
    const counts = rows.map((row) => Math.min(length, row.tokens.length - row.length));
    const complete = rows.flatMap((row, index) =>
      row.length + (counts[index] ?? 0) === row.tokens.length ? [{ row, index }] : [],
    );
    const places = complete.map(({ index }) => index * length + (counts[index] ?? 1) - 1);
    const scores = new WantedScores(
      complete.map(({ row }) => row.owner),
      sizes.vocabulary,
    );
    const emotions = new WantedEmotions(
      complete.map(({ row }) => row.owner),
      sizes.emotions,
    );
    const found = await session.run(
      // The graph must be asked for one row of logits at least.
      {
        ...this.#inputs(rows, { first, length }),
        ...scores.feeds,
        ...emotions.feeds,
        rows: places.length > 0 ? places : [0],
      },
      [...scores.fetches, ...emotions.fetches, ...this.#keyValueNames('new_k', 'new_v')],
    );
    emotions.tell(found);
    this.#keep(rows, { found, counts, length });
    return new Map(complete.map(({ row }, place) => [row, scores.at(found, place)]));
  }

  #inputs(rows: readonly Row<Member>[], { first, length }: { first: number; length: number }): Feeds {
    const past = this.#pastOf(rows, length);
    const added = rows.map((row) => ({
      tokens: row.tokens.slice(row.length, row.length + length),
      types: row.types?.slice(row.length, row.length + length) ?? null,
      past: row.length,
    }));
    const { common } = this.#decoder;
    const feeds = {
      ...this.#feeds.feeds(added, { length, past, common: common?.length ?? 0 }),
      ...common?.feeds,
    };
    const { layers, heads, headSize } = this.#decoder.sizes;
    const { cache, cross } = this.#table;
    const shape = [rows.length, heads, past, headSize];
    const slots = [first, rows.length] as const;
    for (let layer = 0; layer < layers; layer++) {
      feeds[`past_k.${layer}`] = { data: cache.keys(layer, slots, past), shape };
      feeds[`past_v.${layer}`] = { data: cache.values(layer, slots, past), shape };
    }
    if (!cross) return feeds;
    const crossShape = [rows.length, heads, cross.length, headSize];
    for (let layer = 0; layer < layers; layer++) {
      feeds[`cross_k.${layer}`] = { data: cross.keys(layer, slots, cross.length), shape: crossShape };
      feeds[`cross_v.${layer}`] = { data: cross.values(layer, slots, cross.length), shape: crossShape };
    }
    return { ...feeds, cross_bias: crossBias(rows, cross.length) };
  }

  /**
   * Positions of the past that a run sees. A token sees the whole cache, whose memory is fed as it is; a piece of a
   * prompt, for which every position costs as much as its tokens are many, what its rows have, in whole steps.
   */
  #pastOf(rows: readonly Row<Member>[], length: number): number {
    const { cache } = this.#table;
    if (length === 1) return cache.length;
    return Math.min(cache.length, roundedLength(Math.max(...rows.map((row) => row.length))));
  }

  #keyValueNames(...kinds: readonly string[]): string[] {
    return kinds.flatMap((kind) =>
      Array.from({ length: this.#decoder.sizes.layers }, (_, layer) => `${kind}.${layer}`),
    );
  }

  #keep(
    rows: readonly Row<Member>[],
    { found, counts, length }: { found: Found; counts: readonly number[]; length: number },
  ): void {
    const all: NewKeyValues = {
      keys: this.#keyValueNames('new_k').map((name) => floats(found, name)),
      values: this.#keyValueNames('new_v').map((name) => floats(found, name)),
      length,
    };
    rows.forEach((row, index) => {
      const count = counts[index] ?? 0;
      this.#table.cache.write(all, { row: index, count, slot: row.slot, at: row.length });
      row.length += count;
    });
  }
}

export type Found = Readonly<Record<string, Fetched>>;

function crossBias(rows: readonly Row<Member>[], length: number) {
  const data = new Float32Array(rows.length * length);
  rows.forEach((row, index) => {
    data.fill(-1e9, index * length + row.sourceLength, (index + 1) * length);
  });
  return { data, shape: [rows.length, 1, 1, length] };
}

function floats(found: Found, name: string): Float32Array {
  const data = found[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`the session gave no floats for ${name}`);
}
