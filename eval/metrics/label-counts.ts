/** Whether each of some items was told right: a right label, the label given, and the true one. */
export interface LabelScores {
  /** The share of right answers. */
  readonly accuracy: number;
  /** The plain mean of F1 over the classes that occur in truth or prediction. */
  readonly macroF1: number;
  /** The mean of F1 by how often each class is true. */
  readonly weightedF1: number;
}

/** Numbers in a row: of each class, and of any other label, whether it is right, given, and true. */
export function labelCountsWidth(classes: number): number {
  return 3 * (classes + 1);
}

/**
 * Writes the row of an item: what a confusion matrix would say, for three numbers a class in place of one for each pair.
 * @param truth from 0 to classes - 1
 * @param given as truth; `classes` for a label that is none of them
 */
export function writeLabelCounts(
  { truth, given }: { readonly truth: number; readonly given: number },
  classes: number,
  row: Float64Array,
): void {
  const all = classes + 1;
  if (!(truth >= 0 && truth < classes && given >= 0 && given <= classes))
    throw new RangeError(`labels are from 0 to ${classes - 1}`);
  row.fill(0, 0, 3 * all);
  if (truth === given) row[truth] = 1;
  row[all + given] = 1;
  row[2 * all + truth] = 1;
}

/** As `classificationScores` has them of the confusion matrix; null where there are no items. */
export function labelScores(sums: Float64Array, classes: number): LabelScores | null {
  const all = classes + 1;
  let [right, total, f1Sum, weighted, occurring] = [0, 0, 0, 0, 0];
  for (let each = 0; each < all; each++) {
    const [hits, given, truth] = [sums[each] ?? 0, sums[all + each] ?? 0, sums[2 * all + each] ?? 0];
    right += hits;
    total += truth;
    if (given + truth === 0) continue;
    const f1 = (2 * hits) / (given + truth);
    f1Sum += f1;
    weighted += f1 * truth;
    occurring++;
  }
  if (total === 0) return null;
  return { accuracy: right / total, macroF1: f1Sum / occurring, weightedF1: weighted / total };
}
