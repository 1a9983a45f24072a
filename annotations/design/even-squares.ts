/** The least sum of squares that so many counts with this total can have: all within ±1 of each other. */
export function evenSquares(total: number, cells: number): number {
  if (cells === 0) return 0;
  const low = Math.floor(total / cells);
  const odd = total - low * cells;
  return odd * (low + 1) ** 2 + (cells - odd) * low ** 2;
}
