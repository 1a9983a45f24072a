import { percentileInterval } from './cluster-bootstrap.ts';

/** A score and that of each resample; NaN where a resample has none. */
export interface Replicated {
  readonly score: number;
  readonly replicates: Float64Array;
}

export interface PairedDifference {
  /** a − b */
  readonly difference: number;
  /** 95 % interval of the difference. */
  readonly low: number;
  readonly high: number;
  /** Two-sided, that the two do not differ; at least 1 ÷ (resamples + 1). */
  readonly p: number;
  /** Resamples in which both have a score: interval and p rest on these. */
  readonly resamples: number;
}

const level = 0.95;
/** Differences that are equal but for rounding count as equal. */
const rounding = 1e-9;

/**
 * Paired bootstrap of two systems from their replicates alone, where resample b of one holds the same dialogues as
 * resample b of the other. Null where fewer than half the resamples give both a score.
 *
 * Source: Koehn (2004), with the differences centred and the +1 of sacreBLEU 2.x:
 * p = (1 + #{|Δ_b − mean Δ| ≥ |Δ|}) ÷ (1 + B). The interval is of the same distribution: the middle 95 % of Δ_b − mean Δ,
 * laid about Δ, so that it holds for scores that a resample shifts (Distinct-n) too.
 * @throws RangeError where the numbers of resamples differ
 */
export function pairedDifference(a: Replicated, b: Replicated): PairedDifference | null {
  const given = a.replicates.length;
  if (given !== b.replicates.length)
    throw new RangeError('the two systems must have replicates of the same resamples');
  const differences = a.replicates.map((value, at) => value - (b.replicates[at] ?? Number.NaN));
  const held = differences.filter((value) => !Number.isNaN(value));
  const resamples = held.length;
  if (resamples === 0 || 2 * resamples < given) return null;
  const difference = a.score - b.score;
  const mean = held.reduce((sum, value) => sum + value, 0) / resamples;
  const centred = held.map((value) => value - mean);
  const gap = Math.abs(difference);
  const least = gap - rounding * Math.max(gap, Math.abs(a.score), Math.abs(b.score));
  const beyond = centred.reduce((count, value) => count + (Math.abs(value) >= least ? 1 : 0), 0);
  const { low, high } = percentileInterval(centred, level);
  return {
    difference,
    low: difference + low,
    high: difference + high,
    p: (1 + beyond) / (1 + resamples),
    resamples,
  };
}
