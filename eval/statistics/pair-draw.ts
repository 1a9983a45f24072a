import { bradleyTerry } from './bradley-terry.ts';
import { cholesky, invertCholesky } from './cholesky.ts';
import { type PairRecord, withTiesAsHalves } from './comparisons.ts';

export interface PairDrawOptions {
  readonly items: number;
  /** Chance that goes to all pairs alike, in (0, 1]; 1 draws uniformly. Default 0.1. */
  readonly evenShare?: number;
}

export interface PairChance {
  readonly first: number;
  readonly second: number;
  readonly chance: number;
}

/** Precision of the normal prior of log abilities, of variance 1: strengths are e^±2 of each other before any vote. */
const priorPrecision = 1;

/**
 * With what chance each pair of items meets next: proportional to how much one more comparison of it is expected to
 * shorten the intervals of all abilities, with a share that goes to all pairs alike.
 *
 * Source: Chiang et al. (2024), Chatbot Arena, equation (9), which draws a pair proportionally to the reduction of the
 * confidence interval's size. There the intervals are those of each pair's own win rate; here those of the
 * Bradley–Terry abilities, which are what the table tells, so that what a pair's neighbours already told counts. The
 * variances are those of a normal approximation under a standard normal prior, so that there are some before any
 * comparison; one more comparison changes them by Sherman and Morrison's (1950) formula.
 *
 * @param records by pair, ties as ties; a pair that has none need not be there
 * @returns all pairs (first < second), chances adding up to 1
 */
export function pairDraw(
  records: readonly PairRecord[],
  { items, evenShare = 0.1 }: PairDrawOptions,
): PairChance[] {
  if (!(Number.isInteger(items) && items >= 2))
    throw new RangeError(`there must be at least two items, got ${items}`);
  if (!(evenShare > 0 && evenShare <= 1)) throw new RangeError('the even share must be in (0, 1]');
  const halves = withTiesAsHalves(records);
  const fit = bradleyTerry(halves, { items, penalty: priorPrecision / 2 });
  if (fit.status === 'undefined') throw new RangeError(fit.reason);
  const covariance = posteriorCovariance(halves, fit.abilities);
  const pairs: { first: number; second: number; gain: number }[] = [];
  for (let first = 0; first < items; first++)
    for (let second = first + 1; second < items; second++)
      pairs.push({ first, second, gain: shortening({ first, second }, fit.abilities, covariance) });
  const all = pairs.reduce((sum, { gain }) => sum + gain, 0);
  return pairs.map(({ first, second, gain }) => ({
    first,
    second,
    chance: (1 - evenShare) * (gain / all) + evenShare / pairs.length,
  }));
}

/** Of abilities about their mean: the prior's part that moves all alike is taken off. */
function posteriorCovariance(records: readonly PairRecord[], abilities: Float64Array): Float64Array {
  const n = abilities.length;
  const precision = new Float64Array(n * n);
  for (let i = 0; i < n; i++) precision[i * n + i] = priorPrecision;
  for (const { first: i, second: j, firstWins, secondWins } of records) {
    const weight = (firstWins + secondWins) * spread(abilities[i]! - abilities[j]!);
    precision[i * n + i]! += weight;
    precision[j * n + j]! += weight;
    precision[i * n + j]! -= weight;
    precision[j * n + i]! -= weight;
  }
  const lower = cholesky(precision, n);
  if (!lower) throw new RangeError('the counts of a pair are negative or not finite');
  return invertCholesky(lower, n).map((value) => value - 1 / (priorPrecision * n));
}

/** By how much the standard errors of all abilities fall together when the pair is compared once more. */
function shortening(
  { first, second }: { readonly first: number; readonly second: number },
  abilities: Float64Array,
  covariance: Float64Array,
): number {
  const n = abilities.length;
  const weight = spread(abilities[first]! - abilities[second]!);
  const lean = (item: number) => covariance[item * n + first]! - covariance[item * n + second]!;
  const scale = weight / (1 + weight * (lean(first) - lean(second)));
  let fall = 0;
  for (let item = 0; item < n; item++) {
    const variance = Math.max(0, covariance[item * n + item]!);
    fall += Math.sqrt(variance) - Math.sqrt(Math.max(0, variance - scale * lean(item) ** 2));
  }
  return fall;
}

/** Variance of one comparison's outcome. */
function spread(difference: number): number {
  const p = 1 / (1 + Math.exp(-difference));
  return p * (1 - p);
}
