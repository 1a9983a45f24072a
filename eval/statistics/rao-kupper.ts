import type { PairRecord } from './comparisons.ts';
import { fitTieModel, type PairLikelihood, type TieModelOptions, type TieModelResult } from './davidson.ts';

/**
 * Rao and Kupper's model with ties: P(i beats j) = πi ÷ (πi + θ πj), θ > 1, and a tie where neither does.
 * Source: Rao & Kupper (1967), JASA 62, 194-204.
 */
export function raoKupper(records: readonly PairRecord[], options: TieModelOptions): TieModelResult {
  return fitTieModel(records, options, { likelihood, start: 0.5 });
}

function likelihood(record: PairRecord, difference: number, tie: number): PairLikelihood {
  const { firstWins, secondWins, ties } = record;
  if (!(tie > 0))
    return { value: Number.NEGATIVE_INFINITY, byDifference: 0, byTie: 0, differences: 1, ties: 1, mixed: 0 };
  const [first, second] = [firstWins + ties, secondWins + ties];
  const p = 1 / (1 + Math.exp(tie - difference));
  const q = 1 / (1 + Math.exp(tie + difference));
  const [wp, wq] = [first * p * (1 - p), second * q * (1 - q)];
  // ln(θ² − 1) and its derivatives by ln θ.
  const square = Math.expm1(2 * tie);
  const slope = (2 * (square + 1)) / square;
  return {
    value: first * Math.log(p) + second * Math.log(q) + ties * Math.log(square),
    byDifference: first * (1 - p) - second * (1 - q),
    byTie: -first * (1 - p) - second * (1 - q) + ties * slope,
    differences: wp + wq,
    ties: wp + wq + (ties * 4 * (square + 1)) / square ** 2,
    mixed: wq - wp,
  };
}
