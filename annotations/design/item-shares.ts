import type { CountTable } from './count-table.ts';

export interface GivenPlace {
  readonly item: number;
  annotator: number;
}

/** Who is given what, while it is being worked out. */
export interface ItemShares {
  /** By item, those who have rated it and those who are to. */
  readonly raters: number[][];
  /** By annotator, how many items they have in all. */
  readonly loads: number[];
  /** Annotator by stratum. */
  readonly strata: CountTable;
  /** By item, the number of its stratum. */
  readonly stratumOf: readonly number[];
  /** The places given out now, as (item, annotator). */
  readonly given: GivenPlace[];
}

/** Writes down that the item goes to the annotator. */
export function give(shares: ItemShares, item: number, annotator: number): void {
  shares.given.push({ item, annotator });
  shares.raters[item]?.push(annotator);
  shares.loads[annotator] = (shares.loads[annotator] ?? 0) + 1;
  shares.strata.add(annotator, shares.stratumOf[item] ?? 0, 1);
}

/** Gives one of the places just given out to another annotator. */
export function pass(shares: ItemShares, place: GivenPlace, to: number): void {
  const { item, annotator: from } = place;
  const stratum = shares.stratumOf[item] ?? 0;
  const raters = shares.raters[item] ?? [];
  raters[raters.indexOf(from)] = to;
  shares.loads[from] = (shares.loads[from] ?? 0) - 1;
  shares.loads[to] = (shares.loads[to] ?? 0) + 1;
  shares.strata.add(from, stratum, -1);
  shares.strata.add(to, stratum, 1);
  place.annotator = to;
}
