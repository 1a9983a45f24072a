import {
  agreementCounts,
  type ChanceCorrectedEstimate,
  type ChanceCorrectedOptions,
  correctForChance,
  noPairs,
} from './chance-corrected.ts';
import { normalTail } from './distributions/normal.ts';
import { notDefined } from './estimate.ts';
import type { RatingTable } from './rating-table.ts';

export interface FleissOptions {
  /** Chance from the shares that the categories had, or every category alike (Randolph 2005). Default: shares. */
  readonly chance?: 'shares' | 'uniform';
}

export type FleissEstimate =
  | {
      readonly status: 'defined';
      readonly value: number;
      /** Of the test that there is no agreement beyond chance, two-sided; only with chance from the shares. */
      readonly z: number | null;
      readonly p: number | null;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Fleiss' kappa where every subject was rated as often.
 *
 * Source: Fleiss (1971), Psychol. Bull. 76, 378-382; the null variance of Fleiss, Nee & Landis (1979), as irr 0.84.1
 * `kappam.fleiss`; Randolph's free-marginal form as statsmodels `fleiss_kappa(method='randolph')`.
 *
 * @param counts subjects × categories: how many raters chose each
 * @throws RangeError where subjects were rated unequally often
 */
export function fleissKappa(
  counts: readonly ArrayLike<number>[],
  { chance = 'shares' }: FleissOptions = {},
): FleissEstimate {
  const subjects = counts.length;
  const totals = counts.map((row) => Array.from(row).reduce((sum, count) => sum + count, 0));
  const raters = totals[0] ?? 0;
  if (totals.some((total) => total !== raters))
    throw new RangeError(
      'every subject must have as many ratings; with missing ones take fleiss_kappa_missing',
    );
  if (subjects === 0 || raters < 2) return notDefined('needs at least one subject with two ratings');
  const categories = counts[0]!.length;
  const shares = new Float64Array(categories);
  let agreeing = 0;
  for (const row of counts)
    for (let k = 0; k < categories; k++) {
      shares[k]! += row[k]! / (subjects * raters);
      agreeing += row[k]! * (row[k]! - 1);
    }
  const observed = agreeing / (subjects * raters * (raters - 1));
  const expected =
    chance === 'uniform' ? 1 / categories : shares.reduce((sum, share) => sum + share * share, 0);
  if (!(1 - expected > 1e-15)) return notDefined('all ratings are the same');
  const value = (observed - expected) / (1 - expected);
  if (chance === 'uniform') return { status: 'defined', value, z: null, p: null };
  const spread = shares.reduce((sum, share) => sum + share * (1 - share), 0);
  const skew = shares.reduce((sum, share) => sum + share * (1 - share) * (1 - 2 * share), 0);
  const variance = (2 * (spread ** 2 - skew)) / (spread ** 2 * subjects * raters * (raters - 1));
  const z = value / Math.sqrt(variance);
  return { status: 'defined', value, z, p: Math.min(1, 2 * normalTail(Math.abs(z))) };
}

/**
 * Fleiss' kappa with missing ratings and weights.
 * Source: Gwet (2014), section 2.4; irrCAC 1.0 `fleiss.kappa.raw`.
 */
export function fleissKappaMissing(
  table: RatingTable,
  { weights, level }: ChanceCorrectedOptions,
): ChanceCorrectedEstimate {
  const agreement = agreementCounts(table, weights);
  if (!agreement) return noPairs;
  const { n, q, counts, sizes, shares } = agreement;
  // Weighted shares, in either direction: weights that are given need not be symmetric.
  const weighted = new Float64Array(q);
  let expected = 0;
  for (let k = 0; k < q; k++)
    for (let l = 0; l < q; l++) {
      weighted[k]! += ((weights[k * q + l]! + weights[l * q + k]!) / 2) * shares[l]!;
      expected += weights[k * q + l]! * shares[k]! * shares[l]!;
    }
  const bySubject = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < q; k++) bySubject[i]! += (counts[i * q + k]! * weighted[k]!) / sizes[i]!;
  return correctForChance(agreement, { expected, bySubject }, level);
}
