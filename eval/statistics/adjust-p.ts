export type Adjustment =
  | 'none'
  | 'bonferroni'
  | 'sidak'
  | 'holm'
  | 'holm-sidak'
  | 'hochberg'
  | 'hommel'
  | 'BH'
  | 'BY'
  | 'fdr_gbs'
  | 'fdr_tsbh'
  | 'fdr_tsbky';

export const adjustments: readonly Adjustment[] = [
  'none',
  'bonferroni',
  'sidak',
  'holm',
  'holm-sidak',
  'hochberg',
  'hommel',
  'BH',
  'BY',
  'fdr_gbs',
  'fdr_tsbh',
  'fdr_tsbky',
];

/**
 * p-values adjusted for being many, in their own order. Holm, Hochberg, Hommel and Bonferroni keep the chance of any
 * false rejection; BH, BY and the others the share of false ones among the rejections.
 *
 * Source: R `p.adjust`; statsmodels 0.13 `multipletests` for the Šidák forms, `fdr_gbs` (Gavrilov, Benjamini & Sarkar
 * 2009) and the two-stage `fdr_tsbh`, `fdr_tsbky` (Benjamini, Krieger & Yekutieli 2006), which depend on `alpha`.
 * NaN stays NaN and does not count, as NA in R.
 *
 * @throws RangeError where a value is no probability
 */
export function adjustP(
  values: ArrayLike<number>,
  method: Adjustment,
  { alpha = 0.05 }: { readonly alpha?: number } = {},
): Float64Array {
  const all = Float64Array.from(values);
  const kept = Array.from(all.keys()).filter((index) => !Number.isNaN(all[index]!));
  if (kept.some((index) => !(all[index]! >= 0 && all[index]! <= 1)))
    throw new RangeError('a p-value must lie in [0, 1]');
  const order = kept.sort((a, b) => all[a]! - all[b]! || a - b);
  const adjusted = adjustSorted(
    Float64Array.from(order, (index) => all[index]!),
    method,
    alpha,
  );
  const result = new Float64Array(all.length).fill(Number.NaN);
  order.forEach((index, place) => {
    result[index] = Math.min(1, adjusted[place]!);
  });
  return result;
}

function adjustSorted(p: Float64Array, method: Adjustment, alpha: number): Float64Array {
  const n = p.length;
  switch (method) {
    case 'none':
      return p;
    case 'bonferroni':
      return p.map((value) => n * value);
    case 'sidak':
      return p.map((value) => sidak(value, n));
    case 'holm':
      return risen(p.map((value, i) => (n - i) * value));
    case 'holm-sidak':
      return risen(p.map((value, i) => sidak(value, n - i)));
    case 'hochberg':
      return fallen(p.map((value, i) => (n - i) * value));
    case 'hommel':
      return hommel(p);
    case 'BH':
      return benjaminiHochberg(p);
    case 'BY': {
      const harmonic = p.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
      return fallen(p.map((value, i) => ((harmonic * n) / (i + 1)) * value));
    }
    case 'fdr_gbs':
      return fallen(risen(p.map((value, i) => (((n - i) / (i + 1)) * value) / (1 - value))));
    case 'fdr_tsbh':
      return twoStage(p, alpha, 1);
    case 'fdr_tsbky':
      return twoStage(p, alpha, 1 + alpha);
  }
}

function sidak(p: number, tests: number): number {
  return -Math.expm1(tests * Math.log1p(-p));
}

function benjaminiHochberg(p: Float64Array): Float64Array {
  return fallen(p.map((value, i) => (p.length / (i + 1)) * value));
}

/** Running greatest from the first on: step-down. */
function risen(values: Float64Array): Float64Array {
  let most = 0;
  return values.map((value) => {
    most = Math.max(most, value);
    return most;
  });
}

/** Running least from the last on, at most 1: step-up. */
function fallen(values: Float64Array): Float64Array {
  let least = 1;
  for (let i = values.length - 1; i >= 0; i--) {
    least = Math.min(least, values[i]!);
    values[i] = least;
  }
  return values;
}

/** Hommel (1988), by the algorithm of Wright (1992) as R has it. */
function hommel(p: Float64Array): Float64Array {
  const n = p.length;
  if (n <= 1) return p;
  const least = p.reduce((best, value, i) => Math.min(best, (n * value) / (i + 1)), Number.POSITIVE_INFINITY);
  const adjusted = new Float64Array(n).fill(least);
  const q = new Float64Array(n).fill(least);
  for (let m = n - 1; m >= 2; m--) {
    const head = n - m + 1;
    let smallest = Number.POSITIVE_INFINITY;
    for (let i = head; i < n; i++) smallest = Math.min(smallest, (m * p[i]!) / (2 + i - head));
    for (let i = 0; i < head; i++) q[i] = Math.min(m * p[i]!, smallest);
    for (let i = head; i < n; i++) q[i] = q[head - 1]!;
    for (let i = 0; i < n; i++) adjusted[i] = Math.max(adjusted[i]!, q[i]!);
  }
  return adjusted.map((value, i) => Math.max(value, p[i]!));
}

/** Benjamini and Hochberg's, once more with the number of true nulls that its first pass leaves. */
function twoStage(p: Float64Array, alpha: number, factor: number): Float64Array {
  const n = p.length;
  const first = benjaminiHochberg(p);
  const rejected = first.reduce((count, value) => count + (value <= alpha / factor ? 1 : 0), 0);
  const left = rejected === 0 || rejected === n ? n : n - rejected;
  return first.map((value) => value * (left / n) * factor);
}
