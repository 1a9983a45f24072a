import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativePositionBucket, relativePositionBuckets } from './relative-position-buckets.ts';

const goldens = new URL('../../../shared/goldens/models/primitives/primitives.json', import.meta.url);

interface BucketTable {
  readonly bidirectional: boolean;
  readonly num_buckets: number;
  readonly max_distance: number;
  readonly buckets: readonly number[];
}

describe('relativePositionBucket', () => {
  it.skipIf(!existsSync(goldens))('sorts every distance up to 260 as the reference does', () => {
    const { t5_relative_position_buckets: cases } = JSON.parse(readFileSync(goldens, 'utf8')) as {
      readonly t5_relative_position_buckets: { readonly tables: readonly BucketTable[] };
    };
    for (const table of cases.tables) {
      const options = {
        bidirectional: table.bidirectional,
        buckets: table.num_buckets,
        maxDistance: table.max_distance,
      };
      const found = table.buckets.map((_, index) => relativePositionBucket(index - 260, options));
      expect(found).toEqual(table.buckets);
    }
  });

  it('gives near distances a bucket each and far ones the last', () => {
    const decoder = { bidirectional: false, buckets: 32, maxDistance: 128 };
    expect([0, -1, -15, -16, -128, -1000].map((place) => relativePositionBucket(place, decoder))).toEqual([
      0, 1, 15, 16, 31, 31,
    ]);
    expect(relativePositionBucket(5, decoder)).toBe(0);
  });

  it('lays pairs out row by row, counted from the offset of the first query', () => {
    const decoder = { bidirectional: false, buckets: 32, maxDistance: 128 };
    const whole = relativePositionBuckets({ queries: 4, keys: 4, queryOffset: 0 }, decoder);
    const last = relativePositionBuckets({ queries: 1, keys: 4, queryOffset: 3 }, decoder);
    expect([...last]).toEqual([3n, 2n, 1n, 0n]);
    expect([...whole.slice(12)]).toEqual([...last]);
  });
});
