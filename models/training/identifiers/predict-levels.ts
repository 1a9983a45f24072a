import { identifierFeeds } from '../../architectures/empathy-identifier.ts';
import type { HostInputs } from '../../architectures/host-inputs.ts';
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

/** The levels' probabilities of each exchange, in the order given, however many there are. */
export async function predictLevels(
  model: GraphModel,
  encoder: T5Config,
  rows: readonly EncodedExchange[],
): Promise<MechanismProbabilities[]> {
  const found = new Array<MechanismProbabilities>(rows.length);
  for (const batch of batchesOf(rows)) {
    const values = await model.run(
      exchangeFeeds(
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
