import { expect, test } from 'vitest';
import { bertScores, inverseDocumentFrequencies, rescaled } from './bert-score.ts';

const text = (
  vectors: number[][],
  weights: number[] = vectors.map((_, i) => (i === 0 || i === vectors.length - 1 ? 0 : 1)),
) => ({
  vectors: vectors.map((vector) => Float64Array.from(vector)),
  weights: Float64Array.from(weights),
});
const [east, north, west] = [
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;
const value = (estimate: { status: string; value?: number }) => estimate.value;

test('each piece takes its greatest cosine, and the marks around a text may be it', () => {
  const [score] = bertScores([
    {
      hypothesis: text([[...north], [2, 0], [...north]]),
      reference: text([[...north], [...east], [1, 1], [...north]]),
    },
  ]);
  expect(value(score!.precision)).toBeCloseTo(1, 12);
  expect(value(score!.recall)).toBeCloseTo((1 + Math.SQRT1_2) / 2, 12);
});

test('weights count by their share', () => {
  const [score] = bertScores([
    { hypothesis: text([[...east], [...north]], [3, 1]), reference: text([[...east], [...east], [...east]]) },
  ]);
  // Two pieces are read as an empty text.
  expect(value(score!.precision)).toBe(0);
  const [three] = bertScores([
    {
      hypothesis: text([[...east], [...north], [...north]], [3, 1, 0]),
      reference: text([[...east], [...east], [...east]]),
    },
  ]);
  expect(value(three!.precision)).toBeCloseTo(0.75, 12);
});

test('in a padded batch what is turned away scores 0 next to a longer text', () => {
  const apart = {
    hypothesis: text([[...west], [...west], [...west]]),
    reference: text([[...east], [...east], [...east]]),
  };
  const long = text([[...east], [...east], [...east], [...east]]);
  expect(value(bertScores([apart])[0]!.precision)).toBe(-1);
  const [first] = bertScores([apart, { hypothesis: long, reference: long }], { padding: 'as one batch' });
  expect(value(first!.precision)).toBe(0);
});

test('weights of nothing leave precision without a value and F at 0', () => {
  const [score] = bertScores([
    {
      hypothesis: text([[...east], [...east], [...east]], [0, 0, 0]),
      reference: text([[...east], [...east], [...east]]),
    },
  ]);
  expect(score!.precision.status).toBe('undefined');
  expect(score!.f).toBe(0);
});

test('frequencies count documents, not occurrences', () => {
  const { known, unseen } = inverseDocumentFrequencies([[1, 1, 2], [1], [3]]);
  expect(known.get(1)).toBeCloseTo(Math.log(4 / 3), 12);
  expect(known.get(2)).toBeCloseTo(Math.log(4 / 2), 12);
  expect(unseen).toBeCloseTo(Math.log(4), 12);
});

test('rescaling puts the baseline at 0 and leaves 1', () => {
  expect(rescaled(0.8, 0.8)).toBe(0);
  expect(rescaled(1, 0.8)).toBe(1);
});
