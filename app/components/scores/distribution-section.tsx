import { useNavigate } from '@remix-run/react';
import { useState } from 'react';
import { ChartFrame } from '#app/components/charts/chart-frame.tsx';
import { Figure, Panel } from '#app/components/charts/figure.tsx';
import { type HistogramBar, HistogramChart } from '#app/components/charts/histogram-chart.tsx';
import { percentText } from '#app/components/results/result-numbers.ts';
import { Section } from '#app/components/study/section.tsx';
import { buttonClass } from '#app/components/ui/button.tsx';
import { formatCount } from '../dataset/format-count.ts';
import { type Bar, BinTable } from './bin-table.tsx';
import { DistributionTable } from './distribution-table.tsx';
import { MetricName } from './metric-name.tsx';
import { listAnchor, responsesPath, responsesQuery, viewQuery } from './responses-address.ts';
import type { DistributionPlot, ResponsesPage, ScoredSystem } from './responses-page.ts';
import type { ValueBin } from './value-bins.ts';

interface DistributionSectionProps {
  readonly page: ResponsesPage;
  readonly plot: DistributionPlot;
}

/** A panel a system, all with the same bins and axes, and the numbers in tables. */
export function DistributionSection({ page, plot }: DistributionSectionProps) {
  const { metric, bins } = plot;
  const scored = plot.systems.filter((system) => system.status === 'scored');
  const barAddress = addressOfBar(page);
  return (
    <Section
      title={`${metric.label} of single responses`}
      lead={
        <>
          How often each value occurs, the same bins for every system. About <MetricName metric={metric} />
        </>
      }
      aside={
        <a
          href={`${responsesPath(page.dataset)}.csv?${viewQuery(page.address)}`}
          download
          className={buttonClass('quiet', 'no-print -mx-4 -my-2')}
        >
          Every value as CSV
        </a>
      }
    >
      <div className="flex flex-col gap-8">
        <Panels page={page} plot={plot} scored={scored} barAddress={barAddress} />
        <DistributionTable plot={plot} />
        <details className="group">
          <summary className="min-h-10 py-2 text-sm font-medium">Number of responses in each bin</summary>
          <BinTable bins={bins} systems={scored} label={metric.label} barAddress={barAddress} />
        </details>
        <HowMade plot={plot} />
      </div>
    </Section>
  );
}

/** The page with a bar's responses listed, at their list. */
function addressOfBar({ address }: ResponsesPage): (chosen: Bar) => string {
  const { view } = address;
  return (chosen) =>
    view.plot === 'distribution'
      ? `${responsesQuery({ ...address, page: 1, view: { ...view, chosen } })}#${listAnchor}`
      : '';
}

interface PanelsProps extends DistributionSectionProps {
  readonly scored: readonly ScoredSystem[];
  readonly barAddress: (bar: Bar) => string;
}

function Panels({ page, plot, scored, barAddress }: PanelsProps) {
  const { metric, bins } = plot;
  const navigate = useNavigate();
  const [hovered, setHovered] = useState<Bar | null>(null);
  const { view } = page.address;
  const chosen = view.plot === 'distribution' ? view.chosen : null;
  const top = axisTop(scored, bins);
  const query = viewQuery(page.address);
  query.set('table', 'distribution');
  return (
    <Figure
      panels={scored.length}
      fileName={`${page.fileName}-${metric.inFileName}-distribution`}
      csv={`${responsesPath(page.dataset)}.csv?${query}`}
      caption={<Caption plot={plot} isBroken={scored.some((system) => highest(system) > top * 1.25)} />}
    >
      {scored.map((system) => (
        <Panel key={system.name} title={system.name}>
          <ChartFrame
            height={190}
            label={`Distribution of ${metric.label} of ${system.name}; the tables hold the same numbers.`}
          >
            <HistogramChart
              bars={bins.map(
                ({ key, kind, low, high }, at): HistogramBar => ({
                  key,
                  kind,
                  low,
                  high,
                  share: (system.counts[at] ?? 0) / system.n,
                }),
              )}
              top={top}
              height={190}
              chosen={chosen?.of === system.name ? chosen.bin : null}
              onPick={(bin) => navigate(barAddress({ bin, of: system.name }))}
              onHover={(bin) => setHovered(bin === null ? null : { bin, of: system.name })}
            />
          </ChartFrame>
          <p aria-hidden className="no-print -mb-3 min-h-5 text-xs text-ink-soft tabular-nums">
            {hovered?.of === system.name ? inWords({ system, bins, label: metric.label }, hovered.bin) : ''}
          </p>
        </Panel>
      ))}
    </Figure>
  );
}

function inWords(
  {
    system,
    bins,
    label,
  }: { readonly system: ScoredSystem; readonly bins: readonly ValueBin[]; readonly label: string },
  key: string,
): string {
  const at = bins.findIndex((bin) => bin.key === key);
  const count = system.counts[at] ?? 0;
  return `${label} ${bins[at]?.label ?? ''}: ${formatCount(count)} of ${formatCount(system.n)} (${percentText(count / system.n)}) – choose it to see them`;
}

/** The highest bar, but for zeros that are far more than any range: their bar is broken off. */
function axisTop(systems: readonly ScoredSystem[], bins: readonly ValueBin[]): number {
  const most = (kinds: readonly ValueBin['kind'][]) =>
    Math.max(
      0,
      ...systems.flatMap(({ counts, n }) =>
        bins.map(({ kind }, at) => (kinds.includes(kind) ? (counts[at] ?? 0) / n : 0)),
      ),
    );
  const [all, ranges] = [most(['zero', 'range', 'tail']), most(['range'])];
  return ranges > 0 && all > 2.5 * ranges ? ranges : all;
}

function highest({ counts, n }: ScoredSystem): number {
  return Math.max(...counts) / n;
}

function Caption({ plot, isBroken }: { readonly plot: DistributionPlot; readonly isBroken: boolean }) {
  const { bins, metric } = plot;
  const ranges = bins.filter(({ kind }) => kind === 'range');
  const [first, last] = [ranges[0], ranges.at(-1)];
  const width = first ? Number((first.high - first.low).toPrecision(6)) : 0;
  const tail = bins.find(({ kind }) => kind === 'tail');
  return (
    <>
      Share of the responses by {metric.label}: {ranges.length} bins of width {width} from {first?.low} to{' '}
      {last?.high}; a value on a border belongs to the upper bin.
      {bins[0]?.kind === 'zero' ? ' Values of exactly 0 have a bar of their own at the left.' : ''}
      {tail ? ` The bar at the right holds everything from ${tail.low} to ${rounded(tail.high)}.` : ''}
      {isBroken ? ' A bar that is broken off is higher than the axis and says its share.' : ''}
    </>
  );
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}

function HowMade({ plot }: { readonly plot: DistributionPlot }) {
  const { metric } = plot;
  const differs = plot.systems.some(
    (system) =>
      system.status === 'scored' &&
      system.together !== null &&
      Math.abs(system.together - system.mean) > 1e-9 * Math.max(1, Math.abs(system.mean)),
  );
  return (
    <div className="max-w-prose text-sm text-ink-soft">
      {differs ? (
        <p>
          “All together” is the {metric.label} of these responses as one corpus, as the leaderboard has it. It
          is not the mean of the values of single responses, and only one of the two is usually meant in a
          paper: say which.
        </p>
      ) : null}
      <p className="mt-1">
        Values of single responses:{' '}
        <code className="text-xs [overflow-wrap:anywhere]">{metric.signature}</code>
      </p>
    </div>
  );
}
