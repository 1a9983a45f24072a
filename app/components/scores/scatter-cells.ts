import { type NiceScale, placeOn } from '#app/components/charts/nice-scale.ts';

/** Points of a scatter plot that are drawn as one mark. */
export interface ScatterCell {
  /** What an address calls it. */
  readonly key: string;
  /** Centre, each from 0 to 1 over its axis. */
  readonly x: number;
  readonly y: number;
  readonly count: number;
  /** Lowest and highest value of its points. */
  readonly across: readonly [number, number];
  readonly up: readonly [number, number];
}

export interface ScatterPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly scaleX: NiceScale;
  readonly scaleY: NiceScale;
}

/** Up to so many points are drawn one by one, those at the very same place as one; more are counted in hexagons. */
export const mostSinglePoints = 400;
/** Hexagons side by side over the plot's width. */
export const hexagonColumns = 32;

export type CellKind = 'points' | 'hexagons';

export interface CellsOfPoints {
  readonly kind: CellKind;
  readonly cells: readonly ScatterCell[];
  /** For each point the index of its cell. */
  readonly cellOf: Int32Array;
}

/** The marks of a plot, whatever the number of points: what lies on one place is counted, not painted over. */
export function scatterCells(points: ScatterPoints): CellsOfPoints {
  const { x, y } = points;
  const kind: CellKind = x.length <= mostSinglePoints ? 'points' : 'hexagons';
  const cells: { -readonly [Key in keyof ScatterCell]: ScatterCell[Key] }[] = [];
  const known = new Map<string, number>();
  const cellOf = Int32Array.from({ length: x.length }, (_, at) => {
    const [valueX, valueY] = [x[at] ?? 0, y[at] ?? 0];
    const place = [placeOn(valueX, points.scaleX), placeOn(valueY, points.scaleY)] as const;
    const { key, centre } =
      kind === 'hexagons' ? hexagonAt(place) : { key: `${valueX}/${valueY}`, centre: place };
    const index = known.get(key) ?? cells.length;
    const cell = cells[index];
    if (cell) {
      cell.count++;
      cell.across = [Math.min(cell.across[0], valueX), Math.max(cell.across[1], valueX)];
      cell.up = [Math.min(cell.up[0], valueY), Math.max(cell.up[1], valueY)];
    } else {
      known.set(key, index);
      cells.push({
        key,
        x: centre[0],
        y: centre[1],
        count: 1,
        across: [valueX, valueX],
        up: [valueY, valueY],
      });
    }
    return index;
  });
  return { kind, cells, cellOf };
}

const columnWidth = 1 / hexagonColumns;
/** From centre to corner, of a plot that is one wide. */
export const hexagonRadius = columnWidth / Math.sqrt(3);
const rowHeight = 1.5 * hexagonRadius;

/** The hexagon, corner up, whose centre is nearest: of the two rows about the point the nearer one. */
function hexagonAt([x, y]: readonly [number, number]) {
  const below = Math.floor(y / rowHeight);
  const candidates = [below, below + 1].map((row) => {
    const offset = row % 2 === 0 ? 0 : 0.5;
    const column = Math.round(x / columnWidth - offset);
    const centre = [(column + offset) * columnWidth, row * rowHeight] as const;
    return { key: `${column}.${row}`, centre, distance: (centre[0] - x) ** 2 + (centre[1] - y) ** 2 };
  });
  const [first, second] = candidates as [(typeof candidates)[0], (typeof candidates)[0]];
  return second.distance < first.distance ? second : first;
}
