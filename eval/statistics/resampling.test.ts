import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { bootstrapFromIndices, bootstrapMethods, bootstrapSampled, sampleStatistics } from './bootstrap.ts';
import { idealBootstrap } from './ideal-bootstrap.ts';
import {
  approximateRandomisation,
  drawnBy,
  flippedBy,
  maskedBy,
  pairedBootstrap,
  type SegmentRows,
} from './paired-resampling.ts';
import { quantile } from './quantile.ts';

const mean = { statistic: sampleStatistics.mean, paired: false, level: 0.9 } as const;
const resamples = 400;

describe('the bootstrap', () => {
  const sample = Float64Array.from([1, 2, 4, 8, 16, 3, 5]);

  test('is the same from the same seed, and holds the estimate', () => {
    for (const method of bootstrapMethods) {
      const draw = () =>
        bootstrapSampled({ ...mean, samples: [sample], method }, { random: createRandom(4), resamples });
      const one = draw();
      expect(one).toEqual(draw());
      if (one.status === 'undefined') throw new Error(one.reason);
      expect(one.interval[0]).toBeLessThan(one.estimate);
      expect(one.interval[1]).toBeGreaterThan(one.estimate);
    }
  });

  test('by the percentile method moves with the data under any increasing map of the median', () => {
    const indices = [
      Array.from({ length: 99 }, (_, b) => Array.from(sample, (__, i) => (i * (b + 3) + b) % 7)),
    ];
    const task = {
      statistic: sampleStatistics.median,
      paired: false,
      level: 0.8,
      method: 'percentile',
    } as const;
    const plain = bootstrapFromIndices({ ...task, samples: [sample] }, indices);
    const scaled = bootstrapFromIndices(
      { ...task, samples: [sample.map((value) => 2 * value + 1)] },
      indices,
    );
    if (plain.status === 'undefined' || scaled.status === 'undefined') throw new Error('undefined');
    expect(scaled.interval).toEqual(plain.interval.map((value) => 2 * value + 1));
  });

  test('of pairs resamples them together', () => {
    const samples = [sample, sample.map((value) => value + 1)];
    const task = {
      statistic: sampleStatistics.mean_difference,
      paired: true,
      level: 0.9,
      method: 'percentile',
    } as const;
    expect(bootstrapSampled({ ...task, samples }, { random: createRandom(1), resamples })).toMatchObject({
      interval: [-1, -1],
    });
  });

  test('is undefined by BCa where nothing varies, and refuses an index out of range', () => {
    const constant = Float64Array.from([3, 3, 3]);
    const options = { random: createRandom(1), resamples: 20 };
    expect(bootstrapSampled({ ...mean, samples: [constant], method: 'BCa' }, options).status).toBe(
      'undefined',
    );
    expect(() =>
      bootstrapFromIndices({ ...mean, samples: [constant], method: 'basic' }, [[[0, 1, 3]]]),
    ).toThrow(RangeError);
  });

  test('over all resamples is the enumeration', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 9 }), { minLength: 1, maxLength: 4 }), (values) => {
        const all = values
          .reduce<number[][]>(
            (lists) => lists.flatMap((list) => values.map((value) => [...list, value])),
            [[]],
          )
          .map((list) => list.reduce((a, b) => a + b, 0) / values.length)
          .sort((a, b) => a - b);
        const ideal = idealBootstrap(values);
        if (ideal.status === 'undefined') throw new Error(ideal.reason);
        for (const p of [0.025, 0.1, 0.5, 0.95]) expect(ideal.quantile(p)).toBeCloseTo(quantile(all, p), 9);
        expect(ideal.resamples).toBe(all.length);
      }),
    );
    expect(() => idealBootstrap(Array.from({ length: 40 }, (_, i) => i))).toThrow(/Monte Carlo/);
  });
});

describe('paired tests over rows', () => {
  /** The ratio of two columns' sums, as BLEU's precision is. */
  const score = (sums: Float64Array) => (sums[1] === 0 ? 0 : sums[0]! / sums[1]!);
  const rows = fc
    .array(fc.tuple(fc.nat(5), fc.nat(5), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
      maxLength: 19,
    })
    .map((list) => {
      const side = (a: 0 | 1, b: 2 | 3): SegmentRows => ({
        segments: list.length,
        width: 2,
        values: Float64Array.from(list.flatMap((row) => [row[a], row[b]])),
      });
      return { baseline: side(0, 2), system: side(1, 3), score };
    });

  test('randomisation by tables of eight is the plain exchange', () => {
    fc.assert(
      fc.property(rows, fc.integer(), (paired, seed) => {
        const random = createRandom(seed);
        const { segments } = paired.baseline;
        const masks = Array.from({ length: 30 }, () =>
          Array.from({ length: segments }, () => random.below(2)),
        );
        const plain = masks.map((mask) => {
          const [one, other] = [new Float64Array(2), new Float64Array(2)];
          mask.forEach((bit, i) => {
            for (const column of [0, 1]) {
              const [a, b] = [paired.baseline.values[2 * i + column]!, paired.system.values[2 * i + column]!];
              one[column]! += bit ? a : b;
              other[column]! += bit ? b : a;
            }
          });
          return Math.abs(score(one) - score(other));
        });
        const result = approximateRandomisation(paired, { trials: 30, draw: maskedBy(masks) });
        const gap = Math.abs(result.system - result.baseline);
        expect(result.p).toBe((plain.filter((value) => value > gap).length + 1) / 31);
      }),
    );
  });

  test('a system does not differ from itself, and the same seed gives the same p', () => {
    fc.assert(
      fc.property(rows, ({ system }) => {
        const same = { baseline: system, system, score };
        expect(approximateRandomisation(same, { trials: 20, draw: flippedBy(createRandom(2)) }).p).toBe(
          1 / 21,
        );
        const draw = () => pairedBootstrap(same, { resamples: 20, draw: drawnBy(createRandom(2)) });
        expect(draw()).toEqual(draw());
        expect(draw().p).toBe(1 / 21);
      }),
    );
  });

  test('a system that is better on every segment is found so', () => {
    const side = (hits: number): SegmentRows => ({
      segments: 60,
      width: 2,
      values: Float64Array.from({ length: 120 }, (_, i) => (i % 2 === 0 ? hits : 10)),
    });
    const paired = { baseline: side(2), system: side(7), score };
    expect(
      approximateRandomisation(paired, { trials: 500, draw: flippedBy(createRandom(1)) }).p,
    ).toBeLessThan(0.01);
    expect(pairedBootstrap(paired, { resamples: 500, draw: drawnBy(createRandom(1)) }).p).toBeLessThan(0.01);
    expect(() =>
      pairedBootstrap({ ...paired, system: { ...side(1), segments: 59 } }, { resamples: 1, draw: () => {} }),
    ).toThrow(RangeError);
  });
});
