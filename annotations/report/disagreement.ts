import { groupedBy } from '#lib/grouped-by.ts';
import { type ReportInput, styleKey } from './report-input.ts';

/** How far the raters of an item are apart. */
export interface ItemDisagreement {
  readonly item: number;
  /** Mean difference of two raters of the same response, as a share of the scale: 0 all alike, 1 its two ends. */
  readonly share: number;
}

/**
 * Items by how far their raters are apart, the furthest first; those that nobody rated twice are left out. Each response
 * and criterion counts alike: of ratings and rankings the mean absolute difference of two raters over the width of the
 * scale (of the ranks), of a choice the share of pairs of raters who chose differently.
 * @param criterion of this one alone; of all where null
 */
export function disagreementByItem(
  { criteria, ratings, preferences }: Pick<ReportInput, 'criteria' | 'ratings' | 'preferences'>,
  criterion: string | null,
): ItemDisagreement[] {
  const sums = new Map<number, { sum: number; count: number }>();
  const add = (item: number, share: number | null) => {
    if (share === null) return;
    const { sum, count } = sums.get(item) ?? { sum: 0, count: 0 };
    sums.set(item, { sum: sum + share, count: count + 1 });
  };
  for (const { name, kind, minimum, maximum } of criteria) {
    if (criterion !== null && criterion !== name) continue;
    const own = ratings.filter((rating) => rating.criterion === name);
    for (const list of groupedBy(own, ({ item, system, response }) =>
      styleKey(item, system, response),
    ).values())
      add(
        list[0]?.item ?? 0,
        meanDifference(
          list.map(({ value }) => value),
          maximum - minimum,
        ),
      );
    const chosen = preferences.filter((preference) => preference.criterion === name);
    for (const [item, list] of groupedBy(chosen, (preference) => preference.item))
      if (kind === 'choice') add(item, differentShare(list.map(({ shown, ranks }) => firstOf(shown, ranks))));
      else
        for (const ranks of ranksBySystem(list).values())
          add(item, meanDifference(ranks, Math.max(1, (list[0]?.shown.length ?? 2) - 1)));
  }
  return [...sums]
    .map(([item, { sum, count }]) => ({ item, share: sum / count }))
    .sort((a, b) => b.share - a.share || a.item - b.item);
}

/** Mean absolute difference of all pairs over the width of the scale; null where there is no pair. */
function meanDifference(values: readonly number[], width: number): number | null {
  const n = values.length;
  if (n < 2) return null;
  // Sorted, each value is added once for every smaller and taken once for every greater one.
  const sum = values
    .toSorted((a, b) => a - b)
    .reduce((total, value, i) => total + (2 * i - n + 1) * value, 0);
  return sum / ((n * (n - 1)) / 2) / width;
}

function differentShare(values: readonly string[]): number | null {
  const n = values.length;
  if (n < 2) return null;
  const same = [...groupedBy(values, (value) => value).values()].reduce(
    (sum, { length }) => sum + length * (length - 1),
    0,
  );
  return 1 - same / (n * (n - 1));
}

/** The one that was taken, or nothing for a tie. */
function firstOf(shown: readonly string[], ranks: readonly number[]): string {
  const best = shown.filter((_, at) => ranks[at] === 1);
  return best.length === 1 ? (best[0] ?? '') : '';
}

function ranksBySystem(list: ReportInput['preferences']): Map<string, number[]> {
  const ranks = new Map<string, number[]>();
  for (const { shown, ranks: given } of list)
    shown.forEach((system, at) => {
      const own = ranks.get(system) ?? [];
      own.push(given[at] ?? 0);
      ranks.set(system, own);
    });
  return ranks;
}
