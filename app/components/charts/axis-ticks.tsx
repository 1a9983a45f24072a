import type { ReactElement } from 'react';
import { chartType, cutName } from './axis.ts';

/** What Recharts tells a tick of itself. */
export interface TickPlace {
  readonly x?: number | string;
  readonly y?: number | string;
  readonly payload?: { readonly value?: unknown };
}

const number = (place: number | string | undefined) => Number(place ?? 0);

/** A row's name, cut where it is too long; the whole stands in its title. */
export function NameTick({
  x,
  y,
  payload,
  width,
}: TickPlace & { readonly width: number }): ReactElement<SVGElement> {
  const name = String(payload?.value ?? '');
  return (
    <text
      x={number(x)}
      y={number(y)}
      dy="0.355em"
      textAnchor="end"
      fill="var(--ink)"
      fontSize={chartType.row}
    >
      <title>{name}</title>
      {cutName(name, width)}
    </text>
  );
}

/** What is said at the right end of a row. */
export function SideTick({
  x,
  y,
  payload,
  texts,
}: TickPlace & { readonly texts: ReadonlyMap<string, string> }): ReactElement<SVGElement> {
  return (
    <text
      x={number(x)}
      y={number(y)}
      dy="0.355em"
      fill="var(--ink-soft)"
      fontSize={chartType.axis}
      style={{ fontVariantNumeric: 'tabular-nums' }}
    >
      {texts.get(String(payload?.value ?? '')) ?? ''}
    </text>
  );
}

/** A number on the axis, with the scale's words under its two ends. */
export function ScaleTick({
  x,
  y,
  payload,
  ends,
}: TickPlace & {
  /** Lowest and highest value, with their words. */
  readonly ends: readonly (readonly [number, string])[];
}): ReactElement<SVGElement> {
  const value = Number(payload?.value ?? 0);
  const [lowest] = ends;
  const words = ends.find(([end]) => end === value)?.[1] ?? '';
  return (
    <g fill="var(--ink-soft)" fontSize={chartType.axis}>
      <text x={number(x)} y={number(y)} dy="0.9em" textAnchor="middle">
        {Number.isInteger(value) ? value : value.toFixed(1)}
      </text>
      {words ? (
        <text
          x={number(x) + (value === lowest?.[0] ? -5 : 5)}
          y={number(y)}
          dy="2.2em"
          textAnchor={value === lowest?.[0] ? 'start' : 'end'}
          fill="var(--ink-faint)"
        >
          {words}
        </text>
      ) : null}
    </g>
  );
}

/** A share on the axis, as percent. */
export function ShareTick({ x, y, payload }: TickPlace): ReactElement<SVGElement> {
  return (
    <text
      x={number(x)}
      y={number(y)}
      dy="0.9em"
      textAnchor="middle"
      fill="var(--ink-soft)"
      fontSize={chartType.axis}
    >
      {`${Math.round(Number(payload?.value ?? 0) * 100)} %`}
    </text>
  );
}
