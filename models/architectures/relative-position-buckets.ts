/** How T5 sorts the distance between two positions into the rows of its bias table. */
export interface BucketOptions {
  /** True in the encoder, where keys after the query have buckets of their own. */
  readonly bidirectional: boolean;
  readonly buckets: number;
  /** From this distance on all distances share the last bucket. */
  readonly maxDistance: number;
}

/**
 * The bucket of a key that stands `relativePosition` places after its query (before it where negative): an integer in
 * [0, buckets). Half of the buckets hold one distance each, the others grow with the logarithm (Raffel et al. 2020,
 * section 2.1). The logarithm is rounded to float32 at each step, as the reference does, since its result is truncated.
 */
export function relativePositionBucket(relativePosition: number, options: BucketOptions): number {
  const { bidirectional, buckets, maxDistance } = options;
  const count = bidirectional ? Math.floor(buckets / 2) : buckets;
  const first = bidirectional && relativePosition > 0 ? count : 0;
  const distance = bidirectional ? Math.abs(relativePosition) : Math.max(0, -relativePosition);
  const exact = Math.floor(count / 2);
  if (distance < exact) return first + distance;
  const grown = Math.fround(Math.log(Math.fround(distance / exact)));
  const share = Math.fround(grown / Math.fround(Math.log(maxDistance / exact)));
  const bucket = exact + Math.trunc(Math.fround(share * (count - exact)));
  return first + Math.min(bucket, count - 1);
}

/**
 * Buckets of all pairs, [queries, keys] row by row. `queryOffset` is the position of the first query, above 0 where
 * earlier keys come from a cache.
 */
export function relativePositionBuckets(
  size: { readonly queries: number; readonly keys: number; readonly queryOffset: number },
  options: BucketOptions,
): BigInt64Array {
  const table = new BigInt64Array(size.queries * size.keys);
  for (let query = 0; query < size.queries; query++)
    for (let key = 0; key < size.keys; key++) {
      const bucket = relativePositionBucket(key - query - size.queryOffset, options);
      table[query * size.keys + key] = BigInt(bucket);
    }
  return table;
}
