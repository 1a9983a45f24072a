import { cholesky, invertCholesky } from './cholesky.ts';
import { isConnected, type PairRecord } from './comparisons.ts';
import { notDefined } from './estimate.ts';
import { type Curve, maximise } from './maximise.ts';

export interface BradleyTerryOptions {
  readonly items: number;
  /** The item whose ability is 0 for the standard errors against it; default the first. */
  readonly reference?: number;
  /** Whether the first of every pair plays at home, with an advantage of its own. */
  readonly homeAdvantage?: boolean;
  /** Of λ·Σθ², subtracted from the log-likelihood: a normal prior. Default none. */
  readonly penalty?: number;
}

export type BradleyTerryResult =
  | {
      readonly status: 'defined';
      /** Log abilities, mean 0. */
      readonly abilities: Float64Array;
      /** Standard errors of abilities that are centred at their mean. */
      readonly standardErrors: Float64Array;
      /** Standard errors of differences from the reference, 0 for itself. */
      readonly referenceErrors: Float64Array;
      readonly home: { readonly advantage: number; readonly standardError: number } | null;
      /** Without binomial coefficients and without the penalty. */
      readonly logLikelihood: number;
      /** Twice what the log-likelihood falls short of one in which every pair has its own share. */
      readonly deviance: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * The Bradley–Terry model: P(i beats j) = 1 ÷ (1 + e^(θj − θi)), by Newton's method.
 *
 * Source: Bradley & Terry (1952); Agresti (2002), section 10.6, with home advantage; R BradleyTerry2; choix
 * `opt_pairwise` for the penalised form. Ties must be taken as halves first (`withTiesAsHalves`).
 *
 * @param records wins by pair; with home advantage the first is at home
 */
export function bradleyTerry(
  records: readonly PairRecord[],
  options: BradleyTerryOptions,
): BradleyTerryResult {
  const { items, reference = 0, homeAdvantage = false, penalty = 0 } = options;
  if (items < 2) return notDefined('needs at least two items');
  if (penalty === 0 && !isConnected(records, items))
    return notDefined(
      'some items never lost, directly or over others, to the rest: their ability is infinite',
    );
  const size = items + (homeAdvantage ? 1 : 0);
  // The mean of abilities is held at 0 by a term that does not change the likelihood's maximum.
  const full = maximise(new Float64Array(size), (point) =>
    logLikelihood(records, point, { items, penalty, pin: 1 }),
  );
  if (!full) return notDefined('the likelihood has no maximum');
  const abilities = centred(full.point.subarray(0, items));
  const plain = logLikelihood(records, full.point, { items, penalty, pin: 0 });
  const covariance = referenceCovariance(plain.information, { size, items, reference });
  if (!covariance) return notDefined('the information about the abilities is singular');
  const variance = (index: number) => covariance[index * size + index]!;
  const own = logLikelihood(records, full.point, { items, penalty: 0, pin: 0 }).value;
  return {
    status: 'defined',
    abilities,
    standardErrors: centredErrors(covariance, size, items),
    referenceErrors: Float64Array.from({ length: items }, (_, i) => Math.sqrt(variance(i))),
    home: homeAdvantage ? { advantage: full.point[items]!, standardError: Math.sqrt(variance(items)) } : null,
    logLikelihood: own,
    deviance: 2 * (saturated(records) - own),
  };
}

interface LikelihoodTask {
  readonly items: number;
  readonly penalty: number;
  /** Weight of −½(Σθ)². */
  readonly pin: number;
}

function logLikelihood(records: readonly PairRecord[], point: Float64Array, task: LikelihoodTask): Curve {
  const { items, penalty, pin } = task;
  const n = point.length;
  const gradient = new Float64Array(n);
  const information = new Float64Array(n * n);
  const home = n > items ? point[items]! : 0;
  let value = 0;
  for (const { first: i, second: j, firstWins, secondWins } of records) {
    const difference = point[i]! - point[j]! + home;
    const p = 1 / (1 + Math.exp(-difference));
    const total = firstWins + secondWins;
    value -= firstWins * logOnePlusExp(-difference) + secondWins * logOnePlusExp(difference);
    const score = firstWins - total * p;
    const weight = total * p * (1 - p);
    gradient[i]! += score;
    gradient[j]! -= score;
    information[i * n + i]! += weight;
    information[j * n + j]! += weight;
    information[i * n + j]! -= weight;
    information[j * n + i]! -= weight;
    if (n === items) continue;
    gradient[items]! += score;
    information[items * n + items]! += weight;
    information[items * n + i]! += weight;
    information[i * n + items]! += weight;
    information[items * n + j]! -= weight;
    information[j * n + items]! -= weight;
  }
  let sum = 0;
  for (let i = 0; i < items; i++) sum += point[i]!;
  value -= (pin * sum * sum) / 2;
  for (let i = 0; i < items; i++) {
    value -= penalty * point[i]! ** 2;
    gradient[i]! -= 2 * penalty * point[i]! + pin * sum;
    information[i * n + i]! += 2 * penalty;
    for (let j = 0; j < items; j++) information[i * n + j]! += pin;
  }
  return { value, gradient, information };
}

/** ln(1 + e^x). */
function logOnePlusExp(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

function saturated(records: readonly PairRecord[]): number {
  const part = (wins: number, total: number) => (wins === 0 ? 0 : wins * Math.log(wins / total));
  return records.reduce((sum, { firstWins, secondWins }) => {
    const total = firstWins + secondWins;
    return sum + part(firstWins, total) + part(secondWins, total);
  }, 0);
}

export function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

export interface CovarianceTask {
  /** Parameters in all, abilities first. */
  readonly size: number;
  readonly items: number;
  readonly reference: number;
}

/** Inverse information with the reference held at 0: zeros in its row and column. */
export function referenceCovariance(
  information: Float64Array,
  { size, reference }: CovarianceTask,
): Float64Array | null {
  const kept = Array.from({ length: size }, (_, index) => index).filter((index) => index !== reference);
  const m = kept.length;
  const reduced = new Float64Array(m * m);
  kept.forEach((row, a) => {
    kept.forEach((column, b) => {
      reduced[a * m + b] = information[row * size + column]!;
    });
  });
  const lower = cholesky(reduced, m);
  if (!lower) return null;
  const inverse = invertCholesky(lower, m);
  const covariance = new Float64Array(size * size);
  kept.forEach((row, a) => {
    kept.forEach((column, b) => {
      covariance[row * size + column] = inverse[a * m + b]!;
    });
  });
  return covariance;
}

/** Standard errors of θ − mean θ: the same as from the information's pseudo-inverse. */
export function centredErrors(covariance: Float64Array, size: number, items: number): Float64Array {
  const rowMeans = Float64Array.from({ length: items }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < items; j++) sum += covariance[i * size + j]!;
    return sum / items;
  });
  const grand = rowMeans.reduce((sum, mean) => sum + mean, 0) / items;
  return rowMeans.map((mean, i) => Math.sqrt(Math.max(0, covariance[i * size + i]! - 2 * mean + grand)));
}
