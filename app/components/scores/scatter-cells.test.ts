import fc from 'fast-check';
import { expect, test } from 'vitest';
import { niceScale } from '#app/components/charts/nice-scale.ts';
import { hexagonRadius, mostSinglePoints, scatterCells } from './scatter-cells.ts';

const scale = niceScale(0, 1);
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const cloud = (least: number) =>
  fc.array(fc.tuple(unit, unit), { minLength: least, maxLength: least + 100 }).map((points) => ({
    x: Float64Array.from(points, ([x]) => x),
    y: Float64Array.from(points, ([, y]) => y),
    scaleX: scale,
    scaleY: scale,
  }));

test('each point is counted in one mark, whose range holds it', () => {
  for (const least of [1, mostSinglePoints + 1])
    fc.assert(
      fc.property(cloud(least), (points) => {
        const { cells, cellOf } = scatterCells(points);
        expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(points.x.length);
        for (const [at, index] of cellOf.entries()) {
          const cell = cells[index]!;
          const holds = ([low, high]: readonly [number, number], value: number) =>
            low <= value && value <= high;
          expect(holds(cell.across, points.x[at]!) && holds(cell.up, points.y[at]!)).toBe(true);
        }
      }),
      { numRuns: 5 },
    );
});

test('a point lies in the hexagon whose centre is nearest', () => {
  fc.assert(
    fc.property(cloud(mostSinglePoints + 1), (points) => {
      const { kind, cells, cellOf } = scatterCells(points);
      expect(kind).toBe('hexagons');
      for (const [at, index] of cellOf.entries()) {
        const distance = (cell: { x: number; y: number }) =>
          Math.hypot(cell.x - points.x[at]!, cell.y - points.y[at]!);
        const own = distance(cells[index]!);
        expect(own).toBeLessThanOrEqual(hexagonRadius * (1 + 1e-9));
        expect(Math.min(...cells.map(distance))).toBeGreaterThanOrEqual(own - 1e-9);
      }
    }),
    { numRuns: 5 },
  );
});

test('few points are marks of their own, those at the same place one mark that says how many', () => {
  const { kind, cells } = scatterCells({
    x: Float64Array.of(0, 0, 0.5),
    y: Float64Array.of(0, 0, 0.5),
    scaleX: scale,
    scaleY: scale,
  });
  expect(kind).toBe('points');
  expect(cells.map(({ count }) => count)).toEqual([2, 1]);
});
