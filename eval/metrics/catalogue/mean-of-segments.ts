import type { ClusterDraws } from '#eval/statistics/cluster-bootstrap.ts';
import { sumsOfDraws } from '#eval/statistics/sums-of-draws.ts';
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
  const mean = (weights: ArrayLike<number>) => {
    let [sum, count] = [0, 0];
    for (let group = 0; group < held; group++) {
      const weight = weights[group] ?? 0;
      sum += weight * sums[group]!;
      count += weight * counts[group]!;
    }
    return sum / count;
  };
  const ofDraws = (draws: ClusterDraws) => {
    const data = new Float64Array(2 * draws.clusters);
    for (let group = 0; group < held; group++) data.set([sums[group]!, counts[group]!], 2 * group);
    return Float64Array.from(sumsOfDraws({ width: 2, data }, draws), ([sum = 0, count = 0]) => sum / count);
  };
  return Object.assign(mean, { ofDraws });
}
