import { niceStep, plain } from '#app/components/charts/nice-scale.ts';
import { quantile } from '#eval/statistics/quantile.ts';

/** A part of a metric's range in which values are counted. */
export interface ValueBin {
  /** What an address calls it. */
  readonly key: string;
  /** `zero` holds exactly 0, `range` from `low` up to `high`, `tail` everything from `low` on. */
  readonly kind: 'zero' | 'range' | 'tail';
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

const mostRanges = 24;

/** A smaller span than this part of the values' size is rounding: borders of 12 digits could not divide it. */
const leastSpan = 1e-8;

/**
 * Bins of equal width for all samples together, with round borders. Where more than one value in a hundred of a sample
 * is exactly 0 (no word in common, say) these have a bin of their own: a bar that mixed them with small values would
 * hide them. Where few values lie far out, they share an open bin at the end.
 */
export function valueBins(samples: readonly ArrayLike<number>[]): ValueBin[] {
  const all = Float64Array.from(samples.flatMap((sample) => Array.from(sample))).sort();
  const [lowest, highest] = [all[0], all.at(-1)];
  if (lowest === undefined || highest === undefined) return [];
  const isWhole = all.every(Number.isInteger);
  const hasZeros = !isWhole && lowest >= 0 && highest > 0 && samples.some(hasManyZeros);
  const zero: ValueBin[] = hasZeros
    ? [{ key: 'zero', kind: 'zero', low: 0, high: 0, label: 'exactly 0' }]
    : [];
  const end = tailStart(hasZeros ? all.filter((value) => value !== 0) : all, lowest, highest);
  // Whole numbers that are few enough are counted one by one from the lowest; all else in steps that begin at 0.
  const from = isWhole && end - lowest < mostRanges ? lowest : Math.min(0, lowest);
  const width = isWhole
    ? Math.max(1, Math.ceil(niceStep(end - from + 1, mostRanges)))
    : niceStep(spanOf(from, end), mostRanges);
  const start = Math.floor(from / width) * width;
  const ranges: ValueBin[] = [];
  // A border belongs to the upper bin, so whole numbers need one more than their span; what is exactly at the end of
  // other numbers stays in the last.
  while (ranges.length === 0 || (isWhole ? lastHigh(ranges) <= end : lastHigh(ranges) < end - 1e-12)) {
    const low = plain(start + ranges.length * width);
    const high = plain(start + (ranges.length + 1) * width);
    ranges.push({
      key: String(ranges.length),
      kind: 'range',
      low,
      high,
      label: label({ low, high, isWhole }),
    });
  }
  const tailLow = lastHigh(ranges);
  const hasTail = isWhole ? highest >= tailLow : highest > tailLow;
  const tail: ValueBin[] = hasTail
    ? [{ key: 'tail', kind: 'tail', low: tailLow, high: highest, label: `${tailLow} and above` }]
    : [];
  return [...zero, ...ranges, ...tail];
}

function label({
  low,
  high,
  isWhole,
}: {
  readonly low: number;
  readonly high: number;
  readonly isWhole: boolean;
}): string {
  if (!isWhole) return `${low} to ${high}`;
  return high - low === 1 ? String(low) : `${low} to ${high - 1}`;
}

/** Which bin a value falls into; −1 where it is below all. */
export function binOf(value: number, bins: readonly ValueBin[]): number {
  const isZero = bins[0]?.kind === 'zero';
  if (isZero && value === 0) return 0;
  for (let at = bins.length - 1; at >= (isZero ? 1 : 0); at--) {
    const bin = bins[at];
    if (bin && value >= bin.low) return at;
  }
  return -1;
}

/** How many values fall into each bin. */
export function binCounts(values: ArrayLike<number>, bins: readonly ValueBin[]): number[] {
  const counts = bins.map(() => 0);
  for (let at = 0; at < values.length; at++) {
    const bin = binOf(values[at] ?? Number.NaN, bins);
    if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function hasManyZeros(sample: ArrayLike<number>): boolean {
  let zeros = 0;
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros++;
  return zeros * 100 > sample.length;
}

function spanOf(from: number, end: number): number {
  return end > from ? Math.max(end - from, leastSpan * Math.max(1, Math.abs(from), Math.abs(end))) : 0;
}

/** Where the equal bins end: at the 99th of a hundred where the last one would double the range, else at the highest. */
function tailStart(sorted: Float64Array, lowest: number, highest: number): number {
  const most = quantile(sorted, 0.99);
  const from = Math.min(0, lowest);
  return highest - from > 1.5 * (most - from) ? most : highest;
}

function lastHigh(ranges: readonly ValueBin[]): number {
  return ranges.at(-1)?.high ?? Number.NEGATIVE_INFINITY;
}
