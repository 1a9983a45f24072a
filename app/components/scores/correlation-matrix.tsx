import { Link } from '@remix-run/react';
import { ScrollRegion } from '../study/scroll-region.tsx';
import { correlationInterval, correlationText } from './correlation-text.ts';
import { type HumanLevel, humanQuery, pairAnchor } from './human-address.ts';
import type { AgainstMetric, CorrelationCell, HumanPage } from './human-page.ts';
import { MetricName } from './metric-name.tsx';
import { directionSigns } from './score-text.ts';

interface MatrixProps {
  readonly page: HumanPage;
  readonly metrics: readonly AgainstMetric[];
  readonly level: HumanLevel;
}

const head = 'px-2 py-2 align-bottom text-xs font-medium text-ink-soft';

/** Metrics by criteria, with colour for sign and strength; every number leads to its points. */
export function CorrelationMatrix({ page, metrics, level }: MatrixProps) {
  const usual = mostOften(metrics.flatMap((metric) => metric[level].map(({ n }) => n)));
  return (
    <ScrollRegion label="Correlations of metrics with ratings">
      <table className="w-full border-separate border-spacing-x-0.5 border-spacing-y-0.5 text-sm">
        <thead>
          <tr>
            <th scope="col" className={`${head} sticky left-0 z-10 bg-surface pl-0 text-left`}>
              Metric
            </th>
            {page.criteria.map(({ name, label }) => (
              <th key={name} scope="col" className={`${head} min-w-24 text-center`}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => (
            <tr key={metric.name}>
              <th
                scope="row"
                className="sticky left-0 z-10 min-w-32 bg-surface py-1 pr-2 text-left align-middle font-normal"
              >
                <MetricName metric={metric} />
                {metric.better === 'lower' ? (
                  <span className="text-ink-faint">
                    {' '}
                    <span aria-hidden>{directionSigns.lower}</span>
                    <span className="sr-only">, less is better</span>
                  </span>
                ) : null}
              </th>
              <Cells page={page} metric={metric} cells={metric[level]} usual={usual} />
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

interface CellsProps {
  readonly page: HumanPage;
  readonly metric: AgainstMetric;
  readonly cells: readonly CorrelationCell[];
  /** The n that most cells have, which is not said again in each. */
  readonly usual: number;
}

function Cells({ page, metric, cells, usual }: CellsProps) {
  const [first] = cells;
  // What none of them has is said once.
  if (first && cells.every(({ value, reason }) => value === null && reason === first.reason))
    return (
      <td colSpan={cells.length} className="rounded-sm bg-sunken px-3 py-1 text-xs text-ink-soft">
        {metric.missing > 0
          ? `not computed for ${metric.missing} of ${metric.eligible} rated responses`
          : `undefined: ${first.reason}`}
      </td>
    );
  return cells.map((cell) => (
    <td key={cell.criterion} className="p-0 text-center">
      <Cell page={page} metric={metric} cell={cell} usual={usual} />
    </td>
  ));
}

function Cell({ page, metric, cell, usual }: Omit<CellsProps, 'cells'> & { readonly cell: CorrelationCell }) {
  const { pair } = page.address;
  if (cell.value === null)
    return <span className="block px-2 py-1 text-xs text-ink-soft">undefined: {cell.reason}</span>;
  const isChosen = pair?.metric === metric.name && pair.criterion === cell.criterion;
  const chosen = { metric: metric.name, criterion: cell.criterion };
  return (
    <Link
      to={`${humanQuery({ ...page.address, pair: chosen })}#${pairAnchor}`}
      aria-current={isChosen ? 'true' : undefined}
      className="block min-h-11 rounded-sm px-2 py-1 tabular-nums hover:outline-2 hover:outline-accent aria-[current]:outline-2 aria-[current]:outline-ink print:[print-color-adjust:exact]"
      style={{ backgroundColor: cellColour(cell.value) }}
    >
      <span className="font-semibold">{correlationText(cell.value)}</span>
      <span className="block text-xs whitespace-nowrap">
        {cell.low === null ? `no interval: ${cell.reason}` : `[${correlationInterval(cell)}]`}
      </span>
      {cell.n === usual ? null : <span className="block text-xs">n = {cell.n}</span>}
    </Link>
  );
}

/** As `correlationColour`, in the colours of the page. */
function cellColour(value: number): string {
  const end = value < 0 ? 'var(--plot-2)' : 'var(--plot-1)';
  return `color-mix(in oklab, ${end} ${Math.round(45 * Math.abs(value))}%, var(--surface))`;
}

export function mostOften(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values.filter((each) => each > 0)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
