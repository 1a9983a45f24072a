import { identifierFeeds } from '../../architectures/empathy-identifier.ts';
import type { HostInputs, HostTensor } from '../../architectures/host-inputs.ts';
import { relativePositionBuckets } from '../../architectures/relative-position-buckets.ts';
import type { GraphModel } from '../../runtime/graph-model.ts';
import type { T5Config } from '../../weights/configs.ts';
import type { EncodedExchange } from './encode-exchange.ts';
import {
  forMechanisms,
  type LevelProbabilities,
  type Mechanism,
  type MechanismProbabilities,
} from './mechanisms.ts';

/** The most places of a batch, filling included: larger ones are no faster on a processor. */
const batchPlaces = 4096;

/** Rows of ids filled on the right with 0, and what is real in them. */
export function paddedRows(rows: readonly (readonly number[])[]) {
  const longest = rows.reduce((most, { length }) => Math.max(most, length), 1);
  const fill = (row: readonly number[], value: (id: number | undefined) => number) =>
    Array.from({ length: longest }, (_, place) => value(row[place]));
  return {
    input_ids: rows.map((row) => fill(row, (id) => id ?? 0)),
    attention_mask: rows.map((row) => fill(row, (id) => (id === undefined ? 0 : 1))),
  };
}

/** What the graph of a set is fed with for some exchanges. */
export function exchangeFeeds(encoder: T5Config, rows: readonly EncodedExchange[]): HostInputs {
  return identifierFeeds(encoder, {
    context: paddedRows(rows.map(({ context }) => context)),
    response: paddedRows(rows.map(({ response }) => response)),
  });
}

/** Sums over keys are made in so many lanes: hidden places in whole steps of it change no last digit. */
const lengthStep = 16;

/**
 * What a graph is fed with to tell levels: as `exchangeFeeds`, with lengths in whole steps and two rows at least (one row
 * has a kernel of its own), so that an exchange has the same levels to the bit whatever is read with it.
 */
export function levelFeeds(encoder: T5Config, rows: readonly EncodedExchange[]): HostInputs {
  const two = rows.length === 1 ? [...rows, ...rows] : rows;
  const context = two.map((row) => row.context);
  const response = two.map((row) => row.response);
  return { ...steppedFeeds(encoder, 'context', context), ...steppedFeeds(encoder, 'response', response) };
}

function steppedFeeds(encoder: T5Config, name: string, rows: readonly (readonly number[])[]): HostInputs {
  const longest = rows.reduce((most, row) => Math.max(most, row.length), 1);
  const length = Math.ceil(longest / lengthStep) * lengthStep;
  const shape = [rows.length, length];
  const ids = new BigInt64Array(rows.length * length);
  const mask = new Float32Array(ids.length);
  for (const [index, row] of rows.entries()) {
    for (const [place, id] of row.entries()) ids[index * length + place] = BigInt(id);
    mask.fill(1, index * length, index * length + row.length);
  }
  return {
    [`${name}_ids`]: { dtype: 'int64', shape, data: ids },
    [`${name}_mask`]: { dtype: 'float32', shape, data: mask },
    [`${name}_buckets`]: bucketsOf(encoder, length),
  };
}

const knownBuckets = new Map<string, HostTensor>();

/** Lengths come in few steps, so those of each are made once. */
function bucketsOf(encoder: T5Config, length: number): HostTensor {
  const { relative_attention_num_buckets: buckets, relative_attention_max_distance: maxDistance } = encoder;
  const key = `${buckets} ${maxDistance} ${length}`;
  const known = knownBuckets.get(key);
  if (known) return known;
  const size = { queries: length, keys: length, queryOffset: 0 };
  const data = relativePositionBuckets(size, { bidirectional: true, buckets, maxDistance });
  const made: HostTensor = { dtype: 'int64', shape: [length, length], data };
  knownBuckets.set(key, made);
  return made;
}

/** The levels' probabilities of each exchange, in the order given, however many there are. */
export async function predictLevels(
  model: GraphModel,
  encoder: T5Config,
  rows: readonly EncodedExchange[],
): Promise<MechanismProbabilities[]> {
  const found = new Array<MechanismProbabilities>(rows.length);
  for (const batch of batchesOf(rows)) {
    const values = await model.run(
      levelFeeds(
        encoder,
        batch.map((index) => rows[index] as EncodedExchange),
      ),
    );
    const of = (mechanism: Mechanism, place: number): LevelProbabilities => {
      const data = values[mechanism]?.data ?? [];
      return [data[3 * place] ?? 0, data[3 * place + 1] ?? 0, data[3 * place + 2] ?? 0];
    };
    for (const [place, index] of batch.entries())
      found[index] = forMechanisms((mechanism) => of(mechanism, place));
  }
  return found;
}

/** Indices of rows of similar length. */
function* batchesOf(rows: readonly EncodedExchange[]): Generator<number[]> {
  const lengthOf = (index: number) =>
    (rows[index]?.context.length ?? 0) + (rows[index]?.response.length ?? 0);
  const order = [...rows.keys()].sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  let batch: number[] = [];
  for (const index of order) {
    if (batch.length > 0 && (batch.length + 1) * lengthOf(index) > batchPlaces) {
      yield batch;
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) yield batch;
}
