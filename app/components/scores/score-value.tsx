import { formatCount } from '../dataset/format-count.ts';
import { noteLetter } from './board-view.ts';
import type { BoardCell, BoardMetric, Mark } from './score-board.ts';
import { intervalText, scoreText } from './score-text.ts';

interface ScoreValueProps {
  readonly cell: BoardCell | undefined;
  readonly metric: BoardMetric;
  readonly reasons: readonly string[];
}

/** A score with its mark, its interval, and what sets it apart from its column; or why there is none. */
export function ScoreValue({ cell, metric, reasons }: ScoreValueProps) {
  if (cell === undefined) return <span className="text-xs text-ink-faint">not asked for yet</span>;
  if (cell.score === null)
    return (
      <span className="text-ink-faint">
        <span className="text-xs">not scored</span>
        <sup className="ml-0.5">{noteLetter(reasons, cell.reason)}</sup>
        <span className="sr-only">: {cell.reason}</span>
        <MarkSpace />
      </span>
    );
  return (
    <>
      <span className="block whitespace-nowrap">
        <span className={cell.mark === 'best' ? 'font-bold text-ink' : ''}>
          {scoreText(cell.score, metric.unit)}
        </span>
        <MarkSign mark={cell.mark} />
      </span>
      <span className="block text-xs whitespace-nowrap text-ink-faint">
        {cell.low === null ? 'no interval' : `[${intervalText(cell, metric.unit)}]`}
        <MarkSpace />
      </span>
      {metric.n === cell.n ? null : (
        <span className="block text-xs whitespace-nowrap text-ink-faint">
          n = {formatCount(cell.n)}
          <MarkSpace />
        </span>
      )}
      {cell.isApart ? (
        <span className="block text-xs whitespace-nowrap text-warning">
          {cell.signature === metric.signature ? 'other contexts' : 'other signature'}
          <MarkSpace />
        </span>
      ) : null}
    </>
  );
}

const signs = { best: '●', level: '○' } as const;
export const markWords = { best: 'best', level: 'not distinguishable from the best' } as const;

/** As wide with a mark as without, so that numbers stand under one another. */
export function MarkSign({ mark }: { readonly mark: Mark }) {
  if (mark === null) return <MarkSpace />;
  return (
    <>
      <span aria-hidden className="inline-block w-5 text-center text-sm leading-none text-accent">
        {signs[mark]}
      </span>
      <span className="sr-only">, {markWords[mark]}</span>
    </>
  );
}

function MarkSpace() {
  return <span aria-hidden className="inline-block w-5" />;
}
