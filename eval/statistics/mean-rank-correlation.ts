import { normalTail } from './distributions/normal.ts';
import { notDefined } from './estimate.ts';
import { pearsonCoefficient } from './pearson.ts';
import { rank } from './ranks.ts';

export type MeanRankCorrelation =
  | {
      readonly status: 'defined';
      readonly value: number;
      readonly z: number;
      readonly p: number;
      /** Pairs whose correlation is perfect, which Fisher's z cannot average: they are left out. */
      readonly dropped: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Mean of Spearman's correlation over all pairs of raters, averaged as Fisher's z.
 * Source: irr 0.84.1 `meanrho`.
 * @param ratings subjects × raters, none missing
 */
export function meanRankCorrelation(ratings: readonly ArrayLike<number>[]): MeanRankCorrelation {
  const n = ratings.length;
  const raters = ratings[0]?.length ?? 0;
  if (n < 2 || raters < 2) return notDefined('needs at least two subjects and two raters');
  const ranks = Array.from({ length: raters }, (_, j) => rank(ratings.map((row) => row[j]!)).ranks);
  let [sum, kept, dropped] = [0, 0, 0];
  for (let a = 0; a < raters; a++)
    for (let b = a + 1; b < raters; b++) {
      const r = pearsonCoefficient(ranks[a]!, ranks[b]!);
      if (Number.isNaN(r)) return notDefined('a rater gave all subjects the same value');
      if (Math.abs(r) >= 1) dropped++;
      else {
        sum += Math.atanh(r);
        kept++;
      }
    }
  if (kept === 0) return notDefined('all pairs of raters correlate perfectly');
  const value = Math.tanh(sum / kept);
  const z = value * Math.sqrt(n - 3);
  return { status: 'defined', value, z, p: Math.min(1, 2 * normalTail(Math.abs(z))), dropped };
}
