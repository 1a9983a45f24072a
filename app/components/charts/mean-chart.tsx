import { useRef } from 'react';
import { CartesianGrid, ErrorBar, Scatter, ScatterChart, XAxis, YAxis } from 'recharts';
import { axisHeight, hasEndWords, nameWidth, scaleTicks } from './axis.ts';
import { ScaleTick, SideTick } from './axis-ticks.tsx';
import { NameAxis } from './name-axis.tsx';
import { useWidth } from './use-width.ts';

export interface MeanChartRow {
  readonly name: string;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Stands at the end of the row. */
  readonly text: string;
}

export interface MeanChartProps {
  readonly rows: readonly MeanChartRow[];
  /** Ends of the scale; the axis always shows the whole of it. */
  readonly minimum: number;
  readonly maximum: number;
  readonly anchors: Readonly<Record<string, string>>;
  readonly height: number;
}

// Of `4.11 [3.95, 4.25]` with the space before it. A plot that would be left too narrow goes without.
const textWidth = 118;
const leastWithText = 380;
// The words under both ends of the scale need so much room side by side.
const leastWithWords = 150;

/** Means as dots, their intervals as lines, over the whole scale. */
export function MeanChart(props: MeanChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  return (
    <div ref={frame} className="h-full w-full">
      {width > 0 ? <MeanPlot {...props} width={width} /> : null}
    </div>
  );
}

interface Sized extends MeanChartProps {
  readonly width: number;
}

function MeanPlot({ width, ...props }: Sized) {
  const names = props.rows.map(({ name }) => name);
  const left = nameWidth(names, width);
  const right = width < leastWithText ? 6 : textWidth;
  const data = props.rows.map(({ name, mean, low, high }) => ({
    name,
    mean: mean ?? undefined,
    spread: mean === null || low === null || high === null ? undefined : [mean - low, high - mean],
  }));
  return (
    <ScatterChart
      width={width}
      height={props.height}
      margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <CartesianGrid horizontal={false} syncWithTicks stroke="var(--line)" />
      <ScaleAxis {...props} hasRoom={width - left - right >= leastWithWords} />
      <NameAxis width={left} isReversed />
      <TextAxis rows={props.rows} width={right} />
      <Scatter data={data} fill="var(--plot-1)" isAnimationActive={false} shape={Dot}>
        <ErrorBar
          dataKey="spread"
          direction="x"
          width={4}
          stroke="var(--plot-1)"
          strokeWidth={2}
          isAnimationActive={false}
        />
      </Scatter>
      {/* Recharts draws an axis only where something lies on it. */}
      <Scatter yAxisId="text" data={data} isAnimationActive={false} shape={Nothing} />
    </ScatterChart>
  );
}

/** The scale from end to end, with its words under them where there is room. */
function ScaleAxis({ minimum, maximum, anchors, hasRoom }: MeanChartProps & { readonly hasRoom: boolean }) {
  const ends = [minimum, maximum].map((end) => [end, hasRoom ? (anchors[String(end)] ?? '') : ''] as const);
  return (
    <XAxis
      type="number"
      dataKey="mean"
      domain={[minimum, maximum]}
      ticks={scaleTicks(minimum, maximum)}
      interval={0}
      height={axisHeight({ words: hasEndWords({ minimum, maximum, anchors }) })}
      padding={{ left: 10, right: 10 }}
      axisLine={{ stroke: 'var(--line-strong)' }}
      tickLine={false}
      tick={<ScaleTick ends={ends} />}
    />
  );
}

/** What stands at the right end of the rows; nothing where the axis is too narrow for it. */
function TextAxis({ rows, width }: Pick<Sized, 'rows' | 'width'>) {
  const texts = new Map(rows.map(({ name, text }) => [name, text]));
  return (
    <YAxis
      yAxisId="text"
      orientation="right"
      type="category"
      dataKey="name"
      width={width}
      interval={0}
      reversed
      axisLine={false}
      tickLine={false}
      tick={width < textWidth ? false : <SideTick texts={texts} />}
    />
  );
}

function Dot({ cx, cy }: { readonly cx?: number | undefined; readonly cy?: number | undefined }) {
  if (cx === undefined || cy === undefined || Number.isNaN(cx)) return <g />;
  return <circle cx={cx} cy={cy} r={4.5} fill="var(--plot-1)" stroke="var(--surface)" strokeWidth={1.5} />;
}

function Nothing() {
  return <g />;
}
