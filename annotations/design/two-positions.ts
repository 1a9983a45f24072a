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
export class TwoPositions {
  readonly #study: CountTable;
  readonly #counts: CountTable;
  readonly #places: readonly MovablePlace[];
  readonly #arcs: CountTable;
  readonly #pair: PositionPair;
  readonly #keepsPairs: boolean;

  constructor(tables: Tables, { p, q, annotator }: PositionPair & { readonly annotator: number }) {
    const { study } = tables;
    this.#study = study;
    this.#pair = { p, q };
    this.#counts = tables.annotators.get(annotator) ?? new CountTable(study.rows, study.columns);
    this.#places = tables.own.get(annotator) ?? [];
    this.#arcs = new CountTable(study.rows, study.rows);
    for (const { systems: order } of this.#places) this.#arcs.add(order[p] ?? 0, order[q] ?? 0, 1);
    // Two assignments that show the same pair both ways round are left so: they are balanced, and unless something
    // is finished, what remains of the graph suffices to balance the rest.
    this.#keepsPairs = study.columns === 2 && !tables.begun.has(annotator);
  }

  /** Turns paths until none evens out the annotator's surpluses, or the study's at no cost to the annotator's. */
  level(): boolean {
    let changed = false;
    while (this.#improveOnce()) changed = true;
    return changed;
  }

  /** Turns that exchange the surpluses of two systems of this annotator, so that only the study's counts change. */
  neutralTurns(): Turn[] {
    return range(this.#study.rows).flatMap((from) =>
      [...this.#reach(from).keys()].filter((to) => this.#isNeutral({ from, to })).map((to) => ({ from, to })),
    );
  }

  /** Turns the shortest path between the two. False where there is none, or it would not be neutral. */
  turn(turn: Turn): boolean {
    const before = this.#reach(turn.from);
    if (!before.has(turn.to) || !this.#isNeutral(turn)) return false;
    this.#turnPath(turn, before);
    return true;
  }

  #isNeutral({ from, to }: Turn): boolean {
    return this.#surplus(from) - this.#surplus(to) === 2;
  }

  #surplus(system: number, counts = this.#counts): number {
    return counts.get(system, this.#pair.p) - counts.get(system, this.#pair.q);
  }

  #improveOnce(): boolean {
    const systems = range(this.#study.rows);
    const least = Math.min(...systems.map((system) => this.#surplus(system)));
    for (const from of systems.sort((a, b) => this.#surplus(b) - this.#surplus(a))) {
      if (this.#surplus(from) - least < 2) return false;
      const before = this.#reach(from);
      const to = [...before.keys()].sort((a, b) => this.#gain(from, b) - this.#gain(from, a))[0];
      if (to === undefined || this.#gain(from, to) <= 0) continue;
      this.#turnPath({ from, to }, before);
      return true;
    }
    return false;
  }

  /** By how much turning a path lowers the annotator's sum of squares; where that stays, a fraction for the study's. */
  #gain(from: number, to: number): number {
    const own = this.#surplus(from) - this.#surplus(to) - 2;
    const study = this.#surplus(from, this.#study) - this.#surplus(to, this.#study) - 2;
    return own !== 0 ? own : study / 2 ** 30;
  }

  /** By system reached from the first along arcs: the one before it on a shortest path. */
  #reach(first: number): Map<number, number> {
    const before = new Map<number, number>();
    const queue = [first];
    for (const at of queue)
      for (let next = 0; next < this.#study.rows; next++) {
        const spare = this.#keepsPairs ? this.#arcs.get(next, at) : 0;
        if (next === first || before.has(next) || this.#arcs.get(at, next) <= spare) continue;
        before.set(next, at);
        queue.push(next);
      }
    return before;
  }

  #turnPath({ from, to }: Turn, before: ReadonlyMap<number, number>): void {
    const { p, q } = this.#pair;
    for (let end = to; end !== from; ) {
      const start = before.get(end) ?? from;
      const place = this.#places.find(({ systems }) => systems[p] === start && systems[q] === end);
      if (place) this.#exchange(place, start, end);
      end = start;
    }
  }

  #exchange({ systems }: MovablePlace, atP: number, atQ: number): void {
    const { p, q } = this.#pair;
    systems[p] = atQ;
    systems[q] = atP;
    this.#arcs.add(atP, atQ, -1);
    this.#arcs.add(atQ, atP, 1);
    for (const table of [this.#study, this.#counts]) {
      table.add(atP, p, -1);
      table.add(atP, q, 1);
      table.add(atQ, q, -1);
      table.add(atQ, p, 1);
    }
  }
}
