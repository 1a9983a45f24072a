import { createRandom, type SeedPart, shuffled } from '#lib/rng.ts';

export interface BatchOptions {
  /** The most places of a batch, filling included. A row that is longer makes a batch of its own. */
  readonly tokens: number;
  readonly seed: readonly SeedPart[];
  /** How many rows of the model each takes that belong together; 1 where left out. */
  readonly rows?: readonly number[];
}

/** Rows that are sorted together: many batches' worth, so that there is little filling, yet few enough to mix. */
const batchesSorted = 64;

/**
 * Rows in batches of about equal length, each row once, in an order drawn from the seed.
 * @param lengths tokens of each row
 * @returns for each batch the rows' indices
 */
export function tokenBatches(lengths: readonly number[], { tokens, seed, rows }: BatchOptions): number[][] {
  const random = createRandom(...seed, 'batches');
  const order = shuffled([...lengths.keys()], random);
  const lengthOf = (row: number) => lengths[row] ?? 0;
  const rowsOf = (row: number) => rows?.[row] ?? 1;
  const places = lengths.reduce((sum, length, row) => sum + length * rowsOf(row), 0);
  const mean = places / Math.max(1, lengths.length);
  const together = Math.max(1, Math.ceil((batchesSorted * tokens) / Math.max(1, mean)));
  const batches: number[][] = [];
  for (let from = 0; from < order.length; from += together) {
    const sorted = order.slice(from, from + together).sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
    let batch: number[] = [];
    let held = 0;
    for (const row of sorted) {
      if (held > 0 && (held + rowsOf(row)) * lengthOf(row) > tokens) {
        batches.push(batch);
        batch = [];
        held = 0;
      }
      batch.push(row);
      held += rowsOf(row);
    }
    batches.push(batch);
  }
  return shuffled(batches, random);
}
