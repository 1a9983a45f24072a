import { groupedBy } from '#lib/grouped-by.ts';
import type { ReportRating } from './report-input.ts';
import type { Counts } from './study-report.ts';

/** The ratings of one criterion in columns, numbered from 0, in an order that does not depend on that of rating. */
export interface RatingFrame {
  readonly n: number;
  readonly value: Float64Array;
  /** Into `systems`. */
  readonly systemOf: Int32Array;
  /** Into `items`. */
  readonly itemOf: Int32Array;
  /** Into `raters`. */
  readonly raterOf: Int32Array;
  /** Item × system, or turn of a dialogue, numbered from 0. */
  readonly responseOf: Int32Array;
  /** What the response is, by its number; undefined where item and system tell it. */
  readonly responseNames: readonly (string | undefined)[];
  /** From 1; 0 where it was not recorded. */
  readonly position: Int32Array;
  /** In the study's order, those with ratings. */
  readonly systems: readonly string[];
  readonly items: readonly number[];
  readonly raters: readonly string[];
  readonly responses: number;
}

export function ratingFrame(ratings: readonly ReportRating[], systems: readonly string[]): RatingFrame {
  const rated = new Set(ratings.map(({ system }) => system));
  const kept = systems.filter((system) => rated.has(system));
  const items = [...new Set(ratings.map(({ item }) => item))].sort((a, b) => a - b);
  const raters = [...new Set(ratings.map(({ rater }) => rater))].sort();
  const [systemPlace, itemPlace, raterPlace] = [placesOf(kept), placesOf(items), placesOf(raters)];
  const rows = ratings
    .filter(({ system }) => systemPlace.has(system))
    .map(({ system, item, rater, value, position, response }) => ({
      response,
      system: systemPlace.get(system) ?? 0,
      item: itemPlace.get(item) ?? 0,
      rater: raterPlace.get(rater) ?? 0,
      value,
      position: position ?? 0,
    }))
    .sort(
      (a, b) =>
        a.item - b.item ||
        a.rater - b.rater ||
        a.system - b.system ||
        byName(a.response, b.response) ||
        a.value - b.value,
    );
  const column = (of: (row: (typeof rows)[number]) => number) => Int32Array.from(rows, of);
  const responses = new Map<number | string, number>();
  const responseNames: (string | undefined)[] = [];
  const responseOf = column(({ item, system, response }) => {
    const key = response === undefined ? item * kept.length + system : `${system} ${response}`;
    if (!responses.has(key)) responseNames.push(response);
    const place = responses.get(key) ?? responses.size;
    responses.set(key, place);
    return place;
  });
  return {
    n: rows.length,
    value: Float64Array.from(rows, ({ value }) => value),
    systemOf: column(({ system }) => system),
    itemOf: column(({ item }) => item),
    raterOf: column(({ rater }) => rater),
    responseOf,
    responseNames,
    position: column(({ position }) => position),
    systems: kept,
    items,
    raters,
    responses: responses.size,
  };
}

function byName(a = '', b = ''): number {
  return a < b ? -1 : Number(a > b);
}

export function placesOf<Key>(keys: readonly Key[]): Map<Key, number> {
  return new Map(keys.map((key, place) => [key, place]));
}

export function frameCounts({ n, items, raters, responses }: RatingFrame): Counts {
  return { ratings: n, items: items.length, raters: raters.length, responses };
}

/** The rows of a frame that are kept, in columns of their own; items and raters keep their numbers. */
export function rowsWhere({ n }: RatingFrame, keeps: (row: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < n; i++) if (keeps(i)) rows.push(i);
  return Int32Array.from(rows);
}

/** The rows of a frame by one of its columns. */
export function rowsBy(column: Int32Array): Map<number, number[]> {
  return groupedBy([...column.keys()], (row) => column[row] ?? 0);
}
