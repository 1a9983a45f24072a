import type { Random } from '#lib/rng.ts';
import type { CountTable } from './count-table.ts';
import { evenSquares } from './even-squares.ts';
import { range } from './range.ts';

/** One place of an annotator, and the systems to be shown there. */
export interface Slot {
  readonly annotator: number;
  readonly block: number[];
}

export interface LevelPairsRequest {
  /** Changed in place. */
  readonly slots: readonly Slot[];
  /** How often two systems stand together, over these slots and all else; symmetric. Kept up to date. */
  readonly pairs: CountTable;
  /** By annotator, how often each system is seen. Kept up to date. */
  readonly seen: readonly number[][];
  readonly random: Random;
}

/** So many slots are searched with uphill steps; more only descend, which suffices as single steps weigh little. */
const mostAnnealed = 4000;
const fewestSteps = 40_000;
const mostSteps = 300_000;

/**
 * Exchanges systems between blocks so that pairs stand together equally often, by simulated annealing on the sum of
 * squares of the pair counts. Every exchange leaves each annotator's counts of systems as even as they were, and
 * the study's totals as they are. Stops when no arrangement could be better, or after a fixed number of steps.
 */
export function levelPairs(request: LevelPairsRequest): void {
  const { slots, pairs, random } = request;
  const cells = unordered(pairs.rows);
  const least = evenSquares(
    cells.reduce((sum, [a, b]) => sum + pairs.get(a, b), 0),
    cells.length,
  );
  let squares = sumOfSquares(pairs);
  if (slots.length < 2 || squares <= least) return;
  const ofAnnotator = new Map<number, number[]>();
  for (const [index, { annotator }] of slots.entries()) {
    const own = ofAnnotator.get(annotator);
    if (own) own.push(index);
    else ofAnnotator.set(annotator, [index]);
  }
  const steps = Math.min(mostSteps, Math.max(fewestSteps, slots.length * 200));
  const hot = slots.length <= mostAnnealed ? 3 : 0;
  for (let step = 0; step < steps && squares > least; step++) {
    const first = slots[random.below(slots.length)];
    if (!first) return;
    const own = ofAnnotator.get(first.annotator) ?? [];
    const inside = own.length > 1 && random.below(4) > 0;
    const second = slots[inside ? (own[random.below(own.length)] ?? 0) : random.below(slots.length)];
    if (!second || first === second) continue;
    const x = foreign(first.block, second.block, random);
    const y = foreign(second.block, first.block, random);
    if (x === undefined || y === undefined) continue;
    if (first.annotator !== second.annotator && !staysEven(request, { first, second, x, y })) continue;
    const change = squaresChange(pairs, { first: first.block, second: second.block, x, y });
    const heat = hot * (1 - step / steps);
    if (change > 0 && (heat === 0 || random.next() >= Math.exp(-change / (4 * heat)))) continue;
    exchange(request, { first, second, x, y });
    squares += change;
  }
}

interface Exchange {
  readonly first: Slot;
  readonly second: Slot;
  /** In the first block alone, and to move to the second. */
  readonly x: number;
  /** In the second block alone, and to move to the first. */
  readonly y: number;
}

/** A random system that stands in the one block and not in the other. */
function foreign(block: readonly number[], other: readonly number[], random: Random): number | undefined {
  const start = random.below(block.length);
  for (let turn = 0; turn < block.length; turn++) {
    const system = block[(start + turn) % block.length] ?? 0;
    if (!other.includes(system)) return system;
  }
  return undefined;
}

/** Between two annotators, the exchange may only swap the odd one more: high becomes low and low becomes high. */
function staysEven({ seen }: LevelPairsRequest, { first, second, x, y }: Exchange): boolean {
  const ahead = ({ annotator }: Slot, out: number, into: number) =>
    (seen[annotator]?.[out] ?? 0) - (seen[annotator]?.[into] ?? 0);
  return ahead(first, x, y) === 1 && ahead(second, y, x) === 1;
}

/** By how much the sum of squares over unordered pairs would change. Systems in both blocks cancel out. */
function squaresChange(
  pairs: CountTable,
  { first, second, x, y }: { first: readonly number[]; second: readonly number[]; x: number; y: number },
): number {
  let change = 0;
  for (const z of first)
    if (z !== x && !second.includes(z)) change += 2 * (pairs.get(y, z) - pairs.get(x, z)) + 2;
  for (const z of second)
    if (z !== y && !first.includes(z)) change += 2 * (pairs.get(x, z) - pairs.get(y, z)) + 2;
  return change;
}

function exchange({ pairs, seen }: LevelPairsRequest, { first, second, x, y }: Exchange): void {
  for (const [slot, out, into] of [
    [first, x, y],
    [second, y, x],
  ] as const) {
    const { block } = slot;
    for (const z of block) {
      if (z === out) continue;
      pairs.add(out, z, -1);
      pairs.add(z, out, -1);
      pairs.add(into, z, 1);
      pairs.add(z, into, 1);
    }
    block[block.indexOf(out)] = into;
    const counts = seen[slot.annotator] ?? [];
    counts[out] = (counts[out] ?? 0) - 1;
    counts[into] = (counts[into] ?? 0) + 1;
  }
}

function sumOfSquares(pairs: CountTable): number {
  return unordered(pairs.rows).reduce((sum, [a, b]) => sum + pairs.get(a, b) ** 2, 0);
}

function unordered(size: number): (readonly [number, number])[] {
  return range(size).flatMap((b) => range(b).map((a) => [a, b] as const));
}
