import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classificationScores } from './classification-scores.ts';
import { labelCountsWidth, labelScores, writeLabelCounts } from './label-counts.ts';

test('three numbers a class say what the confusion matrix says, labels outside the classes included', () => {
  const classes = 4;
  const item = fc.record({
    truth: fc.nat({ max: classes - 1 }),
    given: fc.nat({ max: classes }),
  });
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 30 }), (items) => {
      const sums = new Float64Array(labelCountsWidth(classes));
      const row = new Float64Array(sums.length);
      const confusion = new Float64Array((classes + 1) ** 2);
      for (const { truth, given } of items) {
        writeLabelCounts({ truth, given }, classes, row);
        for (const [at, value] of row.entries()) sums[at]! += value;
        confusion[truth * (classes + 1) + given]! += 1;
      }
      const { accuracy, macroF1, weightedF1 } = classificationScores(confusion, classes + 1);
      const found = labelScores(sums, classes)!;
      expect(found.accuracy).toBeCloseTo(accuracy, 12);
      expect(found.macroF1).toBeCloseTo(macroF1, 12);
      expect(found.weightedF1).toBeCloseTo(weightedF1, 12);
    }),
  );
});

test('no items have no scores, and a class that is none is refused', () => {
  const row = new Float64Array(labelCountsWidth(2));
  expect(labelScores(row, 2)).toBeNull();
  expect(() => writeLabelCounts({ truth: 2, given: 0 }, 2, row)).toThrow(/0 to 1/);
});
