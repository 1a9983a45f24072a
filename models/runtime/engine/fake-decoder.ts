import type { Fetched } from '../session.ts';
import type { DecoderSizes, Feeds } from './decoder-feeds.ts';
import type { StepSession } from './decoder-runs.ts';

const layers = 2;
const heads = 2;
const headSize = 3;
export const fakeVocabulary = 29;

/**
 * A decoder whose keys say which token stands at a place and whose values say which place it is. Its logits are a
 * hash of what it finds there, exact whatever the order; it throws where a cache holds another row's or another
 * layer's numbers, so that a mix-up cannot pass.
 */
export class FakeDecoder implements StepSession {
  readonly sizes: DecoderSizes;
  /** Rows and new places of every run. */
  readonly runs: { rows: number; length: number; past: number }[] = [];
  /** Throws in the run whose rows hold this token. */
  poison: number | null = null;

  constructor(sizes: Partial<DecoderSizes> = {}) {
    this.sizes = {
      layers,
      heads,
      headSize,
      vocabulary: fakeVocabulary,
      maxPositions: 96,
      takesTokenTypes: false,
      isCrossAttending: false,
      emotions: 0,
      ...sizes,
    };
  }

  async run(feeds: Readonly<Feeds>, fetches: readonly string[]) {
    const { data: ids, shape } = part(feeds.input_ids);
    const [rows, length] = shape as [number, number];
    const past = sizeAt(feeds.past_bias, 3);
    this.runs.push({ rows, length, past });
    if (this.poison !== null && [...ids].includes(this.poison)) throw new Error('poisoned');
    const logits: number[] = [];
    const wanted = [...(feeds.rows as readonly number[])];
    if (wanted.length === 0) throw new Error('TopK ends the process where no row is wanted');
    for (const place of wanted) {
      const row = Math.floor(place / length);
      logits.push(...this.#logitsAt(feeds, { row, place: place % length, length, past }));
    }
    const outputs: Record<string, Fetched> = {
      ...this.#scores(logits, feeds),
      ...this.#keyValues(feeds, rows, length),
    };
    return Object.fromEntries(
      fetches.map((name) => [name, outputs[name] ?? fail(`there is no output ${name}`)]),
    );
  }

  /** The same logits from the whole sequence. */
  logitsOf(
    tokens: readonly number[],
    types: readonly number[] | null = null,
    source: readonly number[] = [],
  ) {
    let sum = source.reduce((total, id, place) => total + hash(id, place, 77), 0);
    tokens.forEach((token, place) => {
      sum += hash(token, place, types?.[place] ?? 0);
    });
    return logitsFrom(sum);
  }

  #logitsAt(
    feeds: Readonly<Feeds>,
    wanted: { row: number; place: number; length: number; past: number },
  ): Float32Array {
    const { row, place, length, past } = wanted;
    const bias = part(feeds.past_bias).data;
    let sum = this.sizes.isCrossAttending ? crossSum(feeds, row) : 0;
    let seen = 0;
    for (let key = 0; key < past; key++) {
      if (bias[row * past + key] !== 0) continue;
      sum += cachedHash(feeds, (row * heads * past + key) * headSize, { past, position: key });
      if (key !== seen++) throw new Error('a past with a gap');
    }
    const between = part(feeds.new_bias).data;
    for (let key = 0; key < length; key++) {
      if (between[(row * length + place) * length + key] !== 0) continue;
      sum += hash(
        at(feeds.input_ids, row * length + key),
        positionOf(feeds, { row, length, past: seen, key }),
        feeds.token_type_ids ? at(feeds.token_type_ids, row * length + key) : 0,
      );
    }
    return logitsFrom(sum);
  }

  #scores(logits: readonly number[], feeds: Readonly<Feeds>) {
    const count = logits.length / fakeVocabulary;
    const [k] = feeds.best_count as readonly number[];
    if (!k || k > fakeVocabulary) throw new Error(`${k} is no number of candidates`);
    const values: number[] = [];
    const ids: number[] = [];
    const sums: number[] = [];
    const massOf = (row: number, scale: number) => {
      const own = logits.slice(row * fakeVocabulary, (row + 1) * fakeVocabulary);
      return own.reduce((sum, logit) => sum + Math.exp((logit - Math.max(...own)) * scale), 0);
    };
    for (let row = 0; row < count; row++) {
      const own = logits.slice(row * fakeVocabulary, (row + 1) * fakeVocabulary);
      const order = own.map((_, id) => id).sort((a, b) => (own[b] ?? 0) - (own[a] ?? 0) || a - b);
      values.push(...order.slice(0, k).map((id) => own[id] ?? 0));
      ids.push(...order.slice(0, k));
      sums.push(Math.log(own.reduce((sum, logit) => sum + Math.exp(logit), 0)));
    }
    return {
      logits: { data: Float32Array.from(logits), shape: [count, fakeVocabulary] },
      best_values: { data: Float32Array.from(values), shape: [count, k] },
      best_mass: {
        data: Float32Array.from(part(feeds.mass_rows).data, (row, at) =>
          massOf(row, part(feeds.mass_scales).data[at] ?? Number.NaN),
        ),
        shape: part(feeds.mass_rows).shape,
      },
      best_ids: { data: Int32Array.from(ids), shape: [count, k] },
      log_sum_exp: {
        data: Float32Array.from(part(feeds.sum_rows).data, (row) => sums[row] ?? Number.NaN),
        shape: [part(feeds.sum_rows).data.length],
      },
    };
  }

  #keyValues(feeds: Readonly<Feeds>, rows: number, length: number) {
    const bias = part(feeds.past_bias);
    const past = bias.shape[3] ?? 0;
    const shape = [rows, heads, length, headSize];
    const outputs: Record<string, { data: Float32Array; shape: number[] }> = {};
    for (let layer = 0; layer < layers; layer++) {
      const key = new Float32Array(rows * heads * length * headSize);
      const value = new Float32Array(key.length);
      for (let i = 0; i < key.length; i++) {
        const place = Math.floor(i / headSize) % length;
        const row = Math.floor(i / (heads * length * headSize));
        const head = Math.floor(i / (length * headSize)) % heads;
        const seen = bias.data.subarray(row * past, (row + 1) * past).filter((b) => b === 0).length;
        const type = feeds.token_type_ids ? at(feeds.token_type_ids, row * length + place) : 0;
        const mark = markOf(layer, head, i % headSize);
        key[i] = (at(feeds.input_ids, row * length + place) * 64 + type) * 16 + mark;
        value[i] = positionOf(feeds, { row, length, past: seen, key: place }) * 16 + mark;
      }
      outputs[`new_k.${layer}`] = { data: key, shape };
      outputs[`new_v.${layer}`] = { data: value, shape };
    }
    return outputs;
  }
}

/** Cross keys hold ids, cross values places. */
export function crossOf(sources: readonly (readonly number[])[]) {
  const length = Math.max(...sources.map((source) => source.length));
  const make = (layer: number, of: (source: readonly number[], place: number) => number) =>
    Float32Array.from({ length: sources.length * heads * length * headSize }, (_, i) => {
      const source = sources[Math.floor(i / (heads * length * headSize))] ?? [];
      const head = Math.floor(i / (length * headSize)) % heads;
      return of(source, Math.floor(i / headSize) % length) * 16 + markOf(layer, head, i % headSize);
    });
  return {
    keys: Array.from({ length: layers }, (_, layer) => make(layer, (source, place) => source[place] ?? 60)),
    values: Array.from({ length: layers }, (_, layer) => make(layer, (_, place) => place)),
    length,
  };
}

function crossSum(feeds: Readonly<Feeds>, row: number): number {
  const { data: bias, shape } = part(feeds.cross_bias);
  const length = shape[3] ?? 0;
  let sum = 0;
  for (let place = 0; place < length; place++) {
    if (bias[row * length + place] !== 0) continue;
    const at = (row * heads * length + place) * headSize;
    const [id, position] = marked(feeds, 'cross', { first: at, stride: length });
    if (position !== place) throw new Error('a source out of order');
    sum += hash(id, place, 77);
  }
  return sum;
}

function cachedHash(
  feeds: Readonly<Feeds>,
  at: number,
  { past, position }: { past: number; position: number },
): number {
  const [token, place] = marked(feeds, 'past', { first: at, stride: past });
  if (place !== position) throw new Error(`position ${place} of a cache is at ${position}`);
  return hash(Math.floor(token / 64), place, token % 64);
}

/** What all layers, heads and numbers of one place of a cache say, which must be the same. */
function marked(
  feeds: Readonly<Feeds>,
  kind: 'past' | 'cross',
  { first, stride }: { first: number; stride: number },
): [number, number] {
  const found = ['k', 'v'].map((which) => {
    const said = new Set<number>();
    for (let layer = 0; layer < layers; layer++) {
      const { data } = part(feeds[`${kind}_${which}.${layer}`]);
      for (let head = 0; head < heads; head++)
        for (let i = 0; i < headSize; i++) {
          const number = data[first + head * stride * headSize + i] ?? Number.NaN;
          if (number % 16 !== markOf(layer, head, i)) throw new Error('a number in a foreign place');
          said.add(Math.floor(number / 16));
        }
    }
    if (said.size !== 1) throw new Error('the parts of a cache disagree');
    return [...said][0] ?? Number.NaN;
  });
  return found as [number, number];
}

function markOf(layer: number, head: number, i: number): number {
  return layer * 8 + head * 4 + i;
}

function positionOf(
  feeds: Readonly<Feeds>,
  { row, length, past, key }: { row: number; length: number; past: number; key: number },
): number {
  return feeds.position_ids ? at(feeds.position_ids, row * length + key) : past + key;
}

function hash(token: number, place: number, type: number): number {
  return ((token + 1) * 7919 + (place + 1) * 104_729 * (token + 3) + type * 611_953) % 999_983;
}

function logitsFrom(sum: number): Float32Array {
  return Float32Array.from({ length: fakeVocabulary }, (_, id) => {
    const mixed = Math.imul((sum % 1_000_003) * 64 + id + 1, 2_654_435_761) >>> 7;
    return (mixed / 2 ** 25) * 6;
  });
}

function part(feed: Feeds[string] | undefined) {
  if (!feed || !('data' in feed)) throw new Error('a feed is missing');
  return { data: feed.data as Float32Array | Int32Array, shape: feed.shape };
}

function at(feed: Feeds[string] | undefined, place: number): number {
  return part(feed).data[place] ?? fail('a feed is too short');
}

function sizeAt(feed: Feeds[string] | undefined, axis: number): number {
  return part(feed).shape[axis] ?? fail('a feed has too few axes');
}

function fail(message: string): never {
  throw new Error(message);
}
