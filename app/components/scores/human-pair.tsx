import { Link, useNavigate } from '@remix-run/react';
import { useState } from 'react';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { Figure, Panel } from '../charts/figure.tsx';
import { niceScale, niceStep, plain } from '../charts/nice-scale.ts';
import { groupColour, PairChart, type PairPoint } from '../charts/pair-chart.tsx';
import { comparisonPath } from '../dataset/addresses.ts';
import { formatCount } from '../dataset/format-count.ts';
import { bodyCell, headCell, numberCell, numberHead } from '../results/table-style.ts';
import { ScrollRegion } from '../study/scroll-region.tsx';
import { Section } from '../study/section.tsx';
import { correlationInterval, correlationText, kindNames } from './correlation-text.ts';
import { humanCsvPath, humanQuery, pairAnchor } from './human-address.ts';
import type { ChosenPair, HumanPage } from './human-page.ts';
import { scoreText } from './score-text.ts';

interface PairProps {
  readonly page: HumanPage;
  readonly pair: ChosenPair;
}

/** The points that a correlation is of. */
export function HumanPair({ page, pair }: PairProps) {
  const { metric, criterion, cell } = pair;
  const isSegment = page.address.level === 'segment';
  const found =
    cell.value === null
      ? `undefined: ${cell.reason}`
      : `${correlationText(cell.value)}${cell.low === null ? '' : ` [${correlationInterval(cell)}]`}`;
  return (
    <div id={pairAnchor} className="scroll-mt-4">
      <Section
        title={`${metric.label} and ${criterion.label}`}
        lead={`${kindNames[page.address.kind]} ${found}, over ${formatCount(cell.n)} ${isSegment ? 'responses' : 'systems'}.`}
        aside={
          <Link
            to={humanQuery({ ...page.address, pair: null })}
            preventScrollReset
            className="no-print text-sm text-ink-soft underline underline-offset-4 hover:text-ink"
          >
            Close
          </Link>
        }
      >
        <div className="grid grid-cols-1 gap-8 xl:grid-cols-[minmax(0,42rem)_minmax(0,1fr)]">
          <Plot page={page} pair={pair} />
          {isSegment ? <FarTable page={page} pair={pair} /> : <SystemTable pair={pair} />}
        </div>
      </Section>
    </div>
  );
}

const plotHeight = 420;

function Plot({ page, pair }: PairProps) {
  const { metric, criterion, segments, total } = pair;
  const isSegment = page.address.level === 'segment';
  const [hovered, setHovered] = useState<string | null>(null);
  const navigate = useNavigate();
  const points = isSegment ? segmentPoints(page, pair) : systemPoints(page, pair);
  const byKey = new Map(segments.map((point) => [String(point.responseId), point]));
  const pick = (key: string) => {
    const point = byKey.get(key);
    if (point && isSegment) navigate(comparisonOf(page, point.context));
  };
  if (points.length === 0) return <p className="text-sm text-ink-soft">There is no point to show.</p>;
  const range = (values: readonly number[]) => niceScale(Math.min(...values), Math.max(...values));
  // Systems differ little on a scale that responses fill.
  const scaleY = isSegment
    ? { low: criterion.minimum, high: criterion.maximum, ticks: ticksOf(criterion) }
    : around(
        points.map(({ y }) => y),
        criterion,
      );
  const xs = points.map(({ x }) => x);
  return (
    <Figure
      panels={1}
      fileName={`${page.fileName}-${metric.name}-${criterion.name}-${page.address.level}`}
      csv={humanCsvPath(page.dataset, { address: page.address, table: 'points' })}
      caption={
        isSegment ? (
          <>
            A point is a rated response; its rating is the mean over raters. Darker where several lie on one
            another.{' '}
            {segments.length < total
              ? `Every ${Math.ceil(total / segments.length)}th of ${formatCount(total)} is shown. `
              : ''}
            Choose a point to see the answers side by side.
          </>
        ) : (
          'A point is a system: the metric over its rated responses, and the mean of their ratings.'
        )
      }
    >
      <Panel title={`${metric.label} and ${criterion.label}`}>
        <ChartFrame
          height={plotHeight}
          label={`${criterion.label} against ${metric.label}; the table and the CSV hold the numbers.`}
        >
          <PairChart
            points={points}
            scaleX={isSegment ? range(xs) : around(xs)}
            scaleY={scaleY}
            labelX={metric.label}
            labelY={criterion.label}
            height={plotHeight}
            onPick={pick}
            onHover={setHovered}
          />
        </ChartFrame>
        {isSegment ? <Legend systems={systemsIn(page, pair)} page={page} /> : null}
        <p aria-hidden className="no-print mt-1 min-h-10 text-xs text-ink-soft tabular-nums sm:min-h-5">
          {inWords(page, pair, hovered)}
        </p>
      </Panel>
    </Figure>
  );
}

function inWords(
  page: HumanPage,
  { segments, systems, metric, criterion }: ChosenPair,
  hovered: string | null,
) {
  if (hovered === null) return '';
  const isSegment = page.address.level === 'segment';
  const point = isSegment
    ? segments.find(({ responseId }) => String(responseId) === hovered)
    : systems.find(({ system }) => system === hovered);
  if (!point) return '';
  return `${point.system}: ${metric.label} ${scoreText(point.metric, metric.unit)}, ${criterion.label} ${point.human.toFixed(2)}${isSegment ? ' – choose it to see the answers' : ''}`;
}

function segmentPoints({ systems }: HumanPage, { segments }: ChosenPair): PairPoint[] {
  return segments.map(({ responseId, system, metric, human }) => ({
    key: String(responseId),
    x: metric,
    y: human,
    group: systems.indexOf(system),
  }));
}

function systemPoints({ systems }: HumanPage, pair: ChosenPair): PairPoint[] {
  return pair.systems.map(({ system, metric, human }) => ({
    key: system,
    x: metric,
    y: human,
    group: systems.indexOf(system),
    label: system,
  }));
}

/** A scale about values, which need not begin at 0; of ratings no longer than their own. */
function around(values: readonly number[], ends?: ChosenPair['criterion']) {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const room = (highest - lowest || 1) * 0.15;
  const step = niceStep(highest - lowest + 2 * room, 5);
  const first = Math.floor((lowest - room) / step);
  const last = Math.ceil((highest + room) / step);
  const low = Math.max(plain(first * step), ends?.minimum ?? Number.NEGATIVE_INFINITY);
  const high = Math.min(plain(last * step), ends?.maximum ?? Number.POSITIVE_INFINITY);
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => plain((first + at) * step));
  return { low, high, ticks: ticks.filter((tick) => tick >= low && tick <= high) };
}

function ticksOf({ minimum, maximum }: ChosenPair['criterion']): readonly number[] {
  const span = maximum - minimum;
  if (Number.isInteger(span) && span <= 10) return Array.from({ length: span + 1 }, (_, at) => minimum + at);
  return Array.from({ length: 6 }, (_, at) => Number((minimum + (span * at) / 5).toPrecision(3)));
}

function systemsIn({ systems }: HumanPage, { segments }: ChosenPair): readonly string[] {
  const present = new Set(segments.map(({ system }) => system));
  return systems.filter((system) => present.has(system));
}

function Legend({ systems, page }: { readonly systems: readonly string[]; readonly page: HumanPage }) {
  return (
    <ul aria-hidden className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft">
      {systems.map((system) => (
        <li key={system} className="flex items-center gap-1.5">
          <span
            data-legend={system}
            className="size-3 rounded-full print:[print-color-adjust:exact]"
            style={{ backgroundColor: groupColour(page.systems.indexOf(system)) }}
          />
          {system}
        </li>
      ))}
    </ul>
  );
}

/** The context with the answers of the study's systems beside one another. */
function comparisonOf(page: HumanPage, context: number): string {
  return `${comparisonPath(page.dataset)}?${new URLSearchParams({ context: String(context) })}`;
}

function FarTable({ page, pair }: PairProps) {
  const { far, metric, criterion } = pair;
  if (far.length === 0) return null;
  return (
    <div className="min-w-0">
      <h3 className="text-sm font-semibold">Farthest from the trend</h3>
      <p className="mt-0.5 mb-2 text-sm text-ink-soft">
        The {far.length} responses whose places by metric and by people differ most
        {(pair.cell.value ?? 0) < 0 ? ', given that the two run against each other here' : ''}. All points are
        in the CSV.
      </p>
      <ScrollRegion label="Responses farthest from the trend" className="max-h-[32rem] overflow-y-auto">
        <table className="w-full text-sm">
          <thead>
            <tr>
              <th scope="col" className={headCell}>
                Answer
              </th>
              <th scope="col" className={numberHead}>
                {metric.label}
              </th>
              <th scope="col" className={numberHead}>
                {criterion.label}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {far.map(({ responseId, context, system, text, metric: value, human }) => (
              <tr key={responseId}>
                <td className={`${bodyCell} min-w-48`}>
                  <Link
                    to={comparisonOf(page, context)}
                    className="line-clamp-3 font-serif [overflow-wrap:anywhere] underline decoration-line-strong/60 decoration-dotted underline-offset-4 hover:text-accent"
                  >
                    {text.trim() === '' ? 'an empty answer' : text}
                  </Link>
                  <span className="block text-xs text-ink-faint">{system}</span>
                </td>
                <td className={numberCell}>{scoreText(value, metric.unit)}</td>
                <td className={numberCell}>{human.toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}

function SystemTable({ pair }: Pick<PairProps, 'pair'>) {
  const { systems, metric, criterion } = pair;
  return (
    <ScrollRegion label="Systems">
      <table className="w-full text-sm">
        <thead>
          <tr>
            <th scope="col" className={headCell}>
              System
            </th>
            <th scope="col" className={numberHead}>
              {metric.label}
            </th>
            <th scope="col" className={numberHead}>
              {criterion.label}
            </th>
            <th scope="col" className={numberHead}>
              Responses
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {[...systems]
            .sort((a, b) => b.human - a.human)
            .map(({ system, metric: value, human, n }) => (
              <tr key={system}>
                <th scope="row" className={`${bodyCell} text-left font-medium`}>
                  {system}
                </th>
                <td className={numberCell}>{scoreText(value, metric.unit)}</td>
                <td className={numberCell}>{human.toFixed(2)}</td>
                <td className={numberCell}>{formatCount(n)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
