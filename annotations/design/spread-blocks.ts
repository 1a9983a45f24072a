import { groupedBy } from '#lib/grouped-by.ts';
import { type Random, shuffled } from '#lib/rng.ts';
import { CountTable } from './count-table.ts';

export interface SpreadRequest {
  readonly systems: number;
  readonly items: number;
  /** Item and annotator of each place, in the order of the study's items. */
  readonly places: readonly { readonly item: number; readonly annotator: number }[];
  /** By annotator: a block for each of their places. */
  readonly blocks: readonly (readonly (readonly number[])[])[];
  /** Blocks already shown, by item. */
  readonly shown: readonly { readonly item: number; readonly systems: readonly number[] }[];
  readonly random: Random;
}

/** So many of an annotator's blocks are compared for each place, and so many exchanges tried for places of uneven items. */
const candidates = 8;
const triesPerPlace = 30;
const mostTries = 600_000;

/**
 * Decides which of their blocks annotators see at which of their places: for each place a block. Each response of
 * an item is to be shown about equally often, so blocks go where their systems have been shown least. As near as
 * one pass and a number of exchanges bring it; nothing else in the design depends on it.
 */
export function spreadBlocks(request: SpreadRequest): (readonly number[])[] {
  const { systems, items, places, random } = request;
  const counts = new CountTable(items, systems);
  const mark = (item: number, block: readonly number[], by: number) => {
    for (const system of block) counts.add(item, system, by);
  };
  for (const { item, systems: block } of request.shown) mark(item, block, 1);

  const waiting = request.blocks.map((own) => shuffled(own, random));
  const chosen = places.map(({ item, annotator }) => {
    const own = waiting[annotator] ?? [];
    let best = own.length - 1;
    for (let other = own.length - 2; other >= Math.max(0, own.length - candidates); other--)
      if (overlap(counts, item, own[other]) < overlap(counts, item, own[best])) best = other;
    const block = own[best] ?? [];
    own[best] = own.at(-1) ?? block;
    own.pop();
    mark(item, block, 1);
    return block;
  });

  exchangeBlocks(request, chosen, counts);
  return chosen;
}

/** Lets each annotator's blocks change places where an item is uneven and both items together gain by it. */
function exchangeBlocks(
  { systems, places, random }: SpreadRequest,
  chosen: (readonly number[])[],
  counts: CountTable,
): void {
  const ofAnnotator = groupedBy(places.keys(), (index) => places[index]?.annotator);
  const even = (item: number) => {
    let [least, most] = [counts.get(item, 0), counts.get(item, 0)];
    for (let system = 1; system < systems; system++) {
      const count = counts.get(item, system);
      if (count < least) least = count;
      else if (count > most) most = count;
    }
    return most - least <= 1;
  };
  const tries = Math.min(triesPerPlace, Math.ceil(mostTries / places.length));
  for (const [first, place] of places.entries()) {
    const own = ofAnnotator.get(place.annotator) ?? [];
    for (let turn = 0; turn < tries && !even(place.item); turn++) {
      const second = own[random.below(own.length)] ?? first;
      const [one, two] = [chosen[first] ?? [], chosen[second] ?? []];
      const [here, there] = [place.item, places[second]?.item ?? place.item];
      if (first === second || exchangeCost(counts, { here, there, one, two }) >= 0) continue;
      for (const system of one) {
        counts.add(here, system, -1);
        counts.add(there, system, 1);
      }
      for (const system of two) {
        counts.add(there, system, -1);
        counts.add(here, system, 1);
      }
      [chosen[first], chosen[second]] = [two, one];
    }
  }
}

interface BlockExchange {
  readonly here: number;
  readonly there: number;
  readonly one: readonly number[];
  readonly two: readonly number[];
}

/** Half the change in the sum of squares if block `one`, which is shown here, and `two`, shown there, changed places. */
function exchangeCost(counts: CountTable, { here, there, one, two }: BlockExchange): number {
  let cost = 0;
  for (const system of one)
    if (!two.includes(system)) cost += counts.get(there, system) - counts.get(here, system) + 1;
  for (const system of two)
    if (!one.includes(system)) cost += counts.get(here, system) - counts.get(there, system) + 1;
  return cost;
}

function overlap(counts: CountTable, item: number, block: readonly number[] = []): number {
  let sum = 0;
  for (const system of block) sum += counts.get(item, system);
  return sum;
}
