/**
 * Weights that make rare classes count for more: (rows ÷ rows of the class)^power, scaled so that their mean over the
 * rows is 1. Power 0 weighs all rows alike, 1 all classes.
 * @param counts rows of each class; a class without rows gets weight 0
 */
export function classWeights(counts: readonly number[], power: number): number[] {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const raw = counts.map((count) => (count === 0 ? 0 : (rows / count) ** power));
  const total = raw.reduce((sum, weight, index) => sum + weight * (counts[index] ?? 0), 0);
  return raw.map((weight) => (total === 0 ? 0 : (weight * rows) / total));
}
