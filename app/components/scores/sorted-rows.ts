import type { BoardAddress } from './board-address.ts';
import type { BoardMetric, BoardRow } from './score-board.ts';

/** A row's place: by name, or best first; one without a score comes last either way. */
export function sortedRows(
  rows: readonly BoardRow[],
  { metric, order }: { readonly metric: BoardMetric | null; readonly order: BoardAddress['order'] },
): BoardRow[] {
  const turn = order === 'best' ? 1 : -1;
  const byName = (a: BoardRow, b: BoardRow) =>
    Number(a.isHuman) - Number(b.isHuman) || a.system.localeCompare(b.system, 'en');
  if (metric === null) return [...rows].sort((a, b) => turn * byName(a, b));
  const up = metric.better === 'lower' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [first, second] = [a.cells[metric.id]?.score ?? null, b.cells[metric.id]?.score ?? null];
    if (first === null || second === null)
      return Number(first === null) - Number(second === null) || byName(a, b);
    return turn * up * (first - second) || byName(a, b);
  });
}
