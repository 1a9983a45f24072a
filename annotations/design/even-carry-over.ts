import { groupedBy } from '#lib/grouped-by.ts';
import type { MovablePlace, PositionsRequest } from './balance-positions.ts';
import { CountTable } from './count-table.ts';
import { evenSquares } from './even-squares.ts';

/** Exchanges tried: enough for a few per place; a larger study needs fewer, its counts being relatively closer. */
const triesPerPlace = 40;
const mostTries = 150_000;
/** So many of an annotator's places are looked through for a counterpart. */
const lookedThrough = 30;

/**
 * Brings the counts of first-order carry-over (how often one system stands directly after another) closer together.
 * Where two places of an annotator show the same two systems at the same two positions the other way round, both
 * are turned if that lowers the sum of squares: all counts of systems by position stay as they are. A descent
 * that stops where the counts are within ±1 or its tries are used up, without any guarantee.
 */
export function evenCarryOver({ systems, shown, movable, fixed, random }: PositionsRequest): void {
  const follows = new CountTable(systems, systems);
  let squares = 0;
  for (const { systems: order } of [...fixed, ...movable]) squares += countFollowers(follows, order, 1);
  let lowest = squares;
  const least = evenSquares((fixed.length + movable.length) * (shown - 1), systems * (systems - 1));
  const own = groupedBy(movable, ({ annotator }) => annotator);
  const tries = Math.min(mostTries, movable.length * triesPerPlace);
  for (let turn = 0; turn < tries && squares > least; turn++) {
    const one = movable[random.below(movable.length)];
    if (!one) return;
    const p = random.below(shown);
    const q = (p + 1 + random.below(shown - 1)) % shown;
    const two = counterpart(own.get(one.annotator) ?? [], { one, p, q, start: random.below(movable.length) });
    if (!two) continue;
    squares += turnBoth(follows, [one, two], { p, q });
    // Turned the wrong way: back.
    if (squares > lowest) squares += turnBoth(follows, [one, two], { p, q });
    lowest = squares;
  }
}

interface Counterpart {
  readonly one: MovablePlace;
  readonly p: number;
  readonly q: number;
  readonly start: number;
}

function counterpart(
  own: readonly MovablePlace[],
  { one, p, q, start }: Counterpart,
): MovablePlace | undefined {
  for (let step = 0; step < Math.min(own.length, lookedThrough); step++) {
    const two = own[(start + step) % own.length];
    if (two && two.systems[p] === one.systems[q] && two.systems[q] === one.systems[p]) return two;
  }
  return undefined;
}

/** Exchanges positions p and q in both places; gives the change in the sum of squares of the followers' counts. */
function turnBoth(
  follows: CountTable,
  places: readonly MovablePlace[],
  { p, q }: { readonly p: number; readonly q: number },
): number {
  let change = 0;
  for (const { systems } of places) {
    change += countFollowers(follows, systems, -1);
    const held = systems[p] ?? 0;
    systems[p] = systems[q] ?? 0;
    systems[q] = held;
    change += countFollowers(follows, systems, 1);
  }
  return change;
}

/** Adds an order's neighbours to the table, or takes them out; gives the change in the sum of squares. */
function countFollowers(follows: CountTable, order: readonly number[], by: 1 | -1): number {
  let change = 0;
  for (let position = 1; position < order.length; position++) {
    const [x, y] = [order[position - 1] ?? 0, order[position] ?? 0];
    change += 2 * by * follows.get(x, y) + 1;
    follows.add(x, y, by);
  }
  return change;
}
