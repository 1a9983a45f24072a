import { Link } from '@remix-run/react';
import { formatCount } from '../dataset/format-count.ts';
import { bodyCell, headCell } from '../results/table-style.ts';
import { ScrollRegion } from '../study/scroll-region.tsx';
import type { ScoredMetric } from './pairs-page.ts';
import { intervalText, scoreText } from './score-text.ts';
import { isFew } from './slices-figure.tsx';
import type { SliceCell, SlicesPage } from './slices-page.ts';

interface SlicesTableProps {
  readonly page: SlicesPage;
  readonly metric: ScoredMetric;
}

const numberCell = 'px-3 py-2 text-right align-top tabular-nums last:pr-0';

/** The numbers of the plot: a row a slice, a column a system. */
export function SlicesTable({ page: { slices, series }, metric }: SlicesTableProps) {
  return (
    <ScrollRegion label="Table of slices">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">
          {metric.label} of each slice and system, with its 95 % interval and the number of responses
        </caption>
        <thead>
          <tr className="border-b border-line-strong/40">
            <th scope="col" className={headCell}>
              Slice
            </th>
            {series.map(({ system }) => (
              <th
                key={system}
                scope="col"
                className="min-w-28 px-3 py-2 text-right align-bottom text-sm font-medium [overflow-wrap:anywhere] last:pr-0"
              >
                {system}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          <tr className="bg-sunken/60">
            <th scope="row" className={`${bodyCell} text-left font-semibold`}>
              All
            </th>
            {series.map(({ system, whole }) => (
              <td key={system} className={numberCell}>
                <Estimate cell={whole} metric={metric} />
              </td>
            ))}
          </tr>
          {slices.map(({ key, label, compare }) => (
            <tr key={key}>
              <th scope="row" className={`${bodyCell} min-w-24 text-left font-medium`}>
                {compare === null ? (
                  label
                ) : (
                  <Link
                    to={compare}
                    title={`Compare the answers: ${label}`}
                    className="underline decoration-line-strong/60 decoration-dotted underline-offset-4 hover:text-accent"
                  >
                    {label}
                  </Link>
                )}
              </th>
              {series.map(({ system, cells }) => (
                <td key={system} className={numberCell}>
                  <Estimate cell={cells[key]} metric={metric} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Estimate({
  cell,
  metric: { unit },
}: {
  readonly cell: SliceCell | undefined;
  readonly metric: ScoredMetric;
}) {
  if (cell === undefined) return <span className="text-xs text-ink-faint">no answers</span>;
  if (cell.score === null)
    return <span className="inline-block max-w-40 text-xs text-ink-faint">not scored: {cell.reason}</span>;
  const interval = intervalText(cell, unit);
  return (
    <>
      <span className="font-semibold">{scoreText(cell.score, unit)}</span>
      <span className="ml-2 text-xs whitespace-nowrap text-ink-faint">n = {formatCount(cell.n)}</span>
      <span className="block text-xs whitespace-nowrap text-ink-soft">
        {interval === '' ? 'no interval' : `[${interval}]`}
      </span>
      {isFew(cell) ? (
        <span className="block text-xs whitespace-nowrap text-warning">
          few: {formatCount(cell.dialogues)} {cell.dialogues === 1 ? 'dialogue' : 'dialogues'}
        </span>
      ) : null}
    </>
  );
}
