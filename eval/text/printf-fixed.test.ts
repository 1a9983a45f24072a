import { expect, test } from 'vitest';
import { printfFixed } from './printf-fixed.ts';

test('halves go to the even digit, everything else to the nearest', () => {
  expect(printfFixed(0.125, 2)).toBe(0.12);
  expect(printfFixed(0.375, 2)).toBe(0.38);
  expect(printfFixed(-0.125, 2)).toBe(-0.12);
  expect(printfFixed(2.5, 0)).toBe(2);
  expect(printfFixed(3.5, 0)).toBe(4);
  // 1.005 is a little less than it looks.
  expect(printfFixed(1.005, 2)).toBe(1);
  expect(printfFixed(3.2149999, 2)).toBe(3.21);
});
