import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, shuffled } from '#lib/rng.ts';
import { drawClusters } from './cluster-bootstrap.ts';
import {
  type AgreementOfMetric,
  type SegmentPairs,
  segmentCorrelation,
  systemCorrelation,
} from './correlation-interval.ts';
import { correlationKinds } from './weighted-correlation.ts';

const level = 0.95;
const drawsOf = (clusters: number, resamples = 200) =>
  drawClusters(clusters, { random: createRandom('test'), resamples });

function defined({ coefficient }: AgreementOfMetric) {
  if (coefficient.status !== 'defined') throw new Error(coefficient.reason);
  return coefficient;
}

function bounds(agreement: AgreementOfMetric): readonly [number, number] {
  const { interval } = defined(agreement);
  if (interval.status !== 'defined') throw new Error(interval.reason);
  return [interval.low, interval.high];
}

/** Responses in pairs to one dialogue, with people following the metric only in part. */
function noisy(n: number, share: number): SegmentPairs {
  const random = createRandom('pairs', n);
  const metric = Array.from({ length: n }, () => random.next());
  const human = metric.map((value) => Math.round(4 * (share * value + (1 - share) * random.next())));
  return { metric, human, dialogueOf: metric.map((_, at) => Math.floor(at / 2)) };
}

test.each(correlationKinds)('%s: the interval holds the value, and narrows with more dialogues', (kind) => {
  const [few, many] = [noisy(40, 0.6), noisy(640, 0.6)].map((pairs) => {
    const agreement = segmentCorrelation(pairs, { draws: drawsOf(pairs.metric.length / 2), kind, level });
    const [low, high] = bounds(agreement);
    expect(low).toBeLessThan(defined(agreement).value);
    expect(high).toBeGreaterThan(defined(agreement).value);
    return high - low;
  });
  expect(many).toBeLessThan((few as number) / 2);
});

test.each(correlationKinds)(
  '%s: a metric with the other sign has the mirrored value and interval',
  (kind) => {
    const pairs = noisy(60, 0.5);
    const options = { draws: drawsOf(30), kind, level };
    const [low, high] = bounds(segmentCorrelation(pairs, options));
    const turned = segmentCorrelation(
      { ...pairs, metric: Array.from(pairs.metric, (value) => -value) },
      options,
    );
    expect(defined(turned).value).toBeCloseTo(-defined(segmentCorrelation(pairs, options)).value, 12);
    expect(bounds(turned)[0]).toBeCloseTo(-high, 12);
    expect(bounds(turned)[1]).toBeCloseTo(-low, 12);
  },
);

test.each(correlationKinds)('%s: the order of the responses does not matter', (kind) => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const pairs = noisy(24, 0.5);
      const options = { draws: drawsOf(12, 40), kind, level };
      const order = shuffled(
        Array.from({ length: 24 }, (_, at) => at),
        createRandom(seed),
      );
      const pick = (values: ArrayLike<number>) => order.map((at) => values[at]!);
      const turned = segmentCorrelation(
        {
          metric: pick(pairs.metric),
          human: pick(pairs.human),
          dialogueOf: pick(pairs.dialogueOf),
        },
        options,
      );
      const wanted = segmentCorrelation(pairs, options);
      expect(defined(turned).value).toBeCloseTo(defined(wanted).value, 12);
      expect(bounds(turned)[0]).toBeCloseTo(bounds(wanted)[0], 12);
    }),
    { numRuns: 10 },
  );
});

test('copies of an answer within a dialogue leave the interval of the segments as it is', () => {
  const single = { metric: [1, 2, 3, 4, 5, 6], human: [1, 3, 2, 5, 4, 4], dialogueOf: [0, 1, 2, 3, 4, 5] };
  const twice = {
    metric: [...single.metric, ...single.metric],
    human: [...single.human, ...single.human],
    dialogueOf: [...single.dialogueOf, ...single.dialogueOf],
  };
  const options = { draws: drawsOf(6), kind: 'pearson', level } as const;
  expect(bounds(segmentCorrelation(twice, options))[0]).toBeCloseTo(
    bounds(segmentCorrelation(single, options))[0],
    12,
  );
});

test('what has no correlation says why', () => {
  const options = { draws: drawsOf(4, 20), kind: 'spearman', level } as const;
  const reason = (pairs: SegmentPairs) => {
    const { coefficient } = segmentCorrelation(pairs, options);
    return coefficient.status === 'undefined' ? coefficient.reason : 'defined';
  };
  const dialogueOf = [0, 1, 2, 3];
  expect(reason({ metric: [], human: [], dialogueOf: [] })).toMatch(/at least three responses/);
  expect(reason({ metric: [1, 2], human: [1, 2], dialogueOf: [0, 1] })).toMatch(/at least three responses/);
  expect(reason({ metric: [1, 1, 1, 1], human: [1, 2, 3, 4], dialogueOf })).toMatch(/metric gives all/);
  expect(reason({ metric: [1, 2, 3, 4], human: [5, 5, 5, 5], dialogueOf })).toMatch(/people gave all/);
  const alone = segmentCorrelation({ metric: [1, 2, 3], human: [1, 3, 2], dialogueOf: [2, 2, 2] }, options);
  expect(defined(alone)).toMatchObject({ value: 0.5, interval: { reason: 'needs at least two dialogues' } });
  // Two systems, whatever they score.
  const two = { values: [1, 2], replicates: [] };
  expect(systemCorrelation(two, two, options)).toMatchObject({
    n: 2,
    coefficient: { status: 'undefined', reason: expect.stringMatching(/at least three systems/) },
  });
});

test('systems: by hand, with a resample that lacks a system left out', () => {
  const metric = {
    values: [10, 20, 30],
    replicates: [
      [10, 20, 30],
      [10, 30, 20],
      [10, Number.NaN, 20],
      [30, 20, 10],
    ],
  };
  const human = {
    values: [1, 3, 2],
    replicates: [
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ],
  };
  const agreement = systemCorrelation(metric, human, { kind: 'kendall', level: 1 });
  // Of three pairs of systems two are ordered alike; the resamples give 1, 1/3 and −1.
  expect(agreement.n).toBe(3);
  expect(defined(agreement).value).toBeCloseTo(1 / 3, 12);
  expect(defined(agreement).interval).toEqual({ status: 'defined', low: -1, high: 1, used: 3 });
});

test('systems whose resamples are mostly empty have a value and no interval', () => {
  const gap = [Number.NaN, 1, 2];
  const metric = { values: [1, 2, 3], replicates: [gap, gap, [1, 2, 3]] };
  const agreement = systemCorrelation(metric, metric, { kind: 'pearson', level });
  expect(defined(agreement)).toMatchObject({ value: 1, interval: { status: 'undefined' } });
});
