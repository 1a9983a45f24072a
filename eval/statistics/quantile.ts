/**
 * A quantile of ascending values, interpolated linearly (type 7 of Hyndman & Fan 1996, numpy's default).
 * @param probability in [0, 1]
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  const rank = probability * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (rank - below) * (high - low);
}
