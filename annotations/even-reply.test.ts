import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evenWait } from './even-reply.ts';

test('whoever answers, the person waits for as long as the slowest system usually takes', () => {
  const [quick, slow] = [
    [150, 200, 180],
    [60_000, 8_000, 7_000],
  ];
  expect(evenWait([quick, slow])).toBe(8_000);
  expect(evenWait([slow, quick])).toBe(8_000);
});

test('a wait is neither so short that it tells a quick system, nor longer than anybody would stay', () => {
  expect(evenWait([])).toBe(2_000);
  expect(evenWait([[], [90_000]])).toBe(2_000);
  expect(evenWait([[90_000, 80_000], [30]])).toBe(20_000);
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(200_000), { maxLength: 20 }), { maxLength: 5 }), (durations) => {
      const wait = evenWait(durations);
      expect(wait).toBeGreaterThanOrEqual(2_000);
      expect(wait).toBeLessThanOrEqual(20_000);
    }),
  );
});
