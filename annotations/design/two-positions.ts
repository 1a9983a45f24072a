import type { MovablePlace } from './balance-positions.ts';
import { CountTable } from './count-table.ts';
import { range } from './range.ts';

export interface PositionPair {
  readonly p: number;
  readonly q: number;
}

export interface Tables {
  /** System by position, over the study. */
  readonly study: CountTable;
  /** The same by annotator. */
  readonly annotators: ReadonlyMap<number, CountTable>;
  /** By annotator, the places that may be reordered. */
  readonly own: ReadonlyMap<number, readonly MovablePlace[]>;
  /** Annotators who have finished assignments, which nothing can turn. */
  readonly begun: ReadonlySet<number>;
}

/** A way to move one showing at position p from a system to another, turning the assignments on a path. */
export interface Turn {
  readonly from: number;
  readonly to: number;
}

/**
 * One annotator's assignments, seen as a directed graph over the systems: an arc from the system at position p to
 * the one at q. A system's surplus is how much more often it stands at p than at q. Turning round a path lowers the
 * surplus at its start by 2, raises it at its end by 2, and leaves all between as it is.
 */
export interface TwoPositions {
  /** Turns paths until none evens out the annotator's surpluses, or the study's at no cost to the annotator's. */
  level(): boolean;
  /** Turns that exchange the surpluses of two systems of this annotator, so that only the study's counts change. */
  neutralTurns(): Turn[];
  /** Turns the shortest path between the two. False where there is none, or it would not be neutral. */
  turn(step: Turn): boolean;
}

export function twoPositions(
  tables: Tables,
  { p, q, annotator }: PositionPair & { readonly annotator: number },
): TwoPositions {
  const { study } = tables;
  const counts = tables.annotators.get(annotator) ?? new CountTable(study.rows, study.columns);
  const places = tables.own.get(annotator) ?? [];
  const systems = range(study.rows);
  const arcs = new CountTable(study.rows, study.rows);
  for (const { systems: order } of places) arcs.add(order[p] ?? 0, order[q] ?? 0, 1);
  const surplus = (system: number) => counts.get(system, p) - counts.get(system, q);
  const studySurplus = (system: number) => study.get(system, p) - study.get(system, q);

  // Two assignments that show the same pair both ways round are left so: they are balanced, and unless something
  // is finished, what remains of the graph suffices to balance the rest.
  const keepsPairs = study.columns === 2 && !tables.begun.has(annotator);
  const spare = keepsPairs ? (at: number, next: number) => arcs.get(next, at) : () => 0;

  /** By system reached from the first: the one before it. */
  function reach(first: number): Map<number, number> {
    const before = new Map<number, number>();
    const queue = [first];
    for (const at of queue)
      for (const next of systems) {
        if (next === first || before.has(next) || arcs.get(at, next) <= spare(at, next)) continue;
        before.set(next, at);
        queue.push(next);
      }
    return before;
  }

  function turnPath({ from, to }: Turn, before: ReadonlyMap<number, number>): void {
    for (let end = to; end !== from; ) {
      const start = before.get(end) ?? from;
      const place = places.find(({ systems: order }) => order[p] === start && order[q] === end);
      if (place) exchange(place, start, end);
      end = start;
    }
  }

  function exchange({ systems: order }: MovablePlace, atP: number, atQ: number): void {
    order[p] = atQ;
    order[q] = atP;
    arcs.add(atP, atQ, -1);
    arcs.add(atQ, atP, 1);
    for (const table of [study, counts])
      for (const [system, position, by] of [
        [atP, p, -1],
        [atP, q, 1],
        [atQ, q, -1],
        [atQ, p, 1],
      ] as const)
        table.add(system, position, by);
  }

  function improveOnce(): boolean {
    const least = Math.min(...systems.map(surplus));
    for (const from of systems.toSorted((a, b) => surplus(b) - surplus(a))) {
      if (surplus(from) - least < 2) break;
      const before = reach(from);
      const gain = (to: number) => {
        const own = surplus(from) - surplus(to) - 2;
        return own !== 0 ? own : Math.min(0.5, (studySurplus(from) - studySurplus(to) - 2) / 2 ** 20);
      };
      const to = [...before.keys()].sort((a, b) => gain(b) - gain(a))[0];
      if (to === undefined || gain(to) <= 0) continue;
      turnPath({ from, to }, before);
      return true;
    }
    return false;
  }

  return {
    level: () => {
      let changed = false;
      while (improveOnce()) changed = true;
      return changed;
    },
    neutralTurns: () =>
      systems.flatMap((from) =>
        [...reach(from).keys()].filter((to) => surplus(from) - surplus(to) === 2).map((to) => ({ from, to })),
      ),
    turn: ({ from, to }) => {
      const before = reach(from);
      if (!before.has(to) || surplus(from) - surplus(to) !== 2) return false;
      turnPath({ from, to }, before);
      return true;
    },
  };
}
