import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { bootstrapMean, type Cluster } from './bootstrap-mean.ts';

const options = { resamples: 400, level: 0.95 };
const clusters: readonly Cluster[] = Object.freeze(
  [3, 4, 5, 2, 4, 4, 1, 5].map((sum) => Object.freeze({ sum, count: 1 })),
);

test('the same seed gives the same interval, another seed another', () => {
  const once = bootstrapMean(clusters, { ...options, random: createRandom(1) });
  expect(bootstrapMean(clusters, { ...options, random: createRandom(1) })).toEqual(once);
  expect(bootstrapMean(clusters, { ...options, random: createRandom(2) })).not.toEqual(once);
});

test('the result states how it was made', () => {
  expect(bootstrapMean(clusters, { ...options, random: createRandom(1) })).toMatchObject({
    status: 'defined',
    method: 'percentile bootstrap',
    resamples: 400,
    level: 0.95,
    clusters: 8,
  });
});

test('fewer than two clusters with values have no interval', () => {
  const random = createRandom(1);
  expect(bootstrapMean([], { ...options, random }).status).toBe('undefined');
  expect(
    bootstrapMean(
      [
        { sum: 9, count: 3 },
        { sum: 0, count: 0 },
      ],
      { ...options, random },
    ).status,
  ).toBe('undefined');
});

test('clusters are drawn whole: alike values within them do not make the interval narrower', () => {
  const width = (list: readonly Cluster[]) => {
    const interval = bootstrapMean(list, { ...options, resamples: 2000, random: createRandom(3) });
    return interval.status === 'defined' ? interval.high - interval.low : Number.NaN;
  };
  const tenfold = clusters.map(({ sum, count }) => ({ sum: 10 * sum, count: 10 * count }));
  expect(width(tenfold)).toBeCloseTo(width(clusters), 12);
});

test('drawing clusters by kind and one by one comes to the same interval', () => {
  // 400 clusters of five kinds; a hair's breadth makes each a kind of its own.
  const alike = Array.from({ length: 400 }, (_, index) => ({ sum: 1 + ((index * index) % 5), count: 1 }));
  const apart = alike.map(({ sum, count }, index) => ({ sum: sum + index * 1e-9, count }));
  const ends = (list: readonly Cluster[]) => {
    const interval = bootstrapMean(list, { resamples: 20_000, level: 0.9, random: createRandom(4) });
    return interval.status === 'defined' ? [interval.low, interval.high] : [];
  };
  const [byKind, byCluster] = [ends(alike), ends(apart)];
  // The standard error of the mean is about 0.07, that of an end over 20,000 resamples about 0.001.
  expect(byKind[0]).toBeCloseTo(byCluster[0]!, 2);
  expect(byKind[1]).toBeCloseTo(byCluster[1]!, 2);
});

test('95 % intervals over 40 items of a known mean hold it in about 95 of 100 samples', () => {
  const random = createRandom('coverage');
  const samples = 600;
  let held = 0;
  for (let sample = 0; sample < samples; sample++) {
    const list = Array.from({ length: 40 }, () => {
      const item = 1 + random.below(5);
      return { sum: item + item + random.below(3) - 1, count: 2 };
    });
    const interval = bootstrapMean(list, { random, resamples: 300, level: 0.95 });
    if (interval.status === 'defined' && interval.low <= 3 && 3 <= interval.high) held++;
  }
  // The percentile interval of 40 clusters is a little narrow (about 93.5 %); three standard errors around.
  expect(held / samples).toBeGreaterThan(0.9);
  expect(held / samples).toBeLessThan(0.97);
});

test.each([
  [{ resamples: 0, level: 0.95 }],
  [{ resamples: 10, level: 1 }],
  [{ resamples: 10, level: Number.NaN }],
])('an option out of range is refused: %o', (wrong) => {
  expect(() => bootstrapMean(clusters, { ...wrong, random: createRandom(1) })).toThrow(RangeError);
});
