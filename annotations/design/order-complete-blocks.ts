import { type Random, shuffled } from '#lib/rng.ts';
import { allocateEvenly } from './allocate-evenly.ts';
import { CountTable } from './count-table.ts';
import { range } from './range.ts';

export interface CompleteBlocksRequest {
  /** The rows of one Latin square, or of two, one after the other; see `williamsOrders`. */
  readonly orders: readonly (readonly number[])[];
  /** By annotator: which rows (indexes into `orders`) they have had, and how many they are to get. */
  readonly annotators: readonly { readonly had: readonly number[]; readonly add: number }[];
  readonly random: Random;
}

/**
 * Deals Williams rows to annotators: for each, the rows (indexes into `orders`) in the order in which they come.
 *
 * An annotator goes through whole squares one after the other, so that any number of first items leaves every
 * system at every position equally often, ±1, for this annotator. The rows of each square are used equally often
 * over the study, ±1. With two squares (an odd number of systems) the counts of system by position are sums of
 * both squares' uses; the broken squares at the annotators' ends are divided so that the second square is used a
 * whole number of times, which keeps the sum within ±1. That always works for a new plan. After repairs it may
 * not, and the sum may then differ by 2.
 */
export function orderCompleteBlocks(request: CompleteBlocksRequest): number[][] {
  const { orders, annotators, random } = request;
  const size = orders[0]?.length ?? 1;
  const squares = orders.length / size;
  const had = new CountTable(annotators.length, orders.length);
  for (const [annotator, { had: rows }] of annotators.entries())
    for (const row of rows) had.add(annotator, row, 1);

  const adds = shareSquares(
    annotators.map(({ add }, annotator) => ({ add, had: cut(had.row(annotator), size) })),
    random,
  );
  const given = range(squares).map((square) =>
    allocateEvenly(
      annotators.map((_, annotator) => {
        const add = adds[annotator]?.[square] ?? 0;
        return { had: cut(had.row(annotator), size)[square] ?? [], add, cap: add };
      }),
      Array<number>(size).fill(0),
      random,
    ),
  );
  return annotators.map((_, annotator) =>
    rowSequence(
      given.map((table, square) => ({
        first: square * size,
        used: had.row(annotator).slice(square * size, (square + 1) * size),
        left: table.row(annotator),
      })),
      random,
    ),
  );
}

interface SquareUse {
  readonly add: number;
  /** By square, by row: how often it was had. */
  readonly had: readonly (readonly number[])[];
}

/** By annotator, by square: how many rows of it they are to get. */
function shareSquares(uses: readonly SquareUse[], random: Random): number[][] {
  const size = uses[0]?.had[0]?.length ?? 1;
  if ((uses[0]?.had.length ?? 1) === 1) return uses.map(({ add }) => [add]);
  const adds = uses.map(() => [0, 0]);
  const totals = [0, 0];
  const put = (annotator: number, square: number, rows: number) => {
    const add = adds[annotator] ?? [];
    add[square] = (add[square] ?? 0) + rows;
    totals[square] = (totals[square] ?? 0) + rows;
  };
  for (const { had } of uses)
    for (const [square, rows] of had.entries()) totals[square] = (totals[square] ?? 0) + total(rows);

  // First what completes a square begun, then whole squares, each the one less used; what is left breaks one.
  const broken: { readonly annotator: number; readonly rows: number; square: number }[] = [];
  for (const annotator of shuffled(range(uses.length), random)) {
    const { add, had } = uses[annotator] ?? { add: 0, had: [] };
    let left = add;
    for (const [square, rows] of had.entries()) {
      const missing = Math.min(left, Math.max(...rows) * size - total(rows));
      put(annotator, square, missing);
      left -= missing;
    }
    const lessUsed = () => ((totals[1] ?? 0) < (totals[0] ?? 0) ? 1 : 0);
    for (; left >= size; left -= size) put(annotator, lessUsed(), size);
    if (left === 0) continue;
    const square = lessUsed();
    put(annotator, square, left);
    broken.push({ annotator, rows: left, square });
  }
  for (const index of flipsToWhole(broken, { size, remainder: (totals[1] ?? 0) % size })) {
    const flipped = broken[index];
    if (!flipped) continue;
    put(flipped.annotator, flipped.square, -flipped.rows);
    put(flipped.annotator, 1 - flipped.square, flipped.rows);
  }
  return adds;
}

/**
 * The fewest of the broken squares to be moved to the other square so that the second square's rows are a multiple
 * of `size`; none where no choice does it. Shortest path over remainders, one broken square a layer.
 */
function flipsToWhole(
  broken: readonly { readonly rows: number; readonly square: number }[],
  { size, remainder }: { readonly size: number; readonly remainder: number },
): readonly number[] {
  interface Chain {
    readonly length: number;
    readonly index: number;
    readonly rest: Chain | null;
  }
  const none: Chain = { length: 0, index: -1, rest: null };
  let reached = new Map<number, Chain>([[remainder, none]]);
  for (const [index, { rows, square }] of broken.entries()) {
    if (reached.get(0)?.length === 0) break;
    const next = new Map(reached);
    for (const [from, chain] of reached) {
      const to = (from + (square === 1 ? size - rows : rows)) % size;
      const known = next.get(to);
      if (!known || known.length > chain.length + 1)
        next.set(to, { length: chain.length + 1, index, rest: chain });
    }
    reached = next;
  }
  const flips: number[] = [];
  for (let chain = reached.get(0); chain && chain.length > 0; chain = chain.rest ?? undefined)
    flips.push(chain.index);
  return flips;
}

interface SquareState {
  /** The index of its first row among all orders. */
  readonly first: number;
  /** By row: how often it has been used. */
  readonly used: number[];
  /** By row: how often it is still to come. */
  readonly left: number[];
}

/** Orders one annotator's rows: a square begun is completed before the next begins, and a broken one comes last. */
function rowSequence(squares: readonly SquareState[], random: Random): number[] {
  const sequence: number[] = [];
  for (;;) {
    const open = squares.filter(({ left }) => total(left) > 0);
    const begun = open.find(({ used, left }) => {
      const least = Math.min(...used);
      return Math.max(...used) > least && used.some((count, row) => count === least && (left[row] ?? 0) > 0);
    });
    const square = begun ?? open.toSorted((a, b) => total(b.left) - total(a.left))[0];
    if (!square) return sequence;
    const { used, left } = square;
    const waiting = shuffled(range(used.length), random).filter((row) => (left[row] ?? 0) > 0);
    const row = waiting.toSorted((a, b) => (used[a] ?? 0) - (used[b] ?? 0))[0] ?? 0;
    used[row] = (used[row] ?? 0) + 1;
    left[row] = (left[row] ?? 0) - 1;
    sequence.push(square.first + row);
  }
}

function cut(counts: readonly number[], size: number): number[][] {
  return range(counts.length / size).map((square) => counts.slice(square * size, (square + 1) * size));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
