/** How well classes were told apart. */
export interface ClassificationScores {
  /** The share of right answers. */
  readonly accuracy: number;
  /** The plain mean of F1 over the classes that occur in truth or prediction. */
  readonly macroF1: number;
  /** The mean of F1 by how often each class is true. */
  readonly weightedF1: number;
  /** Of each class; 0 where it occurs in neither. */
  readonly f1: readonly number[];
}

/**
 * Scores from a confusion matrix, as scikit-learn's `accuracy_score` and `f1_score` give them (an F1 of nothing is 0).
 * @param confusion row-major [classes, classes]: rows are true classes, columns predicted ones
 */
export function classificationScores(confusion: ArrayLike<number>, classes: number): ClassificationScores {
  if (confusion.length !== classes ** 2)
    throw new RangeError(`${classes} classes make ${classes ** 2} cells, not ${confusion.length}`);
  const cell = (row: number, column: number) => confusion[row * classes + column] ?? 0;
  const all = [...Array(classes).keys()];
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const trueCounts = all.map((row) => sum(all.map((column) => cell(row, column))));
  const foundCounts = all.map((column) => sum(all.map((row) => cell(row, column))));
  const both = all.map((each) => (trueCounts[each] ?? 0) + (foundCounts[each] ?? 0));
  const f1 = all.map((each) => share(2 * cell(each, each), both[each] ?? 0));
  const total = sum(trueCounts);
  return {
    accuracy: share(sum(all.map((each) => cell(each, each))), total),
    macroF1: share(sum(f1), both.filter((count) => count > 0).length),
    weightedF1: share(sum(f1.map((value, each) => value * (trueCounts[each] ?? 0))), total),
    f1,
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
