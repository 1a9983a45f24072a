import { useRef } from 'react';
import { Bar, BarChart, LabelList, XAxis } from 'recharts';
import { axisHeight, chartType, nameWidth } from './axis.ts';
import { ShareTick } from './axis-ticks.tsx';
import { NameAxis } from './name-axis.tsx';
import { pointColours } from './point-colours.ts';
import { useWidth } from './use-width.ts';

export interface DistributionChartRow {
  readonly name: string;
  /** Of all ratings of the row, by bin; in [0, 1]. */
  readonly shares: readonly number[];
}

export interface DistributionChartProps {
  readonly rows: readonly DistributionChartRow[];
  readonly bins: number;
  readonly height: number;
}

// A share's text needs about this many pixels.
const textRoom = 34;

/** Shares of each point of the scale as one bar a row, low points at the left. */
export function DistributionChart(props: DistributionChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  return (
    <div ref={frame} className="h-full w-full">
      {width > 0 ? <DistributionPlot {...props} width={width} /> : null}
    </div>
  );
}

function DistributionPlot({
  rows,
  bins,
  height,
  width,
}: DistributionChartProps & { readonly width: number }) {
  const names = rows.map(({ name }) => name);
  return (
    <BarChart
      width={width}
      height={height}
      layout="vertical"
      data={rows}
      margin={{ top: 0, right: 20, bottom: 0, left: 0 }}
      barCategoryGap={5}
      accessibilityLayer={false}
    >
      <XAxis
        type="number"
        domain={[0, 1]}
        ticks={[0, 0.25, 0.5, 0.75, 1]}
        height={axisHeight({ words: false })}
        allowDataOverflow
        axisLine={{ stroke: 'var(--line-strong)' }}
        tickLine={false}
        tick={<ShareTick />}
      />
      <NameAxis width={nameWidth(names, width)} isReversed={false} />
      {pointColours(bins).map(({ fill, text }, index) => (
        <Bar
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place on the scale
          key={index}
          stackId="points"
          dataKey={(row: DistributionChartRow) => row.shares[index] ?? 0}
          fill={fill}
          stroke="var(--surface)"
          strokeWidth={1}
          isAnimationActive={false}
        >
          <LabelList
            dataKey={(row) => (row as unknown as DistributionChartRow).shares?.[index] ?? 0}
            content={<ShareLabel ink={text} />}
          />
        </Bar>
      ))}
    </BarChart>
  );
}

interface ShareLabelProps {
  readonly x?: number | string;
  readonly y?: number | string;
  readonly width?: number | string;
  readonly height?: number | string;
  readonly value?: unknown;
  readonly ink: string;
}

function ShareLabel({ x, y, width, height, value, ink }: ShareLabelProps) {
  if (Number(width) < textRoom) return null;
  return (
    <text
      x={Number(x) + Number(width) / 2}
      y={Number(y) + Number(height) / 2}
      dy="0.355em"
      textAnchor="middle"
      fill={ink}
      fontSize={chartType.axis}
      style={{ fontVariantNumeric: 'tabular-nums' }}
    >
      {`${Math.round(Number(value) * 100)} %`}
    </text>
  );
}
