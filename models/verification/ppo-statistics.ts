import type { PpoLoss } from '../training/objectives/ppo-loss.ts';
import type { Comparison } from './compare.ts';
import { compared, skipped, type VerificationLine } from './report.ts';

/** The statistics of a loss by TRL's names. */
export function trlStatistics({ policyLoss, valueLoss, loss, statistics }: PpoLoss): Record<string, number> {
  return {
    'loss/policy': policyLoss,
    'loss/value': valueLoss,
    'loss/total': loss,
    'policy/approxkl': statistics.approximateKl,
    'policy/policykl': statistics.policyKl,
    'policy/clipfrac': statistics.policyClipped,
    'policy/advantages_mean': statistics.advantageMean,
    'returns/mean': statistics.returnMean,
    'returns/var': statistics.returnVariance,
    'val/vpred': statistics.valueMean,
    'val/error': statistics.valueError,
    'val/clipfrac': statistics.valueClipped,
    'val/mean': statistics.oldValueMean,
    'val/var': statistics.oldValueVariance,
  };
}

export interface FoundStatistics {
  readonly case: string;
  readonly quantity: string;
  readonly found: Readonly<Record<string, number>>;
  readonly tolerance: number;
}

/** TRL's statistics one by one. Those of whitened advantages are 0 but for rounding: their unit is 1. */
export function statsLines(
  golden: Readonly<Record<string, number>>,
  { case: name, quantity, found, tolerance }: FoundStatistics,
): VerificationLine[] {
  return Object.entries(golden).map(([key, expected]) => {
    const value = found[key];
    if (value === undefined) return skipped(name, `${quantity}.${key}`, 'this quantity is not known');
    return compared(name, `${quantity}.${key}`, compareStatistic(value, expected, tolerance));
  });
}

/** Relative; a number that is nothing but the rounding of a sum of ones (below 1e-9) is compared absolutely. */
export function compareStatistic(found: number, expected: number, tolerance: number): Comparison {
  const unit = Math.abs(expected) < 1e-9 ? 1 : Math.abs(expected);
  const maxError = Math.abs(found - expected) / unit;
  return { maxError, tolerance, pass: maxError <= tolerance };
}
