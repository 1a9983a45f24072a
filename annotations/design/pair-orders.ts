import { groupedBy } from '#lib/grouped-by.ts';
import { shuffled } from '#lib/rng.ts';
import type { PositionsRequest } from './balance-positions.ts';
import { CountTable } from './count-table.ts';
import { range } from './range.ts';
import type { Tables } from './two-positions.ts';

/** Turns pairs so that each annotator, then the study, sees either of the two first equally often. In place. */
export function orderPairs({ systems, movable, fixed, random }: PositionsRequest): void {
  const study = new CountTable(systems, systems);
  for (const { systems: order } of fixed) countOrder(study, order);
  const before = groupedBy(fixed, ({ annotator }) => annotator);
  for (const [annotator, places] of shuffled([...groupedBy(movable, (place) => place.annotator)], random)) {
    const own = new CountTable(systems, systems);
    for (const { systems: order } of before.get(annotator) ?? []) countOrder(own, order);
    for (const { systems: order } of places) {
      const [x = 0, y = 0] = order;
      const ahead = own.get(x, y) || study.get(x, y) || random.below(2) * 2 - 1;
      if (ahead > 0) order.reverse();
      countOrder(own, order);
      countOrder(study, order);
    }
  }
}

/**
 * Turns round cycles of an annotator's pairs where that brings the study nearer to showing either system of each
 * pair first equally often. A cycle leaves every count of systems by position as it is; so does a path between two
 * systems that this annotator and the study have each once too often at opposite positions. The cycles to turn are
 * the negative ones of a graph (found after Bellman and Ford) whose arc x → y costs 1 less how much more often the
 * study shows x before y. No single turn improves the result; that each pair ends within ±1 is not guaranteed.
 */
export function evenPairOrders(tables: Tables, { systems, movable, fixed, random }: PositionsRequest): void {
  const study = new CountTable(systems, systems);
  for (const { systems: order } of [...movable, ...fixed]) countOrder(study, order);
  for (let again = true; again; ) {
    again = false;
    for (const annotator of shuffled([...tables.own.keys()], random))
      while (turnCycle(tables, { annotator, orders: study })) again = true;
  }
}

interface PairTurn {
  readonly annotator: number;
  /** How much more often the row's system stands before the column's, over the study. */
  readonly orders: CountTable;
}

interface Arc {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
  /** Stands for the way back from a path's end to its start. */
  readonly virtual: boolean;
}

function turnCycle(tables: Tables, { annotator, orders }: PairTurn): boolean {
  const places = tables.own.get(annotator) ?? [];
  const counts = tables.annotators.get(annotator);
  const net = new CountTable(orders.rows, orders.rows);
  for (const { systems } of places) countOrder(net, systems);
  const surplus = (system: number) => (counts?.get(system, 0) ?? 0) - (counts?.get(system, 1) ?? 0);
  const studySurplus = (system: number) => tables.study.get(system, 0) - tables.study.get(system, 1);
  const over = range(orders.rows).filter((system) => surplus(system) === 1 && studySurplus(system) === 1);
  const under = range(orders.rows).filter((system) => surplus(system) === -1 && studySurplus(system) === -1);
  const arcs: Arc[] = [
    ...range(orders.rows).flatMap((from) =>
      range(orders.rows).flatMap((to) =>
        net.get(from, to) > 0 ? [{ from, to, cost: 1 - orders.get(from, to), virtual: false }] : [],
      ),
    ),
    ...under.flatMap((from) => over.map((to) => ({ from, to, cost: 0, virtual: true }))),
  ];
  const cycle = negativeCycle(arcs, orders.rows);
  for (const { from, to, virtual } of cycle) {
    const place = virtual ? undefined : places.find(({ systems: [x, y] }) => x === from && y === to);
    if (!place) continue;
    countOrder(orders, place.systems, -1);
    place.systems.reverse();
    countOrder(orders, place.systems);
    for (const table of [tables.study, counts])
      for (const [system, by] of [
        [from, -1],
        [to, 1],
      ] as const) {
        table?.add(system, 0, by);
        table?.add(system, 1, -by);
      }
  }
  return cycle.length > 0;
}

/** The arcs of a cycle of negative cost; none where there is no such cycle. */
function negativeCycle(arcs: readonly Arc[], vertices: number): readonly Arc[] {
  const cost = Array<number>(vertices).fill(0);
  const into: (Arc | undefined)[] = [];
  let last: number | undefined;
  for (let round = 0; round <= vertices; round++) {
    last = undefined;
    for (const arc of arcs) {
      const through = (cost[arc.from] ?? 0) + arc.cost;
      if (through >= (cost[arc.to] ?? 0)) continue;
      cost[arc.to] = through;
      into[arc.to] = arc;
      last = arc.to;
    }
    if (last === undefined) return [];
  }
  // Back by as many arcs as there are vertices, one is on the cycle for certain.
  let at = last ?? 0;
  for (let step = 0; step < vertices; step++) at = into[at]?.from ?? at;
  const cycle: Arc[] = [];
  for (let arc = into[at]; arc && !cycle.includes(arc); arc = into[arc.from]) cycle.push(arc);
  return cycle;
}

function countOrder(table: CountTable, [x = 0, y = 0]: readonly number[], by = 1): void {
  table.add(x, y, by);
  table.add(y, x, -by);
}
