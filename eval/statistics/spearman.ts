import { type Alternative, correlationP, pearsonCoefficient } from './pearson.ts';
import { rank } from './ranks.ts';
import { tailP } from './tail-p.ts';

export interface RankCorrelation {
  /** NaN where one of the two is constant. */
  readonly rho: number;
  /** By the t approximation, as scipy for every n. */
  readonly p: number;
  /** Of all orders of up to nine pairs without ties, as R below ten; null otherwise. */
  readonly exactP: number | null;
}

/** Most pairs whose orders are gone through: 9! are 362,880. */
const mostExact = 9;

/**
 * Spearman's rank correlation, ties sharing the mean of their ranks.
 * Source: Spearman (1904); scipy `spearmanr`; the exact distribution as R `cor.test(method = "spearman")`.
 */
export function spearman(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { alternative = 'two-sided' }: { readonly alternative?: Alternative } = {},
): RankCorrelation {
  if (x.length !== y.length)
    throw new RangeError(`x has ${x.length} values and y ${y.length}; they must be pairs`);
  if (x.length < 2) throw new RangeError('a correlation needs at least two pairs');
  const n = x.length;
  const [a, b] = [rank(x), rank(y)];
  const rho = pearsonCoefficient(a.ranks, b.ranks);
  const isExact = n <= mostExact && a.tieSum === 0 && b.tieSum === 0;
  return {
    rho,
    p: correlationP(rho, n, alternative),
    exactP: isExact ? exactP(a.ranks, b.ranks, alternative) : null,
  };
}

function exactP(a: Float64Array, b: Float64Array, alternative: Alternative): number {
  const n = a.length;
  const squares = a.reduce((sum, value, index) => sum + (value - b[index]!) ** 2, 0);
  const counts = squaredDifferenceCounts(n);
  let [atMost, atLeast, all] = [0, 0, 0];
  counts.forEach((count, value) => {
    all += count;
    if (value <= squares) atMost += count;
    if (value >= squares) atLeast += count;
  });
  // The smaller the differences, the greater the correlation.
  return tailP({ lower: atLeast / all, upper: atMost / all }, alternative);
}

/** How many orders of 1…n have each Σ(i − order_i)²: by sets of places taken, not by orders. */
function squaredDifferenceCounts(n: number): Float64Array {
  const most = (n ** 3 - n) / 3;
  let layer = new Map<number, Float64Array>([[0, Float64Array.of(1)]]);
  for (let i = 0; i < n; i++) {
    const next = new Map<number, Float64Array>();
    for (const [taken, counts] of layer)
      for (let place = 0; place < n; place++) {
        const bit = 1 << place;
        if (taken & bit) continue;
        const shift = (i - place) ** 2;
        const target = next.get(taken | bit) ?? new Float64Array(most + 1);
        next.set(taken | bit, target);
        for (let value = 0; value < counts.length && value + shift <= most; value++)
          target[value + shift]! += counts[value]!;
      }
    layer = next;
  }
  return layer.get((1 << n) - 1)!;
}
