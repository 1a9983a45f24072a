import { chiSquaredTail } from './distributions/chi-squared.ts';
import { notDefined } from './estimate.ts';
import { rank } from './ranks.ts';

export type KruskalWallisResult =
  | { readonly status: 'defined'; readonly h: number; readonly degrees: number; readonly p: number }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Kruskal and Wallis' test that independent groups come from the same distribution, corrected for ties.
 * Source: Kruskal & Wallis (1952); scipy `kruskal`, R `kruskal.test`.
 */
export function kruskalWallis(groups: readonly ArrayLike<number>[]): KruskalWallisResult {
  if (groups.length < 2) return notDefined('needs at least two groups');
  if (groups.some((group) => group.length === 0)) return notDefined('a group has no values');
  const { ranks, tieSum } = rank(groups.flatMap((group) => Array.from(group)));
  const n = ranks.length;
  const correction = 1 - tieSum / (n ** 3 - n);
  if (!(correction > 0)) return notDefined('all values are the same');
  let [start, sum] = [0, 0];
  for (const group of groups) {
    const total = ranks.subarray(start, start + group.length).reduce((a, b) => a + b, 0);
    sum += total ** 2 / group.length;
    start += group.length;
  }
  const h = ((12 / (n * (n + 1))) * sum - 3 * (n + 1)) / correction;
  return { status: 'defined', h, degrees: groups.length - 1, p: chiSquaredTail(h, groups.length - 1) };
}
