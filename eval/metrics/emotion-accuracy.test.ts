import { expect, test } from 'vitest';
import { confusionCell, emotionAccuracy } from './emotion-accuracy.ts';

const cellsOf = (pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([truth, predicted]) => confusionCell(truth, predicted, 3));

test('accuracy, confusion and both means of F1', () => {
  const scores = emotionAccuracy(
    cellsOf([
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 1],
    ]),
    3,
  );
  expect([...scores.confusion]).toEqual([1, 1, 0, 0, 2, 0, 0, 0, 0]);
  // F1 of class 0 is 2/3, of class 1 4/5; class 2 occurs in neither.
  expect(scores).toMatchObject({
    accuracy: { value: 0.75 },
    macroF1: { value: expect.closeTo((2 / 3 + 4 / 5) / 2, 12) },
    weightedF1: { value: expect.closeTo((2 / 3 + 4 / 5) / 2, 12) },
  });
});

test('weights count items as often as they say', () => {
  const cells = cellsOf([
    [0, 0],
    [0, 1],
  ]);
  expect(emotionAccuracy(cells, 3, [3, 1]).accuracy).toMatchObject({ value: 0.75 });
});

test('a label that is no class is refused, no labels have no accuracy', () => {
  expect(() => confusionCell(3, 0, 3)).toThrow(RangeError);
  expect(() => confusionCell(0.5, 0, 3)).toThrow(RangeError);
  expect(emotionAccuracy([], 3).accuracy).toEqual({ status: 'undefined', reason: 'there are no labels' });
});
