import { createRandom, type SeedPart, shuffled } from '#lib/rng.ts';
import type { PairLength } from './reply-pairs.ts';

export interface PairBatchOptions {
  /** The most pairs of a batch. */
  readonly rows?: number;
  /** The most places of a batch, those of sources and of targets, filling included; a longer pair is a batch alone. */
  readonly tokens?: number;
  readonly seed: readonly SeedPart[];
}

/** Batches' worth of pairs that are sorted together: enough for little filling, few enough to mix. */
const batchesSorted = 64;

/**
 * Sources whose lengths differ by less stand together, so that targets can be sorted among them: nine tenths of the work
 * is then on real tokens for sources up to 64, against eight where the longer side or the sum decides.
 */
const sourceStep = 16;

/**
 * Pairs in batches of about equal length on both sides, each pair once, in an order drawn from the seed.
 * @returns for each batch the pairs' indices
 */
export function pairBatches(
  lengths: readonly PairLength[],
  { rows = Number.POSITIVE_INFINITY, tokens = Number.POSITIVE_INFINITY, seed }: PairBatchOptions,
): number[][] {
  const random = createRandom(...seed, 'batches');
  const order = shuffled([...lengths.keys()], random);
  const lengthOf = (pair: number) => lengths[pair] ?? { source: 0, target: 0 };
  const mean = lengths.reduce((sum, { source, target }) => sum + source + target, 0) / lengths.length;
  const together = Math.ceil(batchesSorted * Math.max(1, Math.min(rows, tokens / mean, lengths.length)));
  const step = ({ source }: PairLength) => Math.ceil(source / sourceStep);
  const batches: number[][] = [];
  for (let from = 0; from < order.length; from += together) {
    const sorted = order.slice(from, from + together).sort((a, b) => {
      const [one, other] = [lengthOf(a), lengthOf(b)];
      return step(one) - step(other) || one.target - other.target || a - b;
    });
    batches.push(...cut(sorted, lengthOf, { rows, tokens }));
  }
  return shuffled(batches, random);
}

function cut(
  sorted: readonly number[],
  lengthOf: (pair: number) => PairLength,
  { rows, tokens }: { readonly rows: number; readonly tokens: number },
): number[][] {
  const batches: number[][] = [];
  let batch: number[] = [];
  let [source, target] = [0, 0];
  for (const pair of sorted) {
    const length = lengthOf(pair);
    const longest = [Math.max(source, length.source), Math.max(target, length.target)] as const;
    const places = (batch.length + 1) * (longest[0] + longest[1]);
    if (batch.length > 0 && (batch.length >= rows || places > tokens)) {
      batches.push(batch);
      batch = [];
      [source, target] = [length.source, length.target];
    } else [source, target] = longest;
    batch.push(pair);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
