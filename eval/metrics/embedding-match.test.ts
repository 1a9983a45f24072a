import fc from 'fast-check';
import { expect, test } from 'vitest';
import { embeddingMatch, embeddingMatches, type WordVectors } from './embedding-match.ts';
import { metricValue } from './sum-metric.ts';

const vectors = (...rows: number[][]): WordVectors => rows.map((row) => Float64Array.from(row));
const score = (
  kind: (typeof embeddingMatches)[number],
  hypothesis: WordVectors,
  ...references: WordVectors[]
) => metricValue(embeddingMatch(kind, 'test'), [{ hypothesis, references }]);

test('average compares the sums of the vectors', () => {
  expect(score('average', vectors([1, 0], [0, 1]), vectors([2, 2]))).toMatchObject({
    value: expect.closeTo(1, 12),
  });
  expect(score('average', vectors([1, 0]), vectors([1, 1]))).toMatchObject({
    value: expect.closeTo(Math.SQRT1_2, 12),
  });
});

test('extrema take the value furthest from 0, and an exact 0 as the least value', () => {
  // Extrema (-3, 2) against itself written down.
  expect(score('extrema', vectors([1, 2], [-3, 1]), vectors([-3, 2]))).toMatchObject({
    value: expect.closeTo(1, 12),
  });
  // The first dimension is 0, not 5.
  expect(score('extrema', vectors([0, 1], [5, 1]), vectors([0, 1]))).toMatchObject({
    value: expect.closeTo(1, 12),
  });
});

test('greedy takes the mean of both directions', () => {
  // Of the hypothesis' words 1 and 0, of the reference's 1.
  expect(score('greedy', vectors([1, 0], [0, 1]), vectors([2, 0]))).toMatchObject({ value: 0.75 });
});

test('the best reference counts', () => {
  for (const kind of embeddingMatches)
    expect(score(kind, vectors([1, 0]), vectors([-1, 0]), vectors([3, 0]))).toMatchObject({ value: 1 });
});

test('a text is itself, in any order of its words and at any scale', () => {
  const row = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(
      fc.constantFrom(...embeddingMatches),
      fc.array(row, { minLength: 1, maxLength: 5 }),
      (kind, rows) => {
        const other = vectors(...rows.map((values) => values.map((value) => 2 * value)).reverse());
        expect(score(kind, vectors(...rows), other)).toMatchObject({ value: expect.closeTo(1, 9) });
      },
    ),
  );
});

test('segments without words or direction are left out of the mean', () => {
  const metric = embeddingMatch('average', 'test');
  const scored = { hypothesis: vectors([1, 0]), references: [vectors([1, 0])] };
  const empty = { hypothesis: [], references: [vectors([1, 0])] };
  const directionless = { hypothesis: vectors([1, 0], [-1, 0]), references: [vectors([1, 0])] };
  expect(metricValue(metric, [scored, empty, directionless])).toMatchObject({ value: 1 });
  expect(metricValue(metric, [empty])).toMatchObject({ status: 'undefined' });
  const row = new Float64Array(3);
  metric.statistics(directionless, row);
  expect([...row]).toEqual([0, 0, 1]);
});
