import { expect, test } from 'vitest';
import { pairedDifference } from '#eval/statistics/paired-replicates.ts';
import { foldRows, foldTexts, resamplesOf } from './fold.ts';
import { distinctMetrics } from './form-metrics.ts';
import { lengthMetric } from './reply-metrics.ts';

const texts = ['a b c', 'a', 'b c d e', 'c c', 'a b', 'e'];
const dialogues = [40, 7, 40, 13, 7, 90];
const segments = texts.map((hypothesis) => ({ hypothesis, references: [] }));

function rowsOf(values: readonly string[]): Float64Array[] {
  const write = lengthMetric.rows.open({ wordNet: () => ({ lemmasOf: () => [] }) });
  return values.map((hypothesis) => {
    const row = new Float64Array(lengthMetric.rows.width);
    write({ hypothesis, references: [] }, row);
    return row;
  });
}

const folded = (order: readonly number[]) => {
  const clusterOf = order.map((at) => dialogues[at]!);
  const rows = rowsOf(order.map((at) => texts[at]!));
  const kinds = { values: order.map((at) => segments[at]!), clusterOf };
  return [
    ...foldRows({ values: rows, clusterOf }, [lengthMetric]),
    ...distinctMetrics.map((metric) => foldTexts(kinds, metric)),
  ];
};

test('draws are of the dialogues in ascending order, whatever order the answers come in', () => {
  const first = folded([0, 1, 2, 3, 4, 5]);
  expect(folded([5, 3, 2, 1, 0, 4])).toEqual(first);
  for (const { replicates, clusters, n } of first)
    expect([replicates?.length, clusters, n]).toEqual([1000, 4, 6]);
});

test('of two systems over the same dialogues resamples are paired: equal differences do not vary', () => {
  const clusterOf = dialogues;
  const [own] = foldRows({ values: rowsOf(texts), clusterOf }, [lengthMetric]);
  const [longer] = foldRows({ values: rowsOf(texts.map((text) => `${text} x y`)), clusterOf }, [
    lengthMetric,
  ]);
  const replicated = [longer, own].map((score) => ({
    score: score?.score.status === 'defined' ? score.score.value : Number.NaN,
    replicates: score?.replicates ?? new Float64Array(0),
  }));
  const found = pairedDifference(replicated[0]!, replicated[1]!);
  expect(found?.difference).toBeCloseTo(2, 12);
  expect(found?.low).toBeCloseTo(2, 12);
  expect(found?.p).toBeCloseTo(1 / 1001, 12);
});

test('of one dialogue there is a score, without replicates', () => {
  const [score] = foldRows({ values: rowsOf(['a b']), clusterOf: [3] }, [lengthMetric]);
  expect(score).toEqual({
    score: { status: 'defined', value: 2 },
    interval: null,
    n: 1,
    clusters: 1,
    replicates: null,
  });
});

test('a thousand resamples, fewer where their draws are too many to hold', () => {
  expect([2, 5000, 100_000, 200_000, 1e9].map(resamplesOf)).toEqual([1000, 1000, 1000, 500, 100]);
});
