import { createRandom, type SeedPart, shuffled } from '#lib/rng.ts';

export interface RowBatchOptions {
  /** Rows of a batch; the last one of an epoch may have fewer. */
  readonly rows: number;
  readonly seed: readonly SeedPart[];
}

/** Batches whose rows are sorted together: enough to save filling, few enough that lengths mix. */
const batchesSorted = 8;

/**
 * Rows in batches of a fixed number, of similar length, each row once, in an order drawn from the seed: for
 * classifiers, where each row counts the same however long it is.
 * @param lengths tokens of each row
 * @returns for each batch the rows' indices
 */
export function rowBatches(lengths: readonly number[], { rows, seed }: RowBatchOptions): number[][] {
  const random = createRandom(...seed, 'batches');
  const order = shuffled([...lengths.keys()], random);
  const lengthOf = (row: number) => lengths[row] ?? 0;
  const batches: number[][] = [];
  for (let from = 0; from < order.length; from += batchesSorted * rows) {
    const sorted = order
      .slice(from, from + batchesSorted * rows)
      .sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
    for (let at = 0; at < sorted.length; at += rows) batches.push(sorted.slice(at, at + rows));
  }
  return shuffled(batches, random);
}
