import type { Tails } from './tail-p.ts';

/** Most additions that an exact distribution may take: some seconds. */
const mostSteps = 4e9;

/**
 * Distribution of the sum of scores each of which counts with probability ½: the null of the signed-rank statistic,
 * ties and all (the shift algorithm of Streitberg & Röhmel 1986).
 *
 * @param scores whole numbers ≥ 0 (midranks doubled)
 * @returns probability of each sum from 0 on
 * @throws RangeError where it would take too long
 */
export function halfSubsetSums(scores: ArrayLike<number>): Float64Array {
  const total = Array.from(scores).reduce((sum, score) => sum + score, 0);
  requireFeasible(scores.length * total);
  const density = new Float64Array(total + 1);
  density[0] = 1;
  let reached = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    reached += score;
    for (let sum = reached; sum >= score; sum--) density[sum] = (density[sum]! + density[sum - score]!) / 2;
    for (let sum = Math.min(score, reached + 1) - 1; sum >= 0; sum--) density[sum]! /= 2;
  }
  return density;
}

/**
 * Distribution of the sum of `size` of the scores drawn without replacement: the null of the rank-sum statistic.
 *
 * @param scores whole numbers ≥ 0 (midranks doubled)
 */
export function fixedSubsetSums(scores: ArrayLike<number>, size: number): Float64Array {
  const n = scores.length;
  const sorted = Float64Array.from(scores).sort();
  const most = sorted.subarray(n - size).reduce((sum, score) => sum + score, 0);
  requireFeasible(n * size * (most + 1) * 0.5);
  const width = most + 1;
  // Probabilities, not counts, which would overflow: row k holds the sums of k drawn of those seen so far, and the
  // chance that a score is drawn as the k-th of `size` when i are left is (size − k) ÷ left.
  let rows = Array.from({ length: size + 1 }, () => new Float64Array(width));
  rows[0]![0] = 1;
  let reached = 0;
  for (let i = 0; i < n; i++) {
    const score = sorted[i]!;
    const left = n - i;
    reached = Math.min(most, reached + score);
    for (let k = Math.min(size, i + 1); k >= Math.max(0, size - left); k--) {
      const stay = Math.max(0, left - (size - k)) / left;
      const row = rows[k]!;
      for (let sum = 0; sum <= reached; sum++) row[sum]! *= stay;
      if (k === 0) continue;
      const draw = (size - k + 1) / left;
      const from = rows[k - 1]!;
      for (let sum = score; sum <= reached; sum++) row[sum]! += from[sum - score]! * draw;
    }
  }
  const result = rows[size]!;
  rows = [];
  return result;
}

/** Tails of a distribution over 0, 1, 2, … at a value on it. */
export function tailsAt(density: Float64Array, value: number): Tails {
  let [lower, upper] = [0, 0];
  for (let sum = 0; sum < density.length; sum++) {
    if (sum <= value) lower += density[sum]!;
    if (sum >= value) upper += density[sum]!;
  }
  return { lower, upper };
}

/** P(|X − centre| ≥ |value − centre|). */
export function twoSidedAt(density: Float64Array, value: number, centre: number): number {
  const distance = Math.abs(value - centre) - 1e-9;
  let p = 0;
  for (let sum = 0; sum < density.length; sum++) if (Math.abs(sum - centre) >= distance) p += density[sum]!;
  return Math.min(1, p);
}

function requireFeasible(steps: number): void {
  if (steps > mostSteps)
    throw new RangeError(
      'the exact distribution is out of reach for so many values; take the normal approximation',
    );
}
