import fc from 'fast-check';
import { expect, test } from 'vitest';
import { niceScale, placeOn, rootScale } from './nice-scale.ts';

const value = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((thousandths) => thousandths / 1000);

test('a scale holds its values, ends on ticks and has few of them', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [lowest, highest] = [Math.min(a, b), Math.max(a, b)];
      const { low, high, ticks } = niceScale(lowest, highest);
      expect(low).toBeLessThanOrEqual(lowest + 1e-9 * Math.abs(lowest));
      expect(high).toBeGreaterThanOrEqual(highest - 1e-9 * Math.abs(highest));
      expect([ticks[0], ticks.at(-1)]).toEqual([low, high]);
      expect(ticks.length).toBeLessThanOrEqual(8);
    }),
  );
  expect(niceScale(0, 0.93).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
});

test('a scale by square roots gives small values more room, and its labels do not touch', () => {
  for (const highest of [0.7, 1, 46, 100, 5000]) {
    const scale = rootScale(niceScale(0, highest));
    expect(placeOn(scale.high / 4, scale)).toBeCloseTo(0.5, 12);
    const places = scale.ticks.map((tick) => placeOn(tick, scale));
    expect([places[0], places.at(-1)]).toEqual([0, 1]);
    expect(places.length).toBeGreaterThan(4);
    for (const [at, place] of places.slice(1).entries())
      expect(place - (places[at] ?? 0)).toBeGreaterThanOrEqual(0.09 - 1e-12);
  }
  const negative = niceScale(-1, 3);
  expect(rootScale(negative)).toEqual(negative);
});
