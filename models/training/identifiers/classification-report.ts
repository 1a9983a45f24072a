/** How well classes were told apart. */
export interface ClassificationReport {
  /** The plain mean of the classes' F1, over the classes that occur in truth or prediction. */
  readonly macroF1: number;
  /** The mean of the classes' F1 by how often each is true. */
  readonly weightedF1: number;
  readonly accuracy: number;
  /** Of each class. */
  readonly f1: readonly number[];
  /** Counts: rows are true classes, columns predicted ones. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * F1 and accuracy as scikit-learn's `f1_score` and `accuracy_score` give them (an F1 of nothing is 0).
 * @param truth classes from 0 on
 * @param predicted as many
 */
export function classificationReport(
  truth: readonly number[],
  predicted: readonly number[],
  classes: number,
): ClassificationReport {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [index, label] of truth.entries()) {
    const row = confusion[label];
    const column = predicted[index];
    if (!row || column === undefined || row[column] === undefined)
      throw new RangeError(`classes are 0 to ${classes - 1}, not ${label} and ${column}`);
    row[column]++;
  }
  const trueCounts = confusion.map(sum);
  const foundCounts = confusion.map((_, column) => sum(confusion.map((row) => row[column] ?? 0)));
  const hits = confusion.map((row, label) => row[label] ?? 0);
  const f1 = hits.map((hit, label) => share(2 * hit, (trueCounts[label] ?? 0) + (foundCounts[label] ?? 0)));
  const occurring = f1.filter((_, label) => (trueCounts[label] ?? 0) + (foundCounts[label] ?? 0) > 0);
  return {
    macroF1: share(sum(occurring), occurring.length),
    weightedF1: share(sum(f1.map((value, label) => value * (trueCounts[label] ?? 0))), truth.length),
    accuracy: share(sum(hits), truth.length),
    f1,
    confusion,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
