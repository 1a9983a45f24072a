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
  /** What a deviation is a share of; that of `exactUnit` where left out. */
  readonly unitOf?: (key: string) => number;
}

/** TRL's statistics one by one. */
export function statsLines(
  golden: Readonly<Record<string, number>>,
  { case: name, quantity, found, tolerance, unitOf }: FoundStatistics,
): VerificationLine[] {
  return Object.entries(golden).map(([key, expected]) => {
    const value = found[key];
    if (value === undefined) return skipped(name, `${quantity}.${key}`, 'this quantity is not known');
    const unit = unitOf?.(key) ?? exactUnit(expected);
    return compared(name, `${quantity}.${key}`, compareInUnit(value, expected, { unit, tolerance }));
  });
}

/** One number, its deviation as a share of a unit. */
export function compareInUnit(
  found: number,
  expected: number,
  { unit, tolerance }: { readonly unit: number; readonly tolerance: number },
): Comparison {
  const share = Math.abs(found - expected) / unit;
  const maxError = Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
  return { maxError, tolerance, pass: maxError <= tolerance };
}

/** Of double precision: the number itself, or 1 where it is but the rounding of a sum that is 0. */
function exactUnit(expected: number): number {
  return Math.abs(expected) < 1e-9 ? 1 : Math.abs(expected);
}

/** Losses are means of whitened advantages, whose size is 1: where they cancel, rounding stays. */
export const lossUnit = 0.05;

/**
 * Of float32: the number itself, or, for a mean of signed numbers that may cancel, some share of their spread, as the
 * other statistics tell it.
 */
export function statisticUnit(key: string, golden: Readonly<Record<string, number>>): number {
  const of = (name: string) => Math.abs(golden[name] ?? 0);
  const change = Math.sqrt(2 * of('policy/approxkl'));
  const spread: Readonly<Record<string, number>> = {
    'loss/policy': lossUnit,
    'loss/total': lossUnit,
    'policy/advantages_mean': 1,
    'policy/approxkl': Math.max(0.1 * change, 1e-3),
    'policy/policykl': Math.max(change, 0.05),
    'returns/mean': Math.sqrt(of('returns/var')),
    'val/mean': Math.sqrt(of('val/var')),
    'val/vpred': Math.sqrt(of('val/var')),
  };
  return Math.max(of(key), spread[key] ?? 0, Number.MIN_VALUE);
}
