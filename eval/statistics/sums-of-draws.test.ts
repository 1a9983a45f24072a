import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { drawClusters, sumsByCluster, weightedSums } from './cluster-bootstrap.ts';
import { sumsOfDraws } from './sums-of-draws.ts';

function summed(clusters: number, width: number) {
  const random = createRandom('values', clusters, width);
  const rows = Array.from({ length: clusters }, () =>
    Float64Array.from({ length: width }, () => random.next() - 0.3),
  );
  return sumsByCluster(rows, { clusterOf: rows.map((_, at) => at), clusters });
}

test('the sums of all resamples at once are those of each, to the last bit', () => {
  const sizes = fc.record({
    clusters: fc.integer({ min: 1, max: 40 }),
    width: fc.integer({ min: 1, max: 7 }),
    resamples: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(sizes, ({ clusters, width, resamples }) => {
      const sums = summed(clusters, width);
      const draws = drawClusters(clusters, { random: createRandom(3), resamples });
      expect(sumsOfDraws(sums, draws)).toEqual(draws.weights.map((counts) => weightedSums(sums, counts)));
    }),
  );
});

test('so they are over more clusters than are gone through at once', () => {
  const sums = summed(5000, 3);
  const draws = drawClusters(5000, { random: createRandom(3), resamples: 5 });
  expect(sumsOfDraws(sums, draws)).toEqual(draws.weights.map((counts) => weightedSums(sums, counts)));
});

test('a value that is not finite counts only where its cluster was drawn', () => {
  const rows = [Float64Array.of(1, Number.POSITIVE_INFINITY), Float64Array.of(2, 3)];
  const sums = sumsByCluster(rows, { clusterOf: [0, 1], clusters: 2 });
  const weights = [Uint16Array.of(0, 2), Uint16Array.of(1, 1)];
  expect(sumsOfDraws(sums, { clusters: 2, weights })).toEqual([
    Float64Array.of(4, 6),
    Float64Array.of(3, Number.POSITIVE_INFINITY),
  ]);
});
