import { chiSquaredTail } from './distributions/chi-squared.ts';
import { notDefined } from './estimate.ts';

export type CochranQResult =
  | { readonly status: 'defined'; readonly q: number; readonly degrees: number; readonly p: number }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Cochran's Q test that k treatments succeed as often on the same blocks.
 * Source: Cochran (1950); statsmodels `cochrans_q`.
 * @param blocks blocks × treatments of 0 and 1
 */
export function cochranQ(blocks: readonly ArrayLike<number>[]): CochranQResult {
  const k = blocks[0]?.length ?? 0;
  if (blocks.length < 1 || k < 2) return notDefined('needs at least one block and two treatments');
  const columns = new Float64Array(k);
  let [total, rowSquares] = [0, 0];
  for (const block of blocks) {
    let row = 0;
    for (let j = 0; j < k; j++) {
      row += block[j]!;
      columns[j]! += block[j]!;
    }
    total += row;
    rowSquares += row * row;
  }
  const denominator = k * total - rowSquares;
  if (denominator === 0) return notDefined('no block tells treatments apart');
  const squares = columns.reduce((sum, count) => sum + count * count, 0);
  const q = ((k - 1) * (k * squares - total * total)) / denominator;
  return { status: 'defined', q, degrees: k - 1, p: chiSquaredTail(q, k - 1) };
}
