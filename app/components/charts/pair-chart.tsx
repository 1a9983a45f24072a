import { useRef, useState } from 'react';
import { chartType } from './axis.ts';
import type { NiceScale } from './nice-scale.ts';
import { usePointer } from './use-pointer.ts';
import { useWidth } from './use-width.ts';

export interface PairPoint {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  /** Index of its colour. */
  readonly group: number;
  /** Stands beside the point. */
  readonly label?: string;
}

export interface PairChartProps {
  readonly points: readonly PairPoint[];
  readonly scaleX: NiceScale;
  readonly scaleY: NiceScale;
  readonly labelX: string;
  readonly labelY: string;
  readonly height: number;
  readonly onPick: (key: string) => void;
  readonly onHover: (key: string | null) => void;
}

const [left, right, top, bottom] = [46, 14, 12, 46];

export function groupColour(group: number): string {
  return `var(--plot-${(group % 7) + 1})`;
}

/** Points in the plane, many of them alike: each lets those beneath it shine through. */
export function PairChart(props: PairChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  return (
    <div ref={frame} className="h-full w-full overflow-hidden">
      {width > 0 ? <PairPlot {...props} width={width} /> : null}
    </div>
  );
}

type Sized = PairChartProps & { readonly width: number };

function PairPlot(props: Sized) {
  const { width, height, scaleX, scaleY, points } = props;
  const place = {
    x: (value: number) => left + ((value - scaleX.low) / (scaleX.high - scaleX.low)) * (width - left - right),
    y: (value: number) =>
      height - bottom - ((value - scaleY.low) / (scaleY.high - scaleY.low)) * (height - top - bottom),
  };
  const isLabelled = points.some(({ label }) => label);
  const svg = useRef<SVGSVGElement>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const near = ([x, y]: readonly [number, number]) =>
    nearest(points, (point) => Math.hypot(place.x(point.x) - x, place.y(point.y) - y));
  usePointer(svg, {
    hover: (at) => {
      const key = at && near(at);
      setHovered(key);
      props.onHover(key);
    },
    pick: (at) => {
      const key = near(at);
      if (key !== null) props.onPick(key);
    },
  });
  return (
    <svg
      ref={svg}
      className={`recharts-surface ${hovered === null ? '' : 'cursor-pointer'}`}
      width={width}
      height={height}
      aria-hidden
    >
      <Axes {...props} place={place} />
      {points.map((point) => (
        <Point
          key={point.key}
          point={point}
          place={place}
          isHovered={point.key === hovered}
          isAtRight={place.x(point.x) > width * 0.7}
          isLabelled={isLabelled}
        />
      ))}
    </svg>
  );
}

// A finger hits what lies within so many pixels.
const reach = 22;

function nearest(points: readonly PairPoint[], distanceOf: (point: PairPoint) => number): string | null {
  let [best, found]: [number, string | null] = [reach, null];
  for (const point of points) {
    const distance = distanceOf(point);
    if (distance < best) [best, found] = [distance, point.key];
  }
  return found;
}

interface Place {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function Axes({ width, height, scaleX, scaleY, labelX, labelY, place }: Sized & { readonly place: Place }) {
  return (
    <g fontSize={chartType.axis} style={{ fontVariantNumeric: 'tabular-nums' }}>
      {scaleY.ticks.map((tick) => (
        <g key={tick}>
          <line x1={left} x2={width - right} y1={place.y(tick)} y2={place.y(tick)} stroke="var(--line)" />
          <text x={left - 8} y={place.y(tick)} dy="0.355em" textAnchor="end" fill="var(--ink-soft)">
            {tickText(tick)}
          </text>
        </g>
      ))}
      {scaleX.ticks.map((tick) => (
        <text
          key={tick}
          x={place.x(tick)}
          y={height - bottom + 18}
          textAnchor="middle"
          fill="var(--ink-soft)"
        >
          {tickText(tick)}
        </text>
      ))}
      <line
        x1={left}
        x2={width - right}
        y1={height - bottom}
        y2={height - bottom}
        stroke="var(--line-strong)"
      />
      <text x={width - right} y={height - 8} textAnchor="end" fill="var(--ink)">
        {labelX} →
      </text>
      <text x={0} y={height - 8} fill="var(--ink)">
        ↑ {labelY}
      </text>
    </g>
  );
}

interface PointProps {
  readonly point: PairPoint;
  readonly place: Place;
  readonly isHovered: boolean;
  /** Its label then stands at its left. */
  readonly isAtRight: boolean;
  readonly isLabelled: boolean;
}

function Point({ point, place, isHovered, isAtRight, isLabelled }: PointProps) {
  const [x, y] = [place.x(point.x), place.y(point.y)];
  return (
    <>
      <circle
        cx={x}
        cy={y}
        r={isLabelled ? 5.5 : 4}
        fill={groupColour(point.group)}
        fillOpacity={isLabelled || isHovered ? 1 : 0.45}
        stroke={isHovered ? 'var(--ink)' : groupColour(point.group)}
        strokeWidth={isHovered ? 2 : 0.75}
      />
      {point.label ? (
        <text
          x={isAtRight ? x - 10 : x + 10}
          y={y}
          dy="0.355em"
          textAnchor={isAtRight ? 'end' : 'start'}
          fontSize={chartType.axis}
          fill="var(--ink)"
        >
          {point.label}
        </text>
      ) : null}
    </>
  );
}

function tickText(tick: number): string {
  return String(tick).replace('-', '−');
}
