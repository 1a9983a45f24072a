import { normalTail, normalTailQuantile } from './distributions/normal.ts';
import { notDefined } from './estimate.ts';

export type CohenWeights = 'none' | 'linear' | 'quadratic';

export interface CohenOptions {
  /** How far apart two categories lie, by their places. Default none: any difference counts as much. */
  readonly weights?: CohenWeights;
  /** 1 − level of the interval; default 0.05. */
  readonly alpha?: number;
}

export type CohenEstimate =
  | {
      readonly status: 'defined';
      readonly value: number;
      /** Large-sample variance, for the interval, and that where there is no agreement, for the test. */
      readonly variance: number;
      readonly nullVariance: number;
      readonly interval: readonly [number, number];
      readonly z: number;
      readonly p: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Cohen's kappa of two raters, unweighted, linear or quadratic.
 *
 * Source: Cohen (1960, 1968); both variances of Fleiss, Cohen & Everitt (1969), Psychol. Bull. 72, 323-327;
 * statsmodels 0.13 `cohens_kappa`, scikit-learn `cohen_kappa_score`.
 *
 * @param table counts, square: rows the one rater, columns the other, categories in order
 */
export function cohenKappa(table: readonly ArrayLike<number>[], options: CohenOptions = {}): CohenEstimate {
  const { weights = 'none', alpha = 0.05 } = options;
  const q = table.length;
  if (table.some((row) => row.length !== q)) throw new RangeError('the table must be square');
  const n = table.reduce((sum, row) => sum + Array.from(row).reduce((a, b) => a + b, 0), 0);
  if (n === 0) return notDefined('needs at least one subject that both rated');
  const rows = table.map((row) => Array.from(row).reduce((a, b) => a + b, 0) / n);
  const columns = rows.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0) / n);
  const weight = (i: number, j: number) => agreementWeight(i, j, { q, weights });
  const rowMeans = rows.map((_, i) => columns.reduce((sum, share, j) => sum + share * weight(i, j), 0));
  const columnMeans = columns.map((_, j) => rows.reduce((sum, share, i) => sum + share * weight(i, j), 0));
  let [observed, expected] = [0, 0];
  for (let i = 0; i < q; i++)
    for (let j = 0; j < q; j++) {
      observed += (weight(i, j) * table[i]![j]!) / n;
      expected += weight(i, j) * rows[i]! * columns[j]!;
    }
  if (!(1 - expected > 1e-15)) return notDefined('both raters gave every subject the same one value');
  const value = (observed - expected) / (1 - expected);
  let [spread, nullSpread] = [0, 0];
  for (let i = 0; i < q; i++)
    for (let j = 0; j < q; j++) {
      const means = rowMeans[i]! + columnMeans[j]!;
      spread += (table[i]![j]! / n) * (weight(i, j) - means * (1 - value)) ** 2;
      nullSpread += rows[i]! * columns[j]! * (weight(i, j) - means) ** 2;
    }
  const scale = n * (1 - expected) ** 2;
  const variance = Math.max(0, spread - (value - expected * (1 - value)) ** 2) / scale;
  const nullVariance = Math.max(0, nullSpread - expected ** 2) / scale;
  const reach = normalTailQuantile(alpha / 2) * Math.sqrt(variance);
  const z = value / Math.sqrt(nullVariance);
  return {
    status: 'defined',
    value,
    variance,
    nullVariance,
    interval: [value - reach, value + reach],
    z,
    p: Math.min(1, 2 * normalTail(Math.abs(z))),
  };
}

function agreementWeight(
  i: number,
  j: number,
  { q, weights }: { readonly q: number; readonly weights: CohenWeights },
): number {
  if (i === j) return 1;
  if (weights === 'none') return 0;
  const share = Math.abs(i - j) / (q - 1);
  return 1 - (weights === 'linear' ? share : share * share);
}

/** Counts pairs of categories: rows the first of each pair. @param size number of categories */
export function crossTable(pairs: Iterable<readonly [number, number]>, size: number): Float64Array[] {
  const table = Array.from({ length: size }, () => new Float64Array(size));
  for (const [one, other] of pairs) table[one]![other]!++;
  return table;
}
