import { groupedBy } from '#lib/grouped-by.ts';
import { type Random, shuffled } from '#lib/rng.ts';
import { CountTable } from './count-table.ts';
import { evenCarryOver } from './even-carry-over.ts';
import { evenPairOrders, orderPairs } from './pair-orders.ts';
import { range } from './range.ts';
import { type PositionPair, type Tables, TwoPositions } from './two-positions.ts';

/** An assignment whose systems may still be put in another order. */
export interface MovablePlace {
  readonly annotator: number;
  /** The systems by position; reordered in place. */
  readonly systems: number[];
}

export interface PositionsRequest {
  readonly systems: number;
  readonly shown: number;
  readonly annotators: number;
  readonly movable: readonly MovablePlace[];
  readonly fixed: readonly { readonly annotator: number; readonly systems: readonly number[] }[];
  readonly random: Random;
}

/** Rounds over all pairs of positions. Two or three suffice; the bound only keeps a defect from going on for ever. */
const mostRounds = 20;
/** More annotators than these need not be looked at to find a chain of exchanges. */
const mostInChains = 2000;

/**
 * Orders incomplete blocks so that each annotator sees each system at each position equally often, and so does the
 * study, ±1. Two positions at a time, which system stands where is an orientation of a graph: the systems are its
 * vertices, an assignment is an edge between its two systems, and turning a directed path round changes the counts
 * at its ends alone. Orienting a graph so that in- and outdegree differ by at most 1 everywhere, in its parts
 * (annotators) and as a whole (the study) at once, is always possible (the two families of sets are nested; D. de
 * Werra 1971, Balanced schedules, INFOR 9, 230–237), and shortest improving paths find it. With
 * finished assignments the result is the most even the others allow, two positions at a time.
 */
export function balancePositions(request: PositionsRequest): void {
  const { systems, shown, movable, fixed, random } = request;
  const own = groupedBy(movable, ({ annotator }) => annotator);
  const tables: Tables = {
    study: new CountTable(systems, shown),
    annotators: new Map([...own.keys()].map((annotator) => [annotator, new CountTable(systems, shown)])),
    own,
    begun: new Set(fixed.map(({ annotator }) => annotator)),
  };
  const count = (annotator: number, order: readonly number[]) => {
    for (const [position, system] of order.entries()) {
      tables.study.add(system, position, 1);
      tables.annotators.get(annotator)?.add(system, position, 1);
    }
  };
  for (const { annotator, systems: order } of fixed) count(annotator, order);
  if (shown === 2) orderPairs(request);
  for (const place of movable) {
    if (shown > 2) startingOrder(place, tables, random);
    count(place.annotator, place.systems);
  }
  const pairs = range(shown).flatMap((q) => range(q).map((p): PositionPair => ({ p, q })));
  for (let round = 0, changed = true; changed && round < mostRounds; round++) {
    changed = false;
    for (const pair of shuffled(pairs, random)) if (levelPositions(tables, pair, random)) changed = true;
  }
  if (shown === 2) evenPairOrders(tables, request);
  if (shown > 2) evenCarryOver(request);
}

/** Each position in turn takes the system that this annotator, then the study, has had there least. */
function startingOrder({ annotator, systems }: MovablePlace, tables: Tables, random: Random): void {
  const own = tables.annotators.get(annotator) ?? tables.study;
  const waiting = shuffled(systems, random);
  for (const position of range(systems.length)) {
    let best = 0;
    for (const [index, system] of waiting.entries()) {
      const chosen = waiting[best] ?? 0;
      const fewer =
        own.get(system, position) - own.get(chosen, position) ||
        tables.study.get(system, position) - tables.study.get(chosen, position);
      if (fewer < 0) best = index;
    }
    systems[position] = waiting[best] ?? 0;
    waiting.splice(best, 1);
  }
}

/** Levels two positions against each other, for every annotator and then for the study. True where it changed any. */
function levelPositions(tables: Tables, pair: PositionPair, random: Random): boolean {
  const annotators = shuffled([...tables.own.keys()], random);
  let changed = false;
  for (let again = true; again; ) {
    again = false;
    for (const annotator of annotators) {
      const own = surplusSpread(tables.annotators.get(annotator) ?? tables.study, pair);
      // Nothing to gain: the annotator's counts are even, and the study has no use for a neutral turn.
      if (own < 2 || (own === 2 && surplusSpread(tables.study, pair) <= 2)) continue;
      if (new TwoPositions(tables, { ...pair, annotator }).level()) again = true;
    }
    if (again) changed = true;
  }
  for (let turn = 0; turn < 4 * tables.study.rows; turn++) {
    if (!throughChain(tables, pair, annotators)) break;
    changed = true;
  }
  return changed;
}

/** How far apart the systems are in how much more often they stand at p than at q. */
function surplusSpread(counts: CountTable, { p, q }: PositionPair): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let system = 0; system < counts.rows; system++) {
    const surplus = counts.get(system, p) - counts.get(system, q);
    if (surplus < least) least = surplus;
    if (surplus > most) most = surplus;
  }
  return most - least;
}

/**
 * Where a system stands too often at p and no annotator alone can mend it, moves the surplus from system to system
 * through several annotators. True where it found a way.
 */
function throughChain(tables: Tables, pair: PositionPair, annotators: readonly number[]): boolean {
  const { study } = tables;
  const ahead = (system: number) => study.get(system, pair.p) - study.get(system, pair.q);
  const bySurplus = range(study.rows).sort((a, b) => ahead(b) - ahead(a));
  const [most = 0, least = 0] = [bySurplus[0], bySurplus.at(-1)];
  if (ahead(most) < 2 && ahead(least) > -2) return false;
  const turns = new Map<number, Map<number, number>>();
  for (const annotator of annotators.slice(0, mostInChains))
    for (const { from, to } of new TwoPositions(tables, { ...pair, annotator }).neutralTurns()) {
      const known = turns.get(from) ?? new Map<number, number>();
      turns.set(from, known.set(to, annotator));
    }
  for (const from of bySurplus) {
    const before = new Map<number, number>();
    const queue = [from];
    for (const at of queue)
      for (const next of turns.get(at)?.keys() ?? []) {
        if (next === from || before.has(next)) continue;
        before.set(next, at);
        queue.push(next);
        if (ahead(from) - ahead(next) <= 2) continue;
        const path = [next];
        while (path[0] !== from) path.unshift(before.get(path[0] ?? from) ?? from);
        return path.slice(1).every((to, index) => {
          const start = path[index] ?? from;
          const annotator = turns.get(start)?.get(to) ?? -1;
          return new TwoPositions(tables, { ...pair, annotator }).turn({ from: start, to });
        });
      }
  }
  return false;
}
