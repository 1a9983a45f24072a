import {
  type ClusterDraws,
  type ClusterSums,
  centredInterval,
  percentileInterval,
  replicates,
  sumsByCluster,
  weightedSums,
} from '#eval/statistics/cluster-bootstrap.ts';

/** A number that may be compared with others of the same signature. */
export interface Figure {
  readonly value: number;
  /** 95 % bootstrap interval. */
  readonly low: number;
  readonly high: number;
  /** What it was taken over: contexts, posts. */
  readonly n: number;
  readonly signature: string;
}

export const level = 0.95;
export const resamples = 1000;

/** A statistic of sums over clusters, with its value on each resample. */
export interface Estimated {
  readonly value: number;
  readonly replicates: Float64Array;
}

export interface Clustering {
  readonly draws: ClusterDraws;
  /** The cluster of each row. */
  readonly clusterOf: readonly number[];
}

/** Any statistic of rows of features that add up. */
export function estimate(
  rows: readonly ArrayLike<number>[],
  statistic: (sums: ArrayLike<number>) => number,
  { draws, clusterOf }: Clustering,
): Estimated {
  const sums: ClusterSums = sumsByCluster(rows, { clusterOf, clusters: draws.clusters });
  const all = new Uint8Array(draws.clusters).fill(1);
  return {
    value: statistic(weightedSums(sums, all)),
    replicates: replicates(draws, (weights) => statistic(weightedSums(sums, weights))),
  };
}

/** Two estimates over the same draws, or several, as one. */
export function combined(
  parts: readonly Estimated[],
  combine: (values: readonly number[]) => number,
): Estimated {
  const [first] = parts;
  return {
    value: combine(parts.map(({ value }) => value)),
    replicates: Float64Array.from(first?.replicates ?? [], (_, at) =>
      combine(parts.map((part) => part.replicates[at] ?? Number.NaN)),
    ),
  };
}

export const difference = (one: Estimated, other: Estimated): Estimated =>
  combined([one, other], ([a = Number.NaN, b = Number.NaN]) => a - b);

export const ratio = (one: Estimated, other: Estimated): Estimated =>
  combined([one, other], ([a = Number.NaN, b = Number.NaN]) => a / b);

export const meanOf = (parts: readonly Estimated[]): Estimated =>
  combined(parts, (values) => values.reduce((sum, value) => sum + value, 0) / values.length);

/** @param kind `centred` for statistics that a resample shifts, see `centredInterval` */
export function figure(
  { value, replicates: values }: Estimated,
  { n, signature, kind = 'percentile' }: { n: number; signature: string; kind?: 'percentile' | 'centred' },
): Figure {
  const interval =
    kind === 'centred' ? centredInterval(value, values, level) : percentileInterval(values, level);
  return { value, ...interval, n, signature };
}

/** Whether a claim is borne out, and how surely. */
export type Verdict = 'yes' | 'yes, but not surely' | 'no, but not surely' | 'no';

/** Whether a figure is at least, or at most, what was wanted; surely where its whole interval is. */
export function verdict(
  { value, low, high }: Pick<Figure, 'value' | 'low' | 'high'>,
  wanted: { readonly atLeast: number } | { readonly atMost: number },
): Verdict {
  const [is, isSurely] =
    'atLeast' in wanted
      ? [value >= wanted.atLeast, low >= wanted.atLeast || high < wanted.atLeast]
      : [value <= wanted.atMost, high <= wanted.atMost || low > wanted.atMost];
  if (is) return isSurely ? 'yes' : 'yes, but not surely';
  return isSurely ? 'no' : 'no, but not surely';
}
