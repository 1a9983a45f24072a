import { normalTailQuantile } from './distributions/normal.ts';
import { studentTail, studentTwoSided } from './distributions/student-t.ts';

export type Alternative = 'two-sided' | 'less' | 'greater';

export const alternatives: readonly Alternative[] = ['two-sided', 'less', 'greater'];

export interface Correlation {
  /** NaN where one of the two is constant. */
  readonly r: number;
  readonly p: number;
  /** By Fisher's z; from −1 or to 1 where the alternative is one-sided. NaN with fewer than four pairs. */
  readonly interval: readonly [number, number];
}

/**
 * Pearson's correlation with the t test that there is none, and Fisher's interval: scipy `pearsonr`, R `cor.test`.
 * @throws RangeError where the two differ in length or have fewer than two values
 */
export function pearson(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  {
    alternative = 'two-sided',
    level = 0.95,
  }: { readonly alternative?: Alternative; readonly level?: number } = {},
): Correlation {
  if (x.length !== y.length)
    throw new RangeError(`x has ${x.length} values and y ${y.length}; they must be pairs`);
  if (x.length < 2) throw new RangeError('a correlation needs at least two pairs');
  const r = pearsonCoefficient(x, y);
  return {
    r,
    p: correlationP(r, x.length, alternative),
    interval: fisherInterval(r, x.length, { alternative, level }),
  };
}

/** In [−1, 1], NaN where one of the two is constant. */
export function pearsonCoefficient(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  let [meanX, meanY] = [0, 0];
  let [constantX, constantY] = [true, true];
  for (let i = 0; i < n; i++) {
    meanX += x[i]!;
    meanY += y[i]!;
    if (x[i] !== x[0]) constantX = false;
    if (y[i] !== y[0]) constantY = false;
  }
  if (constantX || constantY) return Number.NaN;
  meanX /= n;
  meanY /= n;
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [x[i]! - meanX, y[i]! - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  // One root of the product, so that equal sums of squares (ranks) give exactly 1; two where it would overflow.
  const product = xx * yy;
  const scale = product > 1e-290 && product < 1e290 ? Math.sqrt(product) : Math.sqrt(xx) * Math.sqrt(yy);
  return Math.max(-1, Math.min(1, xy / scale));
}

/** Of Student's t with n − 2 degrees of freedom; with two pairs nothing can be told, p is 1. */
export function correlationP(r: number, n: number, alternative: Alternative): number {
  if (Number.isNaN(r)) return Number.NaN;
  if (n === 2) return 1;
  const t = r * Math.sqrt((n - 2) / ((1 - r) * (1 + r)));
  if (alternative === 'two-sided') return studentTwoSided(t, n - 2);
  return alternative === 'greater' ? studentTail(t, n - 2) : studentTail(-t, n - 2);
}

function fisherInterval(
  r: number,
  n: number,
  { alternative, level }: { readonly alternative: Alternative; readonly level: number },
): readonly [number, number] {
  if (Number.isNaN(r) || n < 4) return [Number.NaN, Number.NaN];
  const reach =
    normalTailQuantile(alternative === 'two-sided' ? (1 - level) / 2 : 1 - level) / Math.sqrt(n - 3);
  const z = Math.atanh(r);
  return [
    alternative === 'less' ? -1 : Math.tanh(z - reach),
    alternative === 'greater' ? 1 : Math.tanh(z + reach),
  ];
}
