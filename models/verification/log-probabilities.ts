import type { FoundTensor } from './compare.ts';

/** What the reference leaves out of losses. */
export const ignoredLabel = -100;

/** Log-softmax of one row of logits at `label`, in float64. `row` counts rows of the last axis. */
export function logProbability({ data, shape }: FoundTensor, row: number, label: number): number {
  const words = shape.at(-1) ?? 0;
  const start = row * words;
  let most = Number.NEGATIVE_INFINITY;
  for (let word = 0; word < words; word++) most = Math.max(most, data[start + word] ?? Number.NaN);
  let sum = 0;
  for (let word = 0; word < words; word++) sum += Math.exp((data[start + word] ?? Number.NaN) - most);
  return (data[start + label] ?? Number.NaN) - most - Math.log(sum);
}

/** The place of the largest logit of a row, the first of equal ones. */
export function largest({ data, shape }: FoundTensor, row: number): number {
  const words = shape.at(-1) ?? 0;
  let best = 0;
  for (let word = 1; word < words; word++)
    if ((data[row * words + word] ?? Number.NaN) > (data[row * words + best] ?? Number.NaN)) best = word;
  return best;
}

/** Losses [rows, labels] of labels that each belong to the logits of the same place; 0 where ignored. */
export function labelLosses(logits: FoundTensor, labels: readonly (readonly number[])[]): number[][] {
  const length = logits.shape.at(-2) ?? 0;
  return labels.map((row, at) =>
    row.map((label, place) =>
      label === ignoredLabel ? 0 : -logProbability(logits, at * length + place, label),
    ),
  );
}

/** The mean over all labels that are not ignored. */
export function meanLoss(losses: readonly number[][], labels: readonly (readonly number[])[]): number {
  const kept = labels.flat().filter((label) => label !== ignoredLabel).length;
  return losses.flat().reduce((sum, loss) => sum + loss, 0) / kept;
}

/** T5's decoder input: the labels one place later behind the start token, ignored ones as padding. */
export function shiftRight(
  labels: readonly (readonly number[])[],
  { start, pad }: { readonly start: number; readonly pad: number },
): number[][] {
  return labels.map((row) => [
    start,
    ...row.slice(0, -1).map((label) => (label === ignoredLabel ? pad : label)),
  ]);
}
