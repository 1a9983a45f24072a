import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { drawClusters } from './cluster-bootstrap.ts';
import { clusteredCorrelation } from './clustered-correlation.ts';
import { pearsonCoefficient } from './pearson.ts';
import { quantile } from './quantile.ts';
import { spearman } from './spearman.ts';

const points = fc.array(
  fc.record({ x: fc.integer({ min: 0, max: 6 }), y: fc.integer({ min: 0, max: 6 }), c: fc.nat({ max: 9 }) }),
  { minLength: 6, maxLength: 40 },
);

test('values and intervals are those of samples in which every drawn dialogue is written out', () => {
  fc.assert(
    fc.property(points, (drawn) => {
      const [x, y, clusterOf] = [
        drawn.map((point) => point.x),
        drawn.map((point) => point.y),
        drawn.map((point) => point.c),
      ];
      const resamples = 20;
      const found = clusteredCorrelation({ x, y, clusterOf }, { random: createRandom('test', 3), resamples });
      const kinds = [...new Set(clusterOf)];
      expect(found.clusters).toBe(kinds.length);
      const { weights } = drawClusters(kinds.length, { random: createRandom('test', 3), resamples });
      for (const [name, coefficient] of [
        ['pearson', pearsonCoefficient],
        ['spearman', (a: number[], b: number[]) => spearman(a, b).rho],
      ] as const) {
        const whole = coefficient(x, y);
        const { value, interval } = found[name];
        if (Number.isNaN(whole)) expect(value.status).toBe('undefined');
        else expect(value).toEqual({ status: 'defined', value: whole });
        if (interval === null) continue;
        const replicates = weights
          .map((taken) => {
            const written = drawn.flatMap((point) =>
              Array.from({ length: taken[kinds.indexOf(point.c)]! }, () => point),
            );
            return written.length < 2
              ? Number.NaN
              : coefficient(
                  written.map((point) => point.x),
                  written.map((point) => point.y),
                );
          })
          .filter((each) => !Number.isNaN(each))
          .sort((a, b) => a - b);
        expect(interval.low).toBeCloseTo(quantile(replicates, 0.025), 9);
        expect(interval.high).toBeCloseTo(quantile(replicates, 0.975), 9);
      }
    }),
    { numRuns: 60 },
  );
});

test('pairs of one dialogue make the interval wider than as many dialogues would', () => {
  const random = createRandom('pairs');
  const dialogues = Array.from({ length: 30 }, () => [random.next(), random.next()] as const);
  const repeated = dialogues.flatMap((pair) => [pair, pair, pair, pair]);
  const width = (clusterOf: number[]) => {
    const [x, y] = [repeated.map(([each]) => each), repeated.map(([, each]) => each)];
    const { pearson } = clusteredCorrelation(
      { x, y, clusterOf },
      { random: createRandom('draw'), resamples: 400 },
    );
    return pearson.interval!.high - pearson.interval!.low;
  };
  const together = width(repeated.map((_, at) => Math.floor(at / 4)));
  const apart = width(repeated.map((_, at) => at));
  expect(together).toBeGreaterThan(1.5 * apart);
});

test('where one of the two never varies the correlation has a reason instead of a value', () => {
  const found = clusteredCorrelation(
    { x: [1, 1, 1], y: [1, 2, 3], clusterOf: [1, 2, 3] },
    { random: createRandom(1), resamples: 10 },
  );
  expect(found.pearson).toEqual({
    value: { status: 'undefined', reason: 'one of the two is the same everywhere' },
    interval: null,
  });
});
