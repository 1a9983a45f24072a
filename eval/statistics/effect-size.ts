import { logGamma } from './distributions/log-gamma.ts';
import { defined, type Estimate, notDefined } from './estimate.ts';
import { rank } from './ranks.ts';

/** Cohen's d of two independent samples: the difference of means in pooled standard deviations (Cohen 1988). */
export function cohenD(x: ArrayLike<number>, y: ArrayLike<number>): Estimate {
  const [a, b] = [momentsOf(x), momentsOf(y)];
  const degrees = a.n + b.n - 2;
  if (a.n < 1 || b.n < 1 || degrees < 1) return notDefined('needs at least three values in two samples');
  const pooled = Math.sqrt((a.squares + b.squares) / degrees);
  return pooled === 0 ? notDefined('neither sample varies') : defined((a.mean - b.mean) / pooled);
}

/** Hedges' g: Cohen's d without its bias in small samples, by the exact factor (Hedges 1981). */
export function hedgesG(x: ArrayLike<number>, y: ArrayLike<number>): Estimate {
  const d = cohenD(x, y);
  if (d.status === 'undefined') return d;
  const degrees = x.length + y.length - 2;
  if (degrees < 2) return notDefined('needs at least four values in two samples');
  const factor = Math.exp(logGamma(degrees / 2) - logGamma((degrees - 1) / 2)) / Math.sqrt(degrees / 2);
  return defined(d.value * factor);
}

/** Cohen's d of pairs: the mean difference in standard deviations of the differences (d_z). */
export function pairedD(differences: ArrayLike<number>): Estimate {
  const { n, mean, squares } = momentsOf(differences);
  if (n < 2) return notDefined('needs at least two pairs');
  return squares === 0
    ? notDefined('all differences are the same')
    : defined(mean / Math.sqrt(squares / (n - 1)));
}

/**
 * Cliff's delta: how much likelier x is the greater of a value of each than y, in [−1, 1] (Cliff 1993); the rank-biserial
 * correlation that goes with the rank-sum test.
 */
export function cliffDelta(x: ArrayLike<number>, y: ArrayLike<number>): Estimate {
  const [n, m] = [x.length, y.length];
  if (n === 0 || m === 0) return notDefined('needs at least one value in each sample');
  const { ranks } = rank([...Array.from(x), ...Array.from(y)]);
  const sum = ranks.subarray(0, n).reduce((total, value) => total + value, 0);
  const u = sum - (n * (n + 1)) / 2;
  return defined((2 * u) / (n * m) - 1);
}

/** Matched-pairs rank-biserial correlation, that goes with the signed-rank test (Kerby 2014); zeros are dropped. */
export function matchedRankBiserial(differences: ArrayLike<number>): Estimate {
  const kept = Float64Array.from(differences).filter((difference) => difference !== 0);
  if (kept.length === 0) return notDefined('all differences are zero');
  const { ranks } = rank(kept.map(Math.abs));
  const signed = ranks.reduce((sum, value, i) => sum + (kept[i]! > 0 ? value : -value), 0);
  return defined(signed / ((kept.length * (kept.length + 1)) / 2));
}

function momentsOf(values: ArrayLike<number>): {
  readonly n: number;
  readonly mean: number;
  readonly squares: number;
} {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const isConstant = list.every((value) => value === list[0]);
  const squares = isConstant ? 0 : list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n: list.length, mean, squares };
}
