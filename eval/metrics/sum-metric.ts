import type { Estimate } from '#eval/statistics/estimate.ts';

/**
 * A metric of items whose value for any set of them follows from the sum of their rows, or that has none, with the reason:
 * what `CorpusMetric` is to hypotheses with references. One item is a set of one.
 */
export interface SumMetric<Item> {
  readonly name: string;
  /** Of the value: `words`, `share` (0 to 1), `nats`, … */
  readonly unit: string;
  /** Numbers in a row. */
  readonly width: number;
  /** Writes the row of an item to `row`, from `at` on (default 0). */
  statistics(item: Item, row: Float64Array, at?: number): void;
  /** The value of the items whose rows sum to the `width` numbers of `sums` from `at` on (default 0). */
  aggregate(sums: ArrayLike<number>, at?: number): Estimate;
  /** In sacreBLEU's form; `v` is the version of the definition. */
  signature(): string;
}

/** The value of all items together. */
export function metricValue<Item>(metric: SumMetric<Item>, items: Iterable<Item>): Estimate {
  const sums = new Float64Array(metric.width);
  const row = new Float64Array(metric.width);
  for (const item of items) {
    metric.statistics(item, row);
    for (let i = 0; i < row.length; i++) sums[i]! += row[i]!;
  }
  return metric.aggregate(sums);
}
