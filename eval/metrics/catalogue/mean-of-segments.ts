import type { WeightedScore } from './text-metric.ts';

/**
 * The mean of values that segments have as parts of their corpus: what they depend on of the others stays that of the whole
 * corpus in resamples too. Not a number where none is taken.
 * @param groups of each value
 */
export function meanOfSegments(values: ArrayLike<number>, groups: ArrayLike<number>): WeightedScore {
  let held = 0;
  for (let at = 0; at < groups.length; at++) held = Math.max(held, groups[at]! + 1);
  const [sums, counts] = [new Float64Array(held), new Float64Array(held)];
  for (let at = 0; at < values.length; at++) {
    sums[groups[at]!]! += values[at]!;
    counts[groups[at]!]! += 1;
  }
  return (weights) => {
    let [sum, count] = [0, 0];
    for (let group = 0; group < held; group++) {
      const weight = weights[group] ?? 0;
      sum += weight * sums[group]!;
      count += weight * counts[group]!;
    }
    return sum / count;
  };
}
