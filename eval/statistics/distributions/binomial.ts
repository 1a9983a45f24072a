import { incompleteBeta } from './incomplete-beta.ts';
import { deviancePart, stirlingError } from './log-gamma.ts';

export interface BinomialLaw {
  readonly trials: number;
  /** Of a success, in [0, 1]. */
  readonly probability: number;
}

/** P(X = k). Loader (2000), the saddle-point form, with full relative accuracy. */
export function binomialDensity(k: number, { trials, probability }: BinomialLaw): number {
  const failure = 1 - probability;
  if (k < 0 || k > trials) return 0;
  if (probability === 0) return k === 0 ? 1 : 0;
  if (failure === 0) return k === trials ? 1 : 0;
  if (k === 0) return Math.exp(trials * Math.log1p(-probability));
  if (k === trials) return Math.exp(trials * Math.log(probability));
  const exponent =
    stirlingError(trials) -
    stirlingError(k) -
    stirlingError(trials - k) -
    deviancePart(k, trials * probability) -
    deviancePart(trials - k, trials * failure);
  return Math.exp(exponent) * Math.sqrt(trials / (2 * Math.PI * k * (trials - k)));
}

/** P(X ≤ k). */
export function binomialLower(k: number, { trials, probability }: BinomialLaw): number {
  const floor = Math.floor(k);
  if (floor < 0) return 0;
  if (floor >= trials) return 1;
  return incompleteBeta(floor + 1, trials - floor, { x: probability, rest: 1 - probability }).upper;
}

/** P(X ≥ k). */
export function binomialUpper(k: number, { trials, probability }: BinomialLaw): number {
  const ceiling = Math.ceil(k);
  if (ceiling <= 0) return 1;
  if (ceiling > trials) return 0;
  return incompleteBeta(ceiling, trials - ceiling + 1, { x: probability, rest: 1 - probability }).lower;
}
