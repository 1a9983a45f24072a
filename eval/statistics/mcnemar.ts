import { binomialDensity, binomialLower } from './distributions/binomial.ts';
import { chiSquaredTail } from './distributions/chi-squared.ts';
import { notDefined } from './estimate.ts';

export type McnemarResult =
  | {
      readonly status: 'defined';
      /** Twice the smaller binomial tail. */
      readonly exactP: number;
      /** Less the probability of what was observed. */
      readonly midP: number;
      readonly chiSquared: number;
      readonly p: number;
      /** With Edwards' continuity correction, (|b − c| − 1)² ÷ (b + c); R gives 0 where b = c. */
      readonly correctedChiSquared: number;
      readonly correctedP: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * McNemar's test that two paired shares are the same, from the two numbers of pairs that differ.
 * Source: McNemar (1947); Edwards (1948); Fagerland et al. (2013) for mid-p; statsmodels `mcnemar`.
 */
export function mcnemar(firstOnly: number, secondOnly: number): McnemarResult {
  const n = firstOnly + secondOnly;
  if (n === 0) return notDefined('no pair differs');
  const fewer = Math.min(firstOnly, secondOnly);
  const law = { trials: n, probability: 0.5 };
  const exactP = Math.min(1, 2 * binomialLower(fewer, law));
  const difference = Math.abs(firstOnly - secondOnly);
  const chiSquared = difference ** 2 / n;
  const correctedChiSquared = (difference - 1) ** 2 / n;
  return {
    status: 'defined',
    exactP,
    midP: exactP - binomialDensity(fewer, law),
    chiSquared,
    p: chiSquaredTail(chiSquared, 1),
    correctedChiSquared,
    correctedP: chiSquaredTail(correctedChiSquared, 1),
  };
}
