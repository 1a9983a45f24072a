/**
 * F1 of each class that occurs, averaged by how often it does: scikit-learn's `f1_score(…, average="weighted")`, as
 * EmpRL reports it. NaN where there is nothing.
 * @param expected the true classes
 * @param found the predicted ones, as many
 */
export function weightedF1(expected: readonly number[], found: readonly number[]): number {
  if (expected.length !== found.length)
    throw new RangeError(`${expected.length} classes cannot be compared with ${found.length}`);
  const count = (values: readonly number[], wanted: number) =>
    values.filter((value) => value === wanted).length;
  const sum = [...new Set(expected)].reduce((total, wanted) => {
    const hits = expected.filter((value, index) => value === wanted && found[index] === wanted).length;
    const support = count(expected, wanted);
    return total + (support * 2 * hits) / (support + count(found, wanted));
  }, 0);
  return sum / expected.length;
}
