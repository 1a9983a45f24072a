import { groupedBy } from '#lib/grouped-by.ts';
import { type Random, shuffled } from '#lib/rng.ts';
import { CountTable } from './count-table.ts';
import { evenOutItems } from './even-out-items.ts';
import { give, type ItemShares } from './item-shares.ts';
import { range } from './range.ts';

export interface ItemsRequest {
  /** By item. */
  readonly strata: readonly (string | null)[];
  /** By item, who has rated it. */
  readonly raters: readonly (readonly number[])[];
  readonly ratingsPerItem: number;
  readonly quota: number;
  readonly annotators: number;
  readonly present: readonly number[];
  readonly random: Random;
}

/**
 * Gives each item to as many different annotators as it still needs, within their quotas.
 *
 * Stratum by stratum, each place goes to the annotator with the fewest items of the stratum, among these to one
 * with the fewest items in all, among these by lot. From an empty start that keeps the annotators within ±1 of each
 * other in every stratum and in all, at every moment. Where people left or came late, loads are levelled up to the
 * lowest level that holds the work, and `evenOutItems` mends what then is uneven.
 * Time: items × annotators.
 */
export function dealItems(request: ItemsRequest): ItemShares {
  const { strata, ratingsPerItem, quota, present, random } = request;
  const shares = startingShares(request);
  const missing = (item: number) => ratingsPerItem - (shares.raters[item]?.length ?? 0);
  const wanted = range(strata.length).reduce((sum, item) => sum + missing(item), 0);
  const level = commonLevel(
    present.map((annotator) => shares.loads[annotator] ?? 0),
    { wanted, quota },
  );

  const order = [
    ...groupedBy(shuffled(range(strata.length), random), (item) => shares.stratumOf[item]).values(),
  ];
  const inLot: Lot = { annotators: shuffled(present, random), random, turn: 0 };
  // Items someone has rated already leave less choice, so they come first.
  for (const items of order)
    for (const item of items.sort(
      (a, b) => (shares.raters[b]?.length ?? 0) - (shares.raters[a]?.length ?? 0),
    ))
      for (const annotator of fewestFirst(shares, { item, lot: inLot, most: level, places: missing(item) }))
        give(shares, item, annotator);
  evenOutItems(shares, { ratingsPerItem, quota, present, random });
  return shares;
}

function startingShares({ strata, raters, annotators }: ItemsRequest): ItemShares {
  const names = new Map([...new Set(strata)].map((name, index) => [name, index]));
  const stratumOf = strata.map((name) => names.get(name) ?? 0);
  const loads = Array<number>(annotators).fill(0);
  const table = new CountTable(annotators, names.size);
  for (const [item, who] of raters.entries())
    for (const annotator of who) {
      loads[annotator] = (loads[annotator] ?? 0) + 1;
      table.add(annotator, stratumOf[item] ?? 0, 1);
    }
  return { raters: raters.map((who) => [...who]), loads, strata: table, stratumOf, given: [] };
}

/** The lowest level to which loads must rise to take what is wanted; the quota where nothing less does. */
function commonLevel(
  loads: readonly number[],
  { wanted, quota }: { readonly wanted: number; readonly quota: number },
): number {
  const room = (level: number) =>
    loads.reduce((sum, load) => sum + Math.max(0, Math.min(level, quota) - load), 0);
  let [low, high] = [0, quota];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (room(middle) >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Lot {
  /** In a random order, drawn anew after each has had about one turn, so that other people meet on every item. */
  annotators: readonly number[];
  turn: number;
  readonly random: Random;
}

interface Places {
  readonly item: number;
  readonly lot: Lot;
  /** Nobody is to have more items than this. */
  readonly most: number;
  readonly places: number;
}

function fewestFirst(shares: ItemShares, { item, lot, most, places }: Places): number[] {
  lot.turn += places;
  if (lot.turn >= lot.annotators.length) {
    lot.turn = 0;
    lot.annotators = shuffled(lot.annotators, lot.random);
  }
  const stratum = shares.stratumOf[item] ?? 0;
  const before = shares.raters[item] ?? [];
  const chosen: { readonly annotator: number; readonly key: number }[] = [];
  for (const annotator of lot.annotators) {
    const load = shares.loads[annotator] ?? 0;
    if (load >= most) continue;
    const key = shares.strata.get(annotator, stratum) * 2 ** 24 + load;
    if (chosen.length === places && key >= (chosen.at(-1)?.key ?? 0)) continue;
    if (before.includes(annotator)) continue;
    if (chosen.length === places) chosen.pop();
    let at = chosen.length;
    while (at > 0 && (chosen[at - 1]?.key ?? 0) > key) at--;
    chosen.splice(at, 0, { annotator, key });
  }
  return chosen.map(({ annotator }) => annotator);
}
