import { hidden } from '../architectures/host-inputs.ts';
import {
  relativePositionBucket,
  relativePositionBuckets,
} from '../architectures/relative-position-buckets.ts';
import { serialise } from '../graph/serialise.ts';
import { createSession, type Feed, type Session } from '../runtime/session.ts';
import type { T5Config } from '../weights/configs.ts';
import type { ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import type { DecoderProgram, Program } from './program.ts';
import { weightReader } from './weight-bytes.ts';

/** Opens a small program with its weights inside. */
export function openSmall(checkpoint: ModelCheckpoint, program: Program): Promise<Session> {
  const read = weightReader(checkpoint.tensors);
  const data = ({ name }: { readonly name: string }) => {
    const source = program.weightSources.get(name);
    if (!source) throw new Error(`the program does not say where ${name} comes from`);
    return read(source);
  };
  return createSession(serialise(program.graph, { weights: 'embedded', data }), { threads: 1 });
}

export type Feeds = Record<string, Feed>;

/** A sequence under way: its tokens, and how many of them each run takes. */
export interface Piecewise {
  readonly tokens: readonly number[];
  readonly types?: readonly number[];
  readonly pieces: readonly number[];
}

export interface Driver {
  readonly program: DecoderProgram;
  readonly session: Session;
  /** The configuration of a T5 decoder. */
  readonly t5?: T5Config;
  /** What a T5 decoder sees, by input name, for all sequences. */
  readonly cross?: Feeds;
  /** What unused places of the cache hold, and how many of them follow the used ones. */
  readonly garbage: () => number;
  readonly spare: number;
  /** Rounds the length of the cache up to a multiple of this. */
  readonly multiple?: number;
}

interface Row {
  readonly sequence: Piecewise;
  readonly index: number;
  past: number;
  readonly found: number[][];
  /** Keys and values by input name, each place [heads, headSize] in turn. */
  readonly cache: Map<string, number[][]>;
}

/**
 * The logits of every token of every sequence, run piece by piece with a cache, all sequences that have a piece left
 * together: the plainest use of a decoder program, for comparison with a run of the whole.
 */
export async function runPiecewise(driver: Driver, sequences: readonly Piecewise[]): Promise<number[][][]> {
  const rows = sequences.map((sequence, index): Row => {
    return { sequence, index, past: 0, found: [], cache: new Map() };
  });
  const rounds = Math.max(...sequences.map(({ pieces }) => pieces.length));
  for (let round = 0; round < rounds; round++) {
    const active = rows.filter(({ sequence }) => round < sequence.pieces.length);
    if (active.length < rows.length && driver.cross) throw new Error('T5 rows must have equally many pieces');
    await runRound(driver, active, round);
  }
  return rows.map(({ found }) => found);
}

async function runRound(driver: Driver, rows: readonly Row[], round: number): Promise<void> {
  const { program, session } = driver;
  const counts = rows.map(({ sequence }) => sequence.pieces[round] ?? 0);
  const time = Math.max(...counts);
  const { multiple = 1 } = driver;
  const used = Math.max(...rows.map((row) => row.past)) + driver.spare;
  const past = Math.ceil(used / multiple) * multiple;
  const wanted = counts.flatMap((count, b) => Array.from({ length: count }, (_, s) => b * time + s));
  const results = await session.run({
    ...tokenFeeds(driver, rows, time),
    ...pastFeeds(driver, rows, past),
    ...(driver.t5 ? bucketFeeds(driver.t5, rows, { time, past }) : {}),
    ...driver.cross,
    new_bias: newBias(rows.length, time),
    rows: { data: wanted, shape: [wanted.length] },
    best_count: [1],
    sum_rows: [],
    ...noMasses,
  });
  const logits = results.logits?.data ?? [];
  wanted.forEach((place, at) => {
    const start = at * program.vocabulary;
    rows[Math.floor(place / time)]?.found.push(Array.from(logits.slice(start, start + program.vocabulary)));
  });
  for (const [b, row] of rows.entries()) {
    const count = counts[b] ?? 0;
    for (let layer = 0; layer < program.layers; layer++)
      for (const part of ['k', 'v']) {
        const fresh = results[`new_${part}.${layer}`]?.data ?? [];
        const seen = row.cache.get(`past_${part}.${layer}`) ?? [];
        for (let s = 0; s < count; s++) seen.push(placeOf(program, fresh, { b, s, time }));
        row.cache.set(`past_${part}.${layer}`, seen);
      }
    row.past += count;
  }
}

/** One token's keys or values, head by head, out of [batch, heads, time, headSize]. */
function placeOf(
  { heads, headSize }: DecoderProgram,
  data: ArrayLike<number>,
  { b, s, time }: { readonly b: number; readonly s: number; readonly time: number },
): number[] {
  return Array.from({ length: heads * headSize }, (_, i) => {
    const head = Math.floor(i / headSize);
    return data[((b * heads + head) * time + s) * headSize + (i % headSize)] ?? Number.NaN;
  });
}

function tokenFeeds({ program }: Driver, rows: readonly Row[], time: number): Feeds {
  const shape = [rows.length, time];
  const grid = (value: (row: Row, s: number) => number) => ({
    data: rows.flatMap((row) => Array.from({ length: time }, (_, s) => value(row, s))),
    shape,
  });
  const last = (program.maxPositions ?? Number.POSITIVE_INFINITY) - 1;
  return {
    input_ids: grid(({ sequence, past }, s) => sequence.tokens[past + s] ?? 0),
    ...(program.isCrossAttending ? {} : { position_ids: grid(({ past }, s) => Math.min(past + s, last)) }),
    ...(program.takesTokenTypes
      ? { token_type_ids: grid(({ sequence, past }, s) => sequence.types?.[past + s] ?? 0) }
      : {}),
  };
}

function pastFeeds({ program, garbage }: Driver, rows: readonly Row[], past: number): Feeds {
  const { heads, headSize } = program;
  const feeds: Feeds = {
    past_bias: {
      data: Float32Array.from(
        rows.flatMap((row) => Array.from({ length: past }, (_, t) => (t < row.past ? 0 : hidden))),
      ),
      shape: [rows.length, 1, 1, past],
    },
  };
  for (let layer = 0; layer < program.layers; layer++)
    for (const part of ['k', 'v']) {
      const name = `past_${part}.${layer}`;
      const data = new Float32Array(rows.length * heads * past * headSize);
      for (let i = 0; i < data.length; i++) {
        const [b, head] = [
          Math.floor(i / (heads * past * headSize)),
          Math.floor(i / (past * headSize)) % heads,
        ];
        const place = rows[b]?.cache.get(name)?.[Math.floor(i / headSize) % past];
        data[i] = place?.[head * headSize + (i % headSize)] ?? garbage();
      }
      feeds[name] = { data, shape: [rows.length, heads, past, headSize] };
    }
  return feeds;
}

function newBias(batch: number, time: number): Feed {
  const causal = Array.from({ length: time * time }, (_, i) =>
    i % time > Math.floor(i / time) ? hidden : 0,
  );
  const data = Float32Array.from(Array.from({ length: batch }, () => causal).flat());
  return { data, shape: [batch, 1, time, time] };
}

function bucketFeeds(
  config: T5Config,
  rows: readonly Row[],
  { time, past }: { readonly time: number; readonly past: number },
): Feeds {
  const options = {
    bidirectional: false,
    buckets: config.relative_attention_num_buckets,
    maxDistance: config.relative_attention_max_distance,
  };
  const before = rows.flatMap((row) =>
    Array.from({ length: time * past }, (_, i) =>
      relativePositionBucket((i % past) - row.past - Math.floor(i / past), options),
    ),
  );
  const size = { queries: time, keys: time, queryOffset: 0 };
  return {
    past_buckets: { data: before, shape: [rows.length, time, past] },
    new_buckets: { data: relativePositionBuckets(size, options), shape: [time, time] },
  };
}

/** Feeds that ask a decoder program for no sums of scaled logits. */
export const noMasses: Feeds = { mass_rows: [], mass_scales: { data: [], shape: [0, 1] } };

/** What an encoder program is fed with for sources of any lengths; shorter ones are filled with a token. */
export function encoderFeeds(config: T5Config, sources: readonly (readonly number[])[], multiple = 1): Feeds {
  const length = Math.ceil(Math.max(...sources.map((row) => row.length)) / multiple) * multiple;
  const fill = (value: (row: readonly number[], place: number) => number) =>
    sources.flatMap((row) => Array.from({ length }, (_, place) => value(row, place)));
  const shape = [sources.length, 1, 1, length];
  const buckets = relativePositionBuckets(
    { queries: length, keys: length, queryOffset: 0 },
    {
      bidirectional: true,
      buckets: config.relative_attention_num_buckets,
      maxDistance: config.relative_attention_max_distance,
    },
  );
  return {
    input_ids: { data: fill((row, place) => row[place] ?? 5), shape: [sources.length, length] },
    encoder_bias: { data: fill((row, place) => (place < row.length ? 0 : hidden)), shape },
    encoder_buckets: { data: buckets, shape: [length, length] },
  };
}
