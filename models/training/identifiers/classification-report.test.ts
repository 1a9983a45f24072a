import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classificationReport } from './classification-report.ts';

test('F1, accuracy and counts are those of a case done by hand', () => {
  const report = classificationReport([0, 0, 0, 1, 2, 2], [0, 0, 1, 1, 0, 2], 3);
  expect(report.confusion).toEqual([
    [2, 1, 0],
    [0, 1, 0],
    [1, 0, 1],
  ]);
  // Precision and recall: 2/3, 2/3; 1/2, 1; 1, 1/2.
  expect(report.f1.map((value) => value.toFixed(6))).toEqual(['0.666667', '0.666667', '0.666667']);
  expect(report.macroF1).toBeCloseTo(2 / 3, 12);
  expect(report.weightedF1).toBeCloseTo(2 / 3, 12);
  expect(report.accuracy).toBeCloseTo(4 / 6, 12);
});

test('a class that never occurs does not count in the mean, one that is never found counts as 0', () => {
  expect(classificationReport([0, 0], [0, 0], 3).macroF1).toBe(1);
  expect(classificationReport([0, 1], [0, 0], 3).macroF1).toBeCloseTo((2 / 3 + 0) / 2, 12);
});

test('all figures are shares, and all are 1 exactly where everything was told right', () => {
  const pairs = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 1 });
  fc.assert(
    fc.property(pairs, (found) => {
      const truth = found.map(([label]) => label);
      const predicted = found.map(([, label]) => label);
      const { macroF1, weightedF1, accuracy } = classificationReport(truth, predicted, 3);
      const isRight = truth.every((label, index) => label === predicted[index]);
      for (const figure of [macroF1, weightedF1, accuracy]) {
        expect(figure).toBeGreaterThanOrEqual(0);
        expect(figure).toBeLessThanOrEqual(1 + 1e-12);
        expect(Math.abs(figure - 1) < 1e-12).toBe(isRight);
      }
    }),
  );
});

test('a class outside the range is refused', () => {
  expect(() => classificationReport([3], [0], 3)).toThrow(RangeError);
});
