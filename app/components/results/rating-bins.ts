import type { CriterionView } from './result-numbers.ts';

/** A part of a scale that ratings are counted in: one point, or a range where there are too many to tell apart. */
export interface RatingBin {
  readonly low: number;
  /** Equal to `low` for a single point. */
  readonly high: number;
  /** `3`, or `2.5 to 3.0`. */
  readonly label: string;
  /** Words of the scale at this point; empty where it has none. */
  readonly anchor: string;
}

export interface SystemDistribution {
  readonly system: string;
  readonly n: number;
  /** Ratings in each bin. */
  readonly counts: readonly number[];
}

const mostPoints = 11;
const ranges = 10;

/** The bins in which a criterion's ratings are shown: its points, or ten equal ranges where it has more than eleven. */
export function ratingBins(criterion: CriterionView): readonly RatingBin[] {
  const values = new Set<number>();
  for (const system of Object.values(criterion.results.systems))
    for (const { value } of system.distribution) values.add(value);
  const points = [...values].sort((a, b) => a - b);
  if (points.length <= mostPoints)
    return points.map((value) => ({
      low: value,
      high: value,
      label: String(value),
      anchor: criterion.anchors[String(value)] ?? '',
    }));
  return equalRanges(criterion.minimum, criterion.maximum);
}

function equalRanges(minimum: number, maximum: number): RatingBin[] {
  const width = (maximum - minimum) / ranges;
  const text = (value: number) => value.toFixed(width >= 1 ? 0 : 1);
  return Array.from({ length: ranges }, (_, index) => {
    const [low, high] = [minimum + index * width, minimum + (index + 1) * width];
    return { low, high, label: `${text(low)} to ${text(high)}`, anchor: '' };
  });
}

/** How a system's ratings fall into the bins. A value on the border of two ranges belongs to the upper one. */
export function systemDistribution(
  criterion: CriterionView,
  system: string,
  bins: readonly RatingBin[],
): SystemDistribution {
  const found = criterion.results.systems[system];
  const counts = bins.map(() => 0);
  for (const { value, count } of found?.distribution ?? []) {
    const index = binOf(value, bins);
    counts[index] = (counts[index] ?? 0) + count;
  }
  return { system, n: found?.n ?? 0, counts };
}

function binOf(value: number, bins: readonly RatingBin[]): number {
  const upper = bins.findLastIndex((bin) => value >= bin.low);
  return Math.max(0, upper);
}

/** Criteria that are rated on the same points, in the order in which they first come. */
export function groupByScale(
  criteria: readonly CriterionView[],
): readonly { readonly bins: readonly RatingBin[]; readonly criteria: readonly CriterionView[] }[] {
  const groups = new Map<string, { bins: readonly RatingBin[]; criteria: CriterionView[] }>();
  for (const criterion of criteria) {
    const bins = ratingBins(criterion);
    const key = JSON.stringify(bins.map(({ label, anchor }) => [label, anchor]));
    const group = groups.get(key);
    if (group) group.criteria.push(criterion);
    else groups.set(key, { bins, criteria: [criterion] });
  }
  return [...groups.values()];
}
