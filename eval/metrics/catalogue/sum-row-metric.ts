import type { SumMetric } from '#eval/metrics/sum-metric.ts';
import type { Segment } from '../corpus-metric.ts';
import type { Described, RowMetric } from './text-metric.ts';

/** A sum metric among those of the catalogue. Its rows are its own, so that their signature is the metric's. */
export function sumRowMetric<Item>(
  metric: Pick<SumMetric<Item>, 'width' | 'statistics' | 'aggregate'>,
  described: Described,
  itemOf: (segment: Segment) => Item,
): RowMetric {
  const value = (sums: Float64Array) => metric.aggregate(sums);
  const { signature, needsReference } = described;
  return {
    ...described,
    rows: {
      signature,
      width: metric.width,
      needsReference,
      open: () => (segment, row) => metric.statistics(itemOf(segment), row),
    },
    aggregate: value,
    item: value,
  };
}
