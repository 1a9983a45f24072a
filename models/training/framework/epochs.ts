/** The steps of a training over epochs whose batches are drawn anew each time. */
export interface EpochPlan<Row = number> {
  readonly totalSteps: number;
  /** The rows of a step, counted from 0. */
  rowsOf(step: number): readonly Row[];
}

/**
 * @param batchesOf the batches of an epoch, each of rows or of their numbers; must depend on its number alone. Only those of the latest epoch are held
 */
export function planEpochs<Row = number>(
  epochs: number,
  batchesOf: (epoch: number) => readonly (readonly Row[])[],
): EpochPlan<Row> {
  const starts = [0];
  for (let epoch = 0; epoch < epochs; epoch++) starts.push((starts[epoch] ?? 0) + batchesOf(epoch).length);
  const totalSteps = starts.at(-1) ?? 0;
  let held: { readonly epoch: number; readonly batches: readonly (readonly Row[])[] } | undefined;
  return {
    totalSteps,
    rowsOf: (step) => {
      const epoch = starts.findLastIndex((start) => start <= step);
      if (step < 0 || step >= totalSteps) throw new Error(`step ${step} is not one of ${totalSteps}`);
      if (held?.epoch !== epoch) held = { epoch, batches: batchesOf(epoch) };
      return held.batches[step - (starts[epoch] ?? 0)] ?? [];
    },
  };
}
