import type { Grouping } from '#eval/statistics/cumulative-link-mixed-model.ts';

/** Groups of rows with equal keys, numbered as they come. @param keys by row */
export function groupingOf(keys: readonly string[]): Grouping {
  const places = new Map<string, number>();
  const groupOf = Int32Array.from(keys, (key) => {
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  });
  return { groupOf, groups: places.size };
}
