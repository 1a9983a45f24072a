import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import {
  type ClusterDraws,
  centredInterval,
  drawClusters,
  percentileInterval,
  replicates,
  sumsByCluster,
  weightedSums,
} from './cluster-bootstrap.ts';

const goldens = new URL('../../../shared/goldens/resampling.json', import.meta.url);
const mean = (values: readonly number[]) => (weights: ArrayLike<number>) => {
  let [sum, count] = [0, 0];
  for (const [at, value] of values.entries()) {
    sum += (weights[at] ?? 0) * value;
    count += weights[at] ?? 0;
  }
  return sum / count;
};

test.skipIf(!existsSync(goldens))('with the draws of scipy the intervals are those of scipy', () => {
  const { cases, datasets } = JSON.parse(readFileSync(goldens, 'utf8'));
  const drawsOf = (value: unknown, clusters: number): ClusterDraws => {
    const { $ref } = value as { $ref?: string };
    const indices: number[][] = $ref ? datasets[$ref.split('/').at(-1)!] : value;
    const weights = indices.map((drawn) => {
      const counts = new Uint16Array(clusters);
      for (const index of drawn) counts[index]!++;
      return counts;
    });
    return { clusters, weights };
  };
  let compared = 0;
  for (const { metric, params, inputs, expected } of cases) {
    const { statistic, method, confidence, paired } = params;
    if (metric !== 'bootstrap_ci_given_indices' || method !== 'percentile') continue;
    if (!(statistic === 'mean' || (statistic === 'mean_difference' && paired))) continue;
    const [one, other] = inputs.samples as number[][];
    const values = one!.map((value, at) => value - (other?.[at] ?? 0));
    const draws = drawsOf(inputs.indices[0], values.length);
    const { low, high } = percentileInterval(replicates(draws, mean(values)), confidence);
    expect(low).toBeCloseTo(expected.ci[0], 9);
    expect(high).toBeCloseTo(expected.ci[1], 9);
    compared++;
  }
  expect(compared).toBe(5);
});

test.skipIf(!existsSync(goldens))('with draws of its own the interval lies where those of scipy lie', () => {
  const { cases } = JSON.parse(readFileSync(goldens, 'utf8'));
  const { inputs, expected } = cases.find(({ id }: { id: string }) => id === 'mc-s30-percentile');
  const draws = drawClusters(inputs.sample.length, { random: createRandom(3), resamples: 9999 });
  const { low, high } = percentileInterval(replicates(draws, mean(inputs.sample)), 0.95);
  expect(Math.abs(low - expected.low.mean)).toBeLessThan(5 * expected.low.sd);
  expect(Math.abs(high - expected.high.mean)).toBeLessThan(5 * expected.high.sd);
});

test('every resample holds as many clusters as there are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (clusters, seed) => {
      const { weights } = drawClusters(clusters, { random: createRandom(seed), resamples: 5 });
      for (const counts of weights) expect(counts.reduce((sum, count) => sum + count, 0)).toBe(clusters);
    }),
  );
  expect(() => drawClusters(0, { random: createRandom(1), resamples: 1 })).toThrow(RangeError);
});

test('rows are added up by cluster, and clusters by how often they are drawn', () => {
  const sums = sumsByCluster(
    [
      [1, 10],
      [2, 20],
      [4, 40],
    ],
    { clusterOf: [1, 0, 1], clusters: 2 },
  );
  expect([...sums.data]).toEqual([2, 20, 5, 50]);
  expect([...weightedSums(sums, [1, 1])]).toEqual([7, 70]);
  expect([...weightedSums(sums, [0, 2])]).toEqual([10, 100]);
  expect(() => sumsByCluster([[1]], { clusterOf: [3], clusters: 2 })).toThrow(RangeError);
});

test('a centred interval has the spread of the replicates about the value', () => {
  const values = Float64Array.from({ length: 101 }, (_, at) => at);
  expect(centredInterval(200, values, 0.9)).toEqual({ low: 155, high: 245 });
});
