import { normalTail } from './distributions/normal.ts';
import type { Alternative } from './pearson.ts';
import { sortedIndices } from './ranks.ts';
import { tailP } from './tail-p.ts';

export interface KendallTau {
  /** NaN where one of the two is constant. */
  readonly tauB: number;
  /** Stuart's, for tables that are not square. */
  readonly tauC: number;
  readonly p: number;
  readonly method: 'exact' | 'asymptotic';
}

export interface KendallOptions {
  readonly alternative?: Alternative;
  /** Exact without ties only; auto: exact without ties up to 33 pairs. Default auto. */
  readonly method?: 'exact' | 'asymptotic' | 'auto';
}

/**
 * Kendall's rank correlation, in n log n (Knight 1966).
 * Source: Kendall (1938, 1945); exact and tie-corrected normal p-values as scipy `kendalltau`, R `cor.test`.
 */
export function kendallTau(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { alternative = 'two-sided', method = 'auto' }: KendallOptions = {},
): KendallTau {
  if (x.length !== y.length)
    throw new RangeError(`x has ${x.length} values and y ${y.length}; they must be pairs`);
  if (x.length < 2) throw new RangeError('a correlation needs at least two pairs');
  const n = x.length;
  const pairs = (n * (n - 1)) / 2;
  const [tiesX, tiesY] = [tiesOf(x), tiesOf(y)];
  const { discordant, tiedInBoth } = countDiscordant(x, y);
  const excess = pairs - tiesX.pairs - tiesY.pairs + tiedInBoth - 2 * discordant;
  const tauB = excess / Math.sqrt(pairs - tiesX.pairs) / Math.sqrt(pairs - tiesY.pairs);
  const classes = Math.min(tiesX.kinds, tiesY.kinds);
  const tauC = classes < 2 ? Number.NaN : (2 * excess) / ((n * n * (classes - 1)) / classes);
  const hasTies = tiesX.pairs > 0 || tiesY.pairs > 0;
  const used = method === 'auto' ? (!hasTies && n <= 33 ? 'exact' : 'asymptotic') : method;
  if (tiesX.pairs === pairs || tiesY.pairs === pairs)
    return { tauB: Number.NaN, tauC: Number.NaN, p: Number.NaN, method: used };
  if (used === 'exact') {
    if (hasTies)
      throw new RangeError('the exact distribution is for data without ties; take the asymptotic one');
    return { tauB: clamp(tauB), tauC, p: exactP(n, pairs - discordant, alternative), method: used };
  }
  const p = asymptoticP({ n, excess, tiesX, tiesY }, alternative);
  return { tauB: clamp(tauB), tauC, p, method: used };
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}

interface Ties {
  /** Pairs of equal values. */
  readonly pairs: number;
  /** Σ t(t−1)(t−2) and Σ t(t−1)(2t+5) over groups of t equal values. */
  readonly triples: number;
  readonly weighted: number;
  /** Different values. */
  readonly kinds: number;
}

function tiesOf(values: ArrayLike<number>): Ties {
  const sorted = Float64Array.from(values).sort();
  let [pairs, triples, weighted, kinds] = [0, 0, 0, 0];
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    const t = end - start;
    pairs += (t * (t - 1)) / 2;
    triples += t * (t - 1) * (t - 2);
    weighted += t * (t - 1) * (2 * t + 5);
    kinds++;
    start = end;
  }
  return { pairs, triples, weighted, kinds };
}

/** Pairs in which x and y order differently: the exchanges of a merge sort of y in the order of x. */
function countDiscordant(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): { readonly discordant: number; readonly tiedInBoth: number } {
  const n = x.length;
  const byY = sortedIndices(y);
  const places = new Float64Array(n);
  byY.forEach((index, place) => {
    places[index] = place;
  });
  // By x, and by y where x is tied, so that ties in x count no exchange.
  const order = Array.from({ length: n }, (_, index) => index).sort(
    (a, b) => x[a]! - x[b]! || places[a]! - places[b]!,
  );
  const values = Float64Array.from(order, (index) => y[index]!);
  let tiedInBoth = 0;
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && x[order[end]!] === x[order[start]!] && values[end] === values[start]) end++;
    tiedInBoth += ((end - start) * (end - start - 1)) / 2;
    start = end;
  }
  return { discordant: exchanges(values), tiedInBoth };
}

function exchanges(values: Float64Array): number {
  const n = values.length;
  let [from, to] = [values.slice(), new Float64Array(n)];
  let count = 0;
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const middle = Math.min(n, start + width);
      const end = Math.min(n, start + 2 * width);
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        if (right >= end || (left < middle && from[left]! <= from[right]!)) to[at] = from[left++]!;
        else {
          count += middle - left;
          to[at] = from[right++]!;
        }
      }
    }
    [from, to] = [to, from];
  }
  return count;
}

/** Of the number of concordant pairs among all orders (Kendall 1970, chapter 5). */
function exactP(n: number, concordant: number, alternative: Alternative): number {
  const pairs = (n * (n - 1)) / 2;
  if (pairs * n > 2e9) throw new RangeError('the exact distribution is out of reach for so many pairs');
  let density = Float64Array.of(1);
  for (let size = 2; size <= n; size++) {
    const next = new Float64Array(density.length + size - 1);
    let window = 0;
    for (let value = 0; value < next.length; value++) {
      if (value < density.length) window += density[value]!;
      if (value >= size) window -= density[value - size]!;
      next[value] = Math.max(0, window) / size;
    }
    // The sums run forwards, so the upper half has gathered their rounding: it mirrors the lower.
    for (let value = 0; value < next.length / 2; value++) next[next.length - 1 - value] = next[value]!;
    density = next;
  }
  let [lower, upper] = [0, 0];
  for (let value = 0; value <= concordant; value++) lower += density[value]!;
  for (let value = pairs; value >= concordant; value--) upper += density[value]!;
  return tailP({ lower, upper }, alternative);
}

interface Asymptotic {
  readonly n: number;
  readonly excess: number;
  readonly tiesX: Ties;
  readonly tiesY: Ties;
}

function asymptoticP({ n, excess, tiesX, tiesY }: Asymptotic, alternative: Alternative): number {
  const m = n * (n - 1);
  const triples = n > 2 ? (tiesX.triples * tiesY.triples) / (9 * m * (n - 2)) : 0;
  const variance =
    (m * (2 * n + 5) - tiesX.weighted - tiesY.weighted) / 18 + (2 * tiesX.pairs * tiesY.pairs) / m + triples;
  const z = excess / Math.sqrt(variance);
  if (alternative === 'two-sided') return Math.min(1, 2 * normalTail(Math.abs(z)));
  return alternative === 'greater' ? normalTail(z) : normalTail(-z);
}
