import { studentTail, studentTailQuantile, studentTwoSided } from './distributions/student-t.ts';
import { notDefined } from './estimate.ts';
import type { Alternative } from './pearson.ts';

export interface TTestOptions {
  readonly alternative?: Alternative;
  /** Of the interval of the mean difference; one-sided where the alternative is. Default 0.95. */
  readonly level?: number;
}

export type TTestResult =
  | {
      readonly status: 'defined';
      readonly t: number;
      readonly degrees: number;
      readonly p: number;
      readonly difference: number;
      readonly interval: readonly [number, number];
    }
  | { readonly status: 'undefined'; readonly reason: string };

/** Student's paired t test: that the mean of differences is 0. R `t.test(paired = TRUE)`, scipy `ttest_rel`. */
export function pairedT(differences: ArrayLike<number>, options: TTestOptions = {}): TTestResult {
  const { n, mean, variance } = momentsOf(differences);
  if (n < 2) return notDefined('needs at least two pairs');
  if (variance === 0) return notDefined('all differences are the same');
  return tTest({ difference: mean, standardError: Math.sqrt(variance / n), degrees: n - 1 }, options);
}

/**
 * The t test that two independent samples have the same mean: `student` with one variance for both, `welch` with one
 * each and Satterthwaite's degrees of freedom. R `t.test`, scipy `ttest_ind`.
 */
export function independentT(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { variance, ...options }: TTestOptions & { readonly variance: 'student' | 'welch' },
): TTestResult {
  const [a, b] = [momentsOf(x), momentsOf(y)];
  const isStudent = variance === 'student';
  if (a.n < 1 || b.n < 1 || a.n + b.n < 3 || (!isStudent && (a.n < 2 || b.n < 2)))
    return notDefined('needs at least two values in each sample');
  const difference = a.mean - b.mean;
  if (isStudent) {
    const degrees = a.n + b.n - 2;
    const pooled = (a.squares + b.squares) / degrees;
    if (pooled === 0) return notDefined('neither sample varies');
    return tTest({ difference, standardError: Math.sqrt(pooled * (1 / a.n + 1 / b.n)), degrees }, options);
  }
  const [va, vb] = [a.variance / a.n, b.variance / b.n];
  if (va + vb === 0) return notDefined('neither sample varies');
  const degrees = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return tTest({ difference, standardError: Math.sqrt(va + vb), degrees }, options);
}

interface Contrast {
  readonly difference: number;
  readonly standardError: number;
  readonly degrees: number;
}

function tTest({ difference, standardError, degrees }: Contrast, options: TTestOptions): TTestResult {
  const { alternative = 'two-sided', level = 0.95 } = options;
  const t = difference / standardError;
  const isTwoSided = alternative === 'two-sided';
  const reach = standardError * studentTailQuantile(isTwoSided ? (1 - level) / 2 : 1 - level, degrees);
  return {
    status: 'defined',
    t,
    degrees,
    p: isTwoSided ? studentTwoSided(t, degrees) : studentTail(alternative === 'greater' ? t : -t, degrees),
    difference,
    interval: [
      alternative === 'less' ? Number.NEGATIVE_INFINITY : difference - reach,
      alternative === 'greater' ? Number.POSITIVE_INFINITY : difference + reach,
    ],
  };
}

interface Moments {
  readonly n: number;
  readonly mean: number;
  /** About the mean. */
  readonly squares: number;
  /** Divided by n − 1. */
  readonly variance: number;
}

function momentsOf(values: ArrayLike<number>): Moments {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  let squares = 0;
  let isConstant = true;
  for (let i = 0; i < n; i++) {
    squares += (values[i]! - mean) ** 2;
    if (values[i] !== values[0]) isConstant = false;
  }
  if (isConstant) squares = 0;
  return { n, mean, squares, variance: squares / (n - 1) };
}
