import { range } from './range.ts';

/**
 * The orders of a Williams design over 0 … size − 1: the rows of one Latin square where `size` is even, of two
 * where it is odd (the second square mirrors the first). Each symbol stands once in each column of a square; over
 * all rows each ordered pair of different symbols stands next to each other equally often (once where `size` is
 * even, twice where it is odd), so that first-order carry-over is balanced.
 *
 * The first row is 0, 1, n−1, 2, n−2, …; row i adds i to it, modulo n.
 * Source: E. J. Williams (1949), Experimental designs balanced for the estimation of residual effects of
 * treatments, Australian Journal of Scientific Research A 2, 149–168.
 */
export function williamsOrders(size: number): number[][] {
  const first = range(size).map((place) => (place % 2 === 1 ? (place + 1) / 2 : (size - place / 2) % size));
  const square = range(size).map((shift) => first.map((symbol) => (symbol + shift) % size));
  return size % 2 === 0 || size === 1 ? square : [...square, ...square.map((row) => row.toReversed())];
}
