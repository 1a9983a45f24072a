import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { allocateEvenly } from './allocate-evenly.ts';
import { balancedBlocks, differenceFamilies } from './balanced-blocks.ts';
import { williamsOrders } from './williams-orders.ts';

test('four systems have Williams’s square', () => {
  expect(williamsOrders(4)).toEqual([
    [0, 1, 3, 2],
    [1, 2, 0, 3],
    [2, 3, 1, 0],
    [3, 0, 2, 1],
  ]);
});

test('five systems have a pair of squares, the second the mirror of the first', () => {
  const orders = williamsOrders(5);
  expect(orders[0]).toEqual([0, 1, 4, 2, 3]);
  expect(orders[5]).toEqual([3, 2, 4, 1, 0]);
  expect(orders).toHaveLength(10);
});

test.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 25, 26])(
  'the orders of %i systems are Latin squares in which all pairs of neighbours are equally frequent',
  (size) => {
    const orders = williamsOrders(size);
    for (let start = 0; start < orders.length; start += size)
      for (let column = 0; column < size; column++) {
        const square = orders.slice(start, start + size);
        expect(new Set(square.map((row) => row[column])).size).toBe(size);
      }
    const neighbours = new Map<string, number>();
    for (const row of orders)
      for (let at = 1; at < size; at++) {
        const key = `${row[at - 1]} ${row[at]}`;
        neighbours.set(key, (neighbours.get(key) ?? 0) + 1);
      }
    expect(neighbours.size).toBe(size * (size - 1));
    expect(new Set(neighbours.values())).toEqual(new Set([size % 2 === 0 ? 1 : 2]));
  },
);

test('one system has one order', () => {
  expect(williamsOrders(1)).toEqual([[0]]);
});

/** b, r and λ of a balanced incomplete block design; null where it is none. */
function parameters(blocks: readonly (readonly number[])[], systems: number) {
  const holding = (...wanted: number[]) =>
    blocks.filter((block) => wanted.every((system) => block.includes(system))).length;
  const r = new Set<number>();
  const lambda = new Set<number>();
  for (let x = 0; x < systems; x++) {
    r.add(holding(x));
    for (let y = 0; y < x; y++) lambda.add(holding(x, y));
  }
  return r.size === 1 && lambda.size === 1
    ? { b: blocks.length, r: [...r][0], lambda: [...lambda][0] }
    : null;
}

test.each(differenceFamilies.map(({ systems, shown }) => [systems, shown] as const))(
  'the difference family of %i systems, %i at a time, develops into a balanced design',
  (systems, shown) => {
    const blocks = balancedBlocks(systems, shown) ?? [];
    expect(blocks.every((block) => new Set(block).size === shown)).toBe(true);
    expect(parameters(blocks, systems)).not.toBeNull();
  },
);

test.each([
  [7, 3, { b: 7, r: 3, lambda: 1 }],
  [6, 3, { b: 10, r: 5, lambda: 2 }],
  [9, 3, { b: 12, r: 4, lambda: 1 }],
  [13, 4, { b: 13, r: 4, lambda: 1 }],
  [7, 4, { b: 7, r: 4, lambda: 2 }],
  [11, 5, { b: 11, r: 5, lambda: 2 }],
  [4, 3, { b: 4, r: 3, lambda: 2 }],
  [5, 2, { b: 10, r: 4, lambda: 1 }],
  [8, 3, { b: 56, r: 21, lambda: 6 }],
])('%i systems, %i at a time, have the design of the textbooks', (systems, shown, known) => {
  expect(parameters(balancedBlocks(systems, shown) ?? [], systems)).toEqual(known);
});

test('where all subsets would be too many and no family is listed, there is no whole design', () => {
  expect(balancedBlocks(14, 7)).toHaveLength(26);
  expect(balancedBlocks(26, 7)).toBeNull();
});

test('sharing out raises the lowest, and exchanges through others where the totals are uneven', () => {
  const given = allocateEvenly(
    [
      { had: [1, 0, 0], add: 1, cap: 5 },
      { had: [0, 1, 0], add: 1, cap: 5 },
      { had: [3, 0, 0], add: 4, cap: 5 },
    ],
    [0, 0, 4],
    createRandom(1),
  );
  expect(given.row(0)).toEqual([0, 1, 0]);
  expect(given.row(1)).toEqual([1, 0, 0]);
  expect(given.row(2)).toEqual([0, 2, 2]);
});

test('nobody gets a symbol more often than there are places', () => {
  const given = allocateEvenly([{ had: [9, 0, 9], add: 4, cap: 2 }], [0, 0, 0], createRandom(1));
  expect(given.row(0)[1]).toBe(2);
  expect(given.row(0).reduce((sum, count) => sum + count, 0)).toBe(4);
});
