import { groupedBy } from '#lib/grouped-by.ts';
import { type Random, shuffled } from '#lib/rng.ts';
import { balancePositions } from './balance-positions.ts';
import type { EmptyDesign } from './check-shape.ts';
import { chooseBlocks } from './choose-blocks.ts';
import { dealItems } from './deal-items.ts';
import type { GivenPlace } from './item-shares.ts';
import { orderCompleteBlocks } from './order-complete-blocks.ts';
import { range } from './range.ts';
import { spreadBlocks } from './spread-blocks.ts';
import type { PlannedAssignment, StudyDesign } from './study-design.ts';
import { williamsOrders } from './williams-orders.ts';

export interface DesignStart extends EmptyDesign {
  /** What is done, in the order in which each annotator did it. */
  readonly finished: readonly PlannedAssignment[];
  /** The orders of complete blocks that are in use; drawn anew where there are none. */
  readonly orders: readonly (readonly number[])[];
}

/** Gives out everything that is not finished: who rates what, which systems stand there, and in which order. */
export function solveDesign(start: DesignStart, random: Random): StudyDesign {
  const { finished, left, ...facts } = start;
  const present = range(start.annotators).filter((annotator) => !left.includes(annotator));
  const raters: number[][] = start.strata.map(() => []);
  for (const { item, annotator } of finished) raters[item]?.push(annotator);
  const shares = dealItems({ ...start, raters, present, random });

  // Everyone meets the items in one order, so that items become complete one after the other.
  const rank = shuffled(range(start.strata.length), random);
  const places = shares.given.toSorted((a, b) => (rank[a.item] ?? 0) - (rank[b.item] ?? 0));
  const complete = start.shown === start.systems.length;
  const orders = complete && start.orders.length === 0 ? drawnOrders(start.shown, random) : start.orders;
  const planned = complete
    ? completeBlocks({ ...start, orders }, places, random)
    : incompleteBlocks(start, places, random);

  const assignments = groupedBy([...finished, ...planned], ({ annotator }) => annotator);
  return {
    ...facts,
    orders,
    left,
    assignments: range(start.annotators).flatMap((annotator) => assignments.get(annotator) ?? []),
    open: shares.raters.flatMap((who, item) =>
      who.length < start.ratingsPerItem ? [{ item, places: start.ratingsPerItem - who.length }] : [],
    ),
  };
}

/** A Williams design whose symbols are the systems in a random order. */
function drawnOrders(size: number, random: Random): number[][] {
  const names = shuffled(range(size), random);
  return williamsOrders(size).map((row) => row.map((symbol) => names[symbol] ?? 0));
}

function completeBlocks(
  start: DesignStart,
  places: readonly GivenPlace[],
  random: Random,
): PlannedAssignment[] {
  const { orders } = start;
  const rowOf = new Map(orders.map((order, row) => [order.join(), row]));
  const own = groupedBy(places, ({ annotator }) => annotator);
  const done = groupedBy(start.finished, ({ annotator }) => annotator);
  const rows = orderCompleteBlocks({
    orders,
    annotators: range(start.annotators).map((annotator) => ({
      had: (done.get(annotator) ?? []).flatMap(({ systems }) => rowOf.get(systems.join()) ?? []),
      add: own.get(annotator)?.length ?? 0,
    })),
    random,
  });
  return [...own].flatMap(([annotator, given]) =>
    given.map(({ item }, index) => ({
      item,
      annotator,
      systems: orders[rows[annotator]?.[index] ?? 0] ?? [],
      finished: false,
    })),
  );
}

function incompleteBlocks(
  start: DesignStart,
  places: readonly GivenPlace[],
  random: Random,
): PlannedAssignment[] {
  const { shown, annotators, finished } = start;
  const systems = start.systems.length;
  const own = groupedBy(places, ({ annotator }) => annotator);
  const done = groupedBy(finished, ({ annotator }) => annotator);
  const blocks = chooseBlocks({
    systems,
    shown,
    annotators: range(annotators).map((annotator) => ({
      had: (done.get(annotator) ?? []).map((assignment) => assignment.systems),
      add: own.get(annotator)?.length ?? 0,
    })),
    random,
  });
  const chosen = spreadBlocks({
    systems,
    items: start.strata.length,
    places,
    blocks,
    shown: finished,
    random,
  });
  const movable = places.map(({ annotator }, index) => ({
    annotator,
    systems: shuffled(chosen[index] ?? [], random),
  }));
  balancePositions({ systems, shown, annotators, movable, fixed: finished, random });
  return places.map(({ item, annotator }, index) => ({
    item,
    annotator,
    systems: movable[index]?.systems ?? [],
    finished: false,
  }));
}
