import { type Random, shuffled } from '#lib/rng.ts';
import { CountTable } from './count-table.ts';
import { range } from './range.ts';

export interface Allotment {
  /** How often this group has had each symbol already. */
  readonly had: readonly number[];
  /** How many symbols it is to get now. */
  readonly add: number;
  /** How often it may get any one symbol now; `add` must not exceed `cap` times the number of symbols. */
  readonly cap: number;
}

/**
 * Shares symbols out to groups: how often each group (row) gets each symbol (column).
 *
 * Within a group every symbol is raised to a common level as far as `cap` lets it, which makes the counts as even
 * as they can be made; so groups that start even end within ±1. Those of a group's symbols that get the odd one
 * more are chosen so that the totals over all groups (and `elsewhere`, counts that stand outside them) are as
 * even as the groups permit: lowest total first, then chains of exchanges from the highest total to the lowest.
 * Groups that start even, with nothing elsewhere, end with totals within ±1.
 */
export function allocateEvenly(
  groups: readonly Allotment[],
  elsewhere: readonly number[],
  random: Random,
): CountTable {
  const symbols = elsewhere.length;
  const given = new CountTable(groups.length, symbols);
  const totals = elsewhere.slice();
  const odd: Odd[] = groups.map(() => ({ chosen: new Set(), passed: new Set() }));
  const raise = (group: number, symbol: number, by: number) => {
    given.add(group, symbol, by);
    totals[symbol] = (totals[symbol] ?? 0) + by;
  };

  for (const [group, { had, add, cap }] of groups.entries()) {
    const level = commonLevel(had, add, cap);
    for (const [symbol, count] of had.entries()) {
      const by = Math.min(cap, Math.max(0, level - count));
      totals[symbol] = (totals[symbol] ?? 0) + count;
      raise(group, symbol, by);
      if (count + by === level && by < cap) odd[group]?.passed.add(symbol);
    }
  }
  for (const group of shuffled(range(groups.length), random)) {
    const { chosen, passed } = odd[group] ?? noneOdd;
    const left = (groups[group]?.add ?? 0) - sum(given.row(group));
    const lowest = shuffled([...passed], random).sort((a, b) => (totals[a] ?? 0) - (totals[b] ?? 0));
    for (const symbol of lowest.slice(0, left)) {
      raise(group, symbol, 1);
      passed.delete(symbol);
      chosen.add(symbol);
    }
  }
  while (exchange({ odd, totals, raise })) {}
  return given;
}

/** Of a group's symbols at the common level: who got one more, and who did not. */
interface Odd {
  readonly chosen: Set<number>;
  readonly passed: Set<number>;
}

const noneOdd: Odd = { chosen: new Set(), passed: new Set() };

interface Shares {
  readonly odd: readonly Odd[];
  readonly totals: number[];
  readonly raise: (group: number, symbol: number, by: number) => void;
}

/**
 * Moves an odd one from the symbol with the highest total to one that has at least 2 fewer, through a chain of
 * groups that each exchange two symbols. False where no chain is left; the sum of squares of the totals is then
 * the least there is, because it is a separable convex function over flows.
 */
function exchange({ odd, totals, raise }: Shares): boolean {
  const symbols = range(totals.length);
  const total = (symbol: number) => totals[symbol] ?? 0;
  if (Math.max(...totals) - Math.min(...totals) < 2) return false;
  for (const from of symbols.toSorted((a, b) => total(b) - total(a))) {
    const reached = new Map<number, { readonly before: number; readonly group: number }>();
    const queue = [from];
    for (const at of queue)
      for (const [group, { chosen, passed }] of odd.entries()) {
        if (!chosen.has(at)) continue;
        for (const next of passed) {
          if (next === from || reached.has(next)) continue;
          reached.set(next, { before: at, group });
          if (total(from) - total(next) < 2) {
            queue.push(next);
            continue;
          }
          for (let to = next; to !== from; ) {
            const step = reached.get(to);
            if (!step) break;
            raise(step.group, step.before, -1);
            raise(step.group, to, 1);
            const pair = odd[step.group];
            pair?.chosen.delete(step.before);
            pair?.passed.add(step.before);
            pair?.passed.delete(to);
            pair?.chosen.add(to);
            to = step.before;
          }
          return true;
        }
      }
  }
  return false;
}

/** The highest level to which `add` suffices to raise every count, none by more than `cap`. */
function commonLevel(had: readonly number[], add: number, cap: number): number {
  const cost = (level: number) => sum(had.map((count) => Math.min(cap, Math.max(0, level - count))));
  let low = Math.min(...had);
  // Past this nothing rises any more; if `add` reaches it, everything is at its cap.
  let high = Math.max(...had) + cap + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (cost(middle) <= add) low = middle;
    else high = middle;
  }
  return low;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
