import { normalTail } from './distributions/normal.ts';
import { notDefined } from './estimate.ts';
import type { Alternative } from './pearson.ts';
import { rank } from './ranks.ts';
import { fixedSubsetSums, tailsAt, twoSidedAt } from './subset-sums.ts';
import { tailP } from './tail-p.ts';

export interface MannWhitneyOptions {
  readonly alternative?: Alternative;
  /** Exact: the conditional distribution, ties and all. Auto: exact where either sample has up to 8 values and there are no ties. */
  readonly method?: 'exact' | 'asymptotic' | 'auto';
  /** Of the normal approximation; default yes. */
  readonly continuity?: boolean;
  /** Two-sided exact: twice the smaller tail (scipy), or all that is as far from the mean (exactRankTests). */
  readonly twoSided?: 'doubled' | 'distance';
}

export type MannWhitneyResult =
  | {
      readonly status: 'defined';
      /** Pairs in which x is the greater, ties a half; and in which y is. */
      readonly u1: number;
      readonly u2: number;
      readonly p: number;
      readonly method: 'exact' | 'asymptotic';
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Mann and Whitney's test, the rank-sum test, that x and y come from the same distribution. The alternative `greater`
 * says that x tends to be greater.
 *
 * Source: Mann & Whitney (1947); scipy `mannwhitneyu`, R `wilcox.test`; with ties exactRankTests `wilcox.exact`.
 */
export function mannWhitney(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: MannWhitneyOptions = {},
): MannWhitneyResult {
  const { alternative = 'two-sided', method = 'auto', continuity = true, twoSided = 'doubled' } = options;
  const [n1, n2] = [x.length, y.length];
  if (n1 === 0 || n2 === 0) return notDefined('needs at least one value in each sample');
  const { ranks, tieSum } = rank([...Array.from(x), ...Array.from(y)]);
  const sum = ranks.subarray(0, n1).reduce((total, value) => total + value, 0);
  const u1 = sum - (n1 * (n1 + 1)) / 2;
  const u2 = n1 * n2 - u1;
  const used = method === 'auto' ? (tieSum === 0 && Math.min(n1, n2) <= 8 ? 'exact' : 'asymptotic') : method;
  const shared = { status: 'defined', u1, u2, method: used } as const;
  if (used === 'exact') {
    const density = fixedSubsetSums(
      ranks.map((value) => Math.round(2 * value)),
      n1,
    );
    const value = Math.round(2 * sum);
    if (alternative === 'two-sided' && twoSided === 'distance')
      return { ...shared, p: twoSidedAt(density, value, n1 * (n1 + n2 + 1)) };
    return { ...shared, p: tailP(tailsAt(density, value), alternative) };
  }
  const n = n1 + n2;
  const variance = ((n1 * n2) / 12) * (n + 1 - tieSum / (n * (n - 1)));
  if (!(variance > 0)) return notDefined('all values are the same');
  const u = alternative === 'two-sided' ? Math.max(u1, u2) : alternative === 'greater' ? u1 : u2;
  const tail = normalTail((u - (n1 * n2) / 2 - (continuity ? 0.5 : 0)) / Math.sqrt(variance));
  return { ...shared, p: Math.min(1, alternative === 'two-sided' ? 2 * tail : tail) };
}
