import { normalTail } from '#eval/statistics/distributions/normal.ts';
import type { Random } from '#lib/rng.ts';

/** Standard normal, by Box and Muller (1958). */
export function normal(random: Random): number {
  const u = 1 - random.next();
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.next());
}

export function normals(n: number, random: Random, sd = 1): Float64Array {
  return Float64Array.from({ length: n }, () => sd * normal(random));
}

const cuts = [-1.1, -0.4, 0.3, 1.2] as const;

/** A rating of 1 to 5 from what is felt. */
export function rating(latent: number): number {
  return 1 + cuts.reduce((above, cut) => above + (latent > cut ? 1 : 0), 0);
}

export function ratings(n: number, random: Random, sd = 1): Float64Array {
  return normals(n, random, sd).map(rating);
}

/** The mean of ratings whose latent values are normal about 0. */
export function meanRating(sd: number): number {
  return 1 + cuts.reduce((sum, cut) => sum + normalTail(cut / sd), 0);
}

/** Differences of two systems' ratings, several contexts a dialogue, which a system suits more or less. */
export interface ClusteredDifferences {
  readonly values: Float64Array;
  readonly clusterOf: readonly number[];
  /** Mean difference of each dialogue. */
  readonly means: Float64Array;
  readonly clusters: readonly { readonly sum: number; readonly count: number }[];
}

export function clusteredDifferences(
  sizes: readonly number[],
  random: Random,
  scale: 'ratings' | 'normal' = 'ratings',
): ClusteredDifferences {
  const values: number[] = [];
  const clusterOf: number[] = [];
  const clusters = sizes.map((count, cluster) => {
    const shared = normal(random);
    const [one, other] = [normal(random), normal(random)];
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const a = shared + one + normal(random);
      const b = shared + other + normal(random);
      const value = scale === 'ratings' ? rating(a) - rating(b) : a - b;
      values.push(value);
      clusterOf.push(cluster);
      sum += value;
    }
    return { sum, count };
  });
  return {
    values: Float64Array.from(values),
    clusterOf,
    means: Float64Array.from(clusters, ({ sum, count }) => sum / count),
    clusters,
  };
}

/** Ratings of raters who differ in how kind they are. */
export function ratingsByRater(raters: number, each: number, random: Random): Float64Array {
  const values: number[] = [];
  for (let rater = 0; rater < raters; rater++) {
    const kindness = 0.7 * normal(random);
    for (let i = 0; i < each; i++) values.push(rating(kindness + normal(random)));
  }
  return Float64Array.from(values);
}

/** Sizes from 1 to 12 that sum to a few contexts a dialogue. */
export function unequalSizes(clusters: number): number[] {
  return Array.from({ length: clusters }, (_, i) => [1, 2, 3, 5, 8, 12][i % 6]!);
}
