export interface DistributionEntry {
  readonly value: number;
  readonly count: number;
  /** Of all values, in [0, 1]; 0 where there are none. */
  readonly share: number;
}

/**
 * How often each value occurs, in ascending order.
 *
 * @param points values listed even where they never occur, e.g. the points of a scale
 */
export function distribution(values: readonly number[], points: readonly number[] = []): DistributionEntry[] {
  const counts = new Map<number, number>(points.map((point) => [point, 0]));
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([value, count]) => ({ value, count, share: values.length === 0 ? 0 : count / values.length }));
}
