import { expect, test } from 'vitest';
import { classificationScores } from './classification-scores.ts';

function confusion(truth: readonly number[], found: readonly number[], classes: number): number[] {
  const cells = new Array<number>(classes ** 2).fill(0);
  for (const [at, label] of truth.entries()) cells[label * classes + found[at]!]!++;
  return cells;
}

test('scores are those of scikit-learn 1.5', () => {
  // f1_score([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], average=...), from its documentation.
  const scores = classificationScores(confusion([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], 3), 3);
  expect(scores.macroF1).toBeCloseTo(0.26666666666666666, 12);
  expect(scores.weightedF1).toBeCloseTo(0.26666666666666666, 12);
  expect(scores.f1).toEqual([0.8, 0, 0]);
  expect(scores.accuracy).toBeCloseTo(2 / 6, 12);
});

test('a class that occurs nowhere does not count in the plain mean', () => {
  // By hand: class 0 has F1 2·2/(3+2), class 1 2·1/(1+2).
  const scores = classificationScores(confusion([0, 0, 0, 1], [0, 0, 1, 1], 3), 3);
  expect(scores.macroF1).toBeCloseTo((0.8 + 2 / 3) / 2, 12);
  expect(scores.weightedF1).toBeCloseTo((3 * 0.8 + 2 / 3) / 4, 12);
});

test('a matrix of another size is refused', () => {
  expect(() => classificationScores([1, 2, 3], 2)).toThrow(RangeError);
});
