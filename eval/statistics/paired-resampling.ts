import type { Random } from '#lib/rng.ts';

/** Rows of sufficient statistics of the same segments, row-major [segments, width]; `MetricRows` is one. */
export interface SegmentRows {
  readonly segments: number;
  readonly width: number;
  readonly values: Float64Array;
}

export interface PairedRows {
  readonly baseline: SegmentRows;
  readonly system: SegmentRows;
  /** The metric's score of a sum of rows. */
  readonly score: (sums: Float64Array) => number;
}

export interface PairedTest {
  readonly baseline: number;
  readonly system: number;
  readonly p: number;
}

export interface PairedBootstrap extends PairedTest {
  readonly resamples: number;
  /** Mean of the system's replicates, and half the width of the middle 95 % of them. */
  readonly mean: number;
  readonly halfWidth: number;
}

/** Writes the indices of a resample. */
export type DrawIndices = (indices: Int32Array, resample: number) => void;

export function drawnBy(random: Random): DrawIndices {
  return (indices) => {
    for (let i = 0; i < indices.length; i++) indices[i] = random.below(indices.length);
  };
}

/**
 * Paired bootstrap test that two systems, scored on the same segments, do not differ.
 *
 * Source: Koehn (2004); the centred form and the +1 of Moses, as sacreBLEU 2.6 `PairedTest(test_type='bs')`:
 * p = (#{|d_b| − mean|d| > |d|} + 1) ÷ (B + 1), strictly greater; the interval by sacreBLEU's `estimate_ci`.
 */
export function pairedBootstrap(
  { baseline, system, score }: PairedRows,
  { resamples, draw }: { readonly resamples: number; readonly draw: DrawIndices },
): PairedBootstrap {
  requireSameSegments(baseline, system);
  if (resamples < 1) throw new RangeError('needs at least one resample');
  const indices = new Int32Array(baseline.segments);
  const both = beside(system, baseline);
  const { width } = system;
  const scores = new Float64Array(resamples);
  const differences = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    draw(indices, b);
    const sums = sumOf(both, indices);
    scores[b] = score(sums.subarray(0, width));
    differences[b] = Math.abs(scores[b]! - score(sums.subarray(width)));
  }
  const observed = wholeScores({ baseline, system, score });
  const gap = Math.abs(observed.system - observed.baseline);
  const centre = differences.reduce((sum, value) => sum + value, 0) / resamples;
  const beyond = differences.reduce((count, value) => count + (value - centre > gap ? 1 : 0), 0);
  const sorted = scores.slice().sort();
  const cut = Math.floor(resamples / 40);
  return {
    ...observed,
    p: (beyond + 1) / (resamples + 1),
    resamples,
    mean: scores.reduce((sum, value) => sum + value, 0) / resamples,
    halfWidth: (sorted[resamples - 1 - cut]! - sorted[cut]!) / 2,
  };
}

/** Writes a bit for each segment, eight to a byte, lowest first: 1 where the two systems are exchanged. */
export type DrawMask = (mask: Uint8Array, trial: number) => void;

export function flippedBy(random: Random): DrawMask {
  return (mask) => {
    let bits = 0;
    for (let i = 0; i < mask.length; i++) {
      if ((i & 3) === 0) bits = random.below(2 ** 32);
      mask[i] = bits & 255;
      bits >>>= 8;
    }
  };
}

/** @param masks for each trial a number 0 or 1 a segment */
export function maskedBy(masks: readonly ArrayLike<number>[]): DrawMask {
  return (mask, trial) => {
    const given = masks[trial]!;
    mask.fill(0);
    for (let i = 0; i < given.length; i++) if (given[i] === 1) mask[i >> 3]! |= 1 << (i & 7);
  };
}

export interface RandomisationOptions {
  readonly trials: number;
  readonly draw: DrawMask;
  /**
   * Trials that count: `greater` differences alone, as sacreBLEU, or those that are `at-least` as large but for
   * rounding, as Noreen. Ties are many where a metric takes few values; then only the second keeps the level.
   */
  readonly count?: 'greater' | 'at-least';
}

/** Differences that are equal but for rounding count as equal. */
const rounding = 1e-9;

/**
 * Approximate randomisation test that two systems, scored on the same segments, do not differ: segments are exchanged
 * between the two at random.
 *
 * Source: Noreen (1989); Riezler & Maxwell (2005); sacreBLEU 2.6 `PairedTest(test_type='ar')`:
 * p = (#{|A − B| > |d|} + 1) ÷ (trials + 1), strictly greater unless asked otherwise.
 * Time: trials × segments × width ÷ 8, as the sums of every choice of eight segments are kept.
 */
export function approximateRandomisation(
  { baseline, system, score }: PairedRows,
  { trials, draw, count = 'greater' }: RandomisationOptions,
): PairedTest {
  requireSameSegments(baseline, system);
  const { width } = baseline;
  const [sumsOfBaseline, sumsOfSystem] = [wholeSums(baseline), wholeSums(system)];
  const observed = { baseline: score(sumsOfBaseline), system: score(sumsOfSystem) };
  const gap = Math.abs(observed.system - observed.baseline);
  const slack = rounding * Math.max(Math.abs(observed.system), Math.abs(observed.baseline));
  const isBeyond =
    count === 'greater' ? (found: number) => found > gap : (found: number) => found >= gap - slack;
  const table = exchangeTable(baseline, system);
  const groups = table.length / (256 * width);
  const mask = new Uint8Array(groups);
  const one = new Float64Array(width);
  const other = new Float64Array(width);
  let beyond = 0;
  for (let trial = 0; trial < trials; trial++) {
    draw(mask, trial);
    one.set(sumsOfSystem);
    for (let group = 0; group < groups; group++) {
      const from = (group * 256 + mask[group]!) * width;
      for (let column = 0; column < width; column++) one[column]! += table[from + column]!;
    }
    for (let column = 0; column < width; column++)
      other[column] = sumsOfBaseline[column]! + sumsOfSystem[column]! - one[column]!;
    if (isBeyond(Math.abs(score(one) - score(other)))) beyond++;
  }
  return { ...observed, p: (beyond + 1) / (trials + 1) };
}

/** What exchanging adds to the sums, for every choice among each eight segments: [groups, 256, width]. */
function exchangeTable(baseline: SegmentRows, system: SegmentRows): Float64Array {
  const { segments, width } = baseline;
  const groups = Math.ceil(segments / 8);
  const table = new Float64Array(groups * 256 * width);
  for (let group = 0; group < groups; group++)
    for (let choice = 1; choice < 256; choice++) {
      const bit = 31 - Math.clz32(choice);
      const segment = group * 8 + bit;
      const to = (group * 256 + choice) * width;
      const from = (group * 256 + (choice ^ (1 << bit))) * width;
      for (let column = 0; column < width; column++) {
        const at = segment * width + column;
        const change = segment < segments ? baseline.values[at]! - system.values[at]! : 0;
        table[to + column] = table[from + column]! + change;
      }
    }
  return table;
}

function wholeScores({ baseline, system, score }: PairedRows): {
  readonly baseline: number;
  readonly system: number;
} {
  return { baseline: score(wholeSums(baseline)), system: score(wholeSums(system)) };
}

function wholeSums({ segments, width, values }: SegmentRows): Float64Array {
  const sums = new Float64Array(width);
  for (let segment = 0, at = 0; segment < segments; segment++)
    for (let column = 0; column < width; column++, at++) sums[column]! += values[at]!;
  return sums;
}

function sumOf({ width, values }: SegmentRows, indices: Int32Array): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < indices.length; i++)
    for (let column = 0, at = indices[i]! * width; column < width; column++, at++)
      sums[column]! += values[at]!;
  return sums;
}

/** Rows of two systems as one, so that a draw reads one place. */
function beside(one: SegmentRows, other: SegmentRows): SegmentRows {
  const width = one.width + other.width;
  const values = new Float64Array(one.segments * width);
  for (let segment = 0; segment < one.segments; segment++) {
    values.set(one.values.subarray(segment * one.width, (segment + 1) * one.width), segment * width);
    values.set(
      other.values.subarray(segment * other.width, (segment + 1) * other.width),
      segment * width + one.width,
    );
  }
  return { segments: one.segments, width, values };
}

function requireSameSegments(one: SegmentRows, other: SegmentRows): void {
  if (one.segments !== other.segments || one.width !== other.width)
    throw new RangeError('the two systems must be scored on the same segments by the same metric');
  if (one.segments === 0) throw new RangeError('needs at least one segment');
}
