import { Link } from '@remix-run/react';
import { counted } from '../dataset/format-count.ts';
import { systemAddress } from '../systems/addresses.ts';
import { newerAnswers } from './board-view.ts';
import type { BoardMetric, BoardRow } from './score-board.ts';

/** A row's system, which run of it was scored, and whether its scores are of all its answers. */
export function SystemName({
  row,
  metrics,
}: {
  readonly row: BoardRow;
  readonly metrics: readonly BoardMetric[];
}) {
  const newer = newerAnswers(row, metrics);
  return (
    <>
      <Link
        to={systemAddress(row.system)}
        className="break-words underline-offset-4 hover:text-accent hover:underline"
      >
        {row.system}
      </Link>
      {row.isHuman ? (
        <span className="block text-xs font-normal text-ink-faint">the references</span>
      ) : row.label === 'imported' ? null : (
        <span className="block text-xs font-normal text-ink-faint [overflow-wrap:anywhere]">{row.label}</span>
      )}
      {newer > 0 ? (
        <span className="block text-xs font-normal text-warning">{counted(newer, 'answer')} came since</span>
      ) : null}
    </>
  );
}
