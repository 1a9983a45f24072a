import { foldRows, notScored, type ScoreOfCorpus } from '../catalogue/fold.ts';
import type { InContexts } from '../catalogue/fold-shared.ts';
import type { RowMetric } from '../catalogue/text-metric.ts';

/**
 * The score of each slice of a system's answers, with its own bootstrap over the slice's dialogues.
 * @param sliceOf the slice of a context by its id; null where it belongs to none
 */
export function foldSlices(
  { values, contexts, dialogues }: InContexts<Float64Array>,
  { sliceOf, metric }: { readonly sliceOf: (context: number) => string | null; readonly metric: RowMetric },
): ReadonlyMap<string, ScoreOfCorpus> {
  const slices = new Map<string, { readonly values: Float64Array[]; readonly clusterOf: number[] }>();
  for (const [at, context] of contexts.entries()) {
    const key = sliceOf(context);
    if (key === null) continue;
    const slice = slices.get(key) ?? { values: [], clusterOf: [] };
    slices.set(key, slice);
    slice.values.push(values[at]!);
    slice.clusterOf.push(dialogues[at]!);
  }
  return new Map(
    [...slices].map(([key, slice]) => [key, foldRows(slice, [metric])[0] ?? notScored('no rows')]),
  );
}
