import { range } from './range.ts';

interface DifferenceFamily {
  readonly systems: number;
  readonly shown: number;
  /** Points below it are taken modulo it; those from it on (a point "at infinity") stay where they are. */
  readonly modulus: number;
  readonly base: readonly (readonly number[])[];
}

/**
 * Base blocks whose translates are balanced incomplete block designs. The method is Bose's (R. C. Bose 1939, On the
 * construction of balanced incomplete block designs, Annals of Eugenics 9, 353–399): where each difference occurs
 * equally often among the base blocks, each pair occurs equally often among the translates. (9, 3) is the affine
 * plane of order 3, written out. The test develops and counts every one.
 */
export const differenceFamilies: readonly DifferenceFamily[] = [
  {
    systems: 9,
    shown: 3,
    modulus: 1,
    base: [
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
      [0, 3, 6],
      [1, 4, 7],
      [2, 5, 8],
      [0, 4, 8],
      [1, 5, 6],
      [2, 3, 7],
      [0, 5, 7],
      [1, 3, 8],
      [2, 4, 6],
    ],
  },
  {
    systems: 6,
    shown: 3,
    modulus: 5,
    base: [
      [5, 0, 4],
      [0, 2, 3],
    ],
  },
  { systems: 7, shown: 3, modulus: 7, base: [[0, 1, 5]] },
  {
    systems: 8,
    shown: 4,
    modulus: 7,
    base: [
      [7, 0, 2, 6],
      [0, 1, 2, 4],
    ],
  },
  {
    systems: 9,
    shown: 4,
    modulus: 9,
    base: [
      [0, 3, 7, 8],
      [0, 4, 6, 7],
    ],
  },
  {
    systems: 10,
    shown: 3,
    modulus: 10,
    base: [
      [0, 1, 7],
      [0, 2, 7],
      [0, 3, 9],
      [0, 1, 2],
      [0, 4, 6],
      [0, 5, 8],
    ],
  },
  {
    systems: 10,
    shown: 4,
    modulus: 10,
    base: [
      [0, 3, 4, 9],
      [0, 1, 2, 4],
      [0, 3, 5, 7],
    ],
  },
  {
    systems: 10,
    shown: 5,
    modulus: 9,
    base: [
      [9, 0, 1, 3, 4],
      [0, 1, 2, 5, 7],
    ],
  },
  {
    systems: 11,
    shown: 3,
    modulus: 11,
    base: [
      [0, 3, 9],
      [0, 6, 8],
      [0, 4, 8],
      [0, 6, 10],
      [0, 1, 10],
    ],
  },
  {
    systems: 11,
    shown: 4,
    modulus: 11,
    base: [
      [0, 3, 8, 10],
      [0, 2, 3, 9],
      [0, 4, 8, 10],
      [0, 3, 8, 10],
      [0, 4, 5, 6],
    ],
  },
  { systems: 11, shown: 5, modulus: 11, base: [[0, 3, 7, 8, 9]] },
  {
    systems: 12,
    shown: 3,
    modulus: 11,
    base: [
      [11, 0, 4],
      [0, 5, 9],
      [0, 1, 2],
      [0, 3, 6],
    ],
  },
  {
    systems: 12,
    shown: 4,
    modulus: 11,
    base: [
      [11, 0, 2, 6],
      [0, 6, 9, 10],
      [0, 1, 3, 8],
    ],
  },
  {
    systems: 12,
    shown: 6,
    modulus: 11,
    base: [
      [11, 0, 1, 2, 3, 7],
      [0, 2, 4, 7, 8, 10],
    ],
  },
  {
    systems: 13,
    shown: 3,
    modulus: 13,
    base: [
      [0, 9, 12],
      [0, 6, 8],
    ],
  },
  { systems: 13, shown: 4, modulus: 13, base: [[0, 7, 8, 11]] },
  {
    systems: 13,
    shown: 5,
    modulus: 13,
    base: [
      [0, 3, 4, 10, 12],
      [0, 2, 3, 8, 11],
      [0, 4, 9, 10, 11],
    ],
  },
  {
    systems: 13,
    shown: 6,
    modulus: 13,
    base: [
      [0, 2, 4, 5, 8, 12],
      [0, 1, 7, 8, 10, 12],
    ],
  },
  {
    systems: 14,
    shown: 7,
    modulus: 13,
    base: [
      [13, 0, 1, 3, 6, 8, 12],
      [0, 1, 2, 4, 5, 8, 12],
    ],
  },
  {
    systems: 15,
    shown: 5,
    modulus: 14,
    base: [
      [14, 0, 1, 6, 11],
      [0, 4, 6, 8, 11],
      [0, 1, 8, 12, 13],
    ],
  },
  { systems: 15, shown: 7, modulus: 15, base: [[0, 1, 4, 6, 11, 12, 13]] },
  {
    systems: 16,
    shown: 5,
    modulus: 16,
    base: [
      [0, 1, 7, 9, 13],
      [0, 4, 11, 14, 15],
      [0, 8, 10, 13, 15],
    ],
  },
  {
    systems: 16,
    shown: 6,
    modulus: 16,
    base: [
      [0, 6, 10, 13, 14, 15],
      [0, 1, 6, 9, 11, 13],
    ],
  },
  {
    systems: 16,
    shown: 8,
    modulus: 15,
    base: [
      [15, 0, 1, 4, 5, 7, 12, 14],
      [0, 3, 4, 6, 7, 8, 9, 13],
    ],
  },
  { systems: 19, shown: 9, modulus: 19, base: [[0, 1, 6, 8, 10, 11, 12, 13, 16]] },
  { systems: 21, shown: 5, modulus: 21, base: [[0, 10, 13, 14, 19]] },
  { systems: 23, shown: 11, modulus: 23, base: [[0, 2, 3, 6, 7, 10, 12, 18, 19, 20, 21]] },
];

/** A complete set of subsets larger than this is no use: few annotators would ever go through it. */
const mostSubsets = 500;

/**
 * The blocks of a balanced incomplete block design: subsets of `shown` of the systems 0 … `systems` − 1 in which
 * every system occurs equally often and every pair occurs together equally often. From a difference family where
 * one is listed, as the complements of such a design, else all subsets; null where these are too many.
 */
export function balancedBlocks(systems: number, shown: number): readonly (readonly number[])[] | null {
  const family = differenceFamilies.find((entry) => entry.systems === systems && entry.shown === shown);
  if (family) return developed(family);
  if (shown * 2 > systems) {
    const rest = balancedBlocks(systems, systems - shown);
    return rest?.map((block) => range(systems).filter((system) => !block.includes(system))) ?? null;
  }
  return subsetCount(systems, shown) <= mostSubsets ? subsets(systems, shown) : null;
}

function developed({ base, modulus }: DifferenceFamily): number[][] {
  return base.flatMap((block) =>
    range(modulus).map((shift) =>
      block.map((point) => (point < modulus ? (point + shift) % modulus : point)).sort((a, b) => a - b),
    ),
  );
}

function subsetCount(size: number, chosen: number): number {
  return range(chosen).reduce((count, index) => (count * (size - index)) / (index + 1), 1);
}

/** All subsets of `chosen` of the numbers below `size`, each in ascending order. */
function subsets(size: number, chosen: number): number[][] {
  if (chosen === 0) return [[]];
  return range(size).flatMap((largest) => subsets(largest, chosen - 1).map((rest) => [...rest, largest]));
}
