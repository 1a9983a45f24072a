/** Reference numbers of any depth; null marks a place that is not compared. */
export type Nested = number | null | readonly Nested[];

export interface Comparison {
  /** The largest deviation, in the unit of `tolerance`; Infinity where shapes differ or a number is not finite. */
  readonly maxError: number;
  readonly tolerance: number;
  readonly pass: boolean;
}

/** What the reference says of a tensor in place of the tensor itself. `cosDot` is the sum of x[i]·cos(i). */
export interface TensorSummary {
  readonly shape?: readonly number[];
  readonly l2: number;
  readonly sum: number;
  readonly abs_sum?: number;
  readonly cos_dot?: number;
  readonly first8: readonly number[];
  readonly full?: readonly number[];
  /** Half-open ranges of flat places left out of the statistics, whose reference values are rounding noise. */
  readonly excluded_flat_ranges?: readonly (readonly [number, number])[];
}

/** Outputs may deviate by this share of the largest reference number. */
export const outputTolerance = 1e-5;

/** The numbers of nested rows one after the other. */
export function flatten(nested: Nested): (number | null)[] {
  return Array.isArray(nested) ? nested.flatMap((part: Nested) => flatten(part)) : [nested as number | null];
}

/** As `flatten`, where a null may stand for a whole row of `shape`, and gives that many nulls. */
export function flattenAs(nested: Nested, shape: readonly number[]): (number | null)[] {
  if (!Array.isArray(nested)) {
    const missing = nested === null ? shape.reduce((total, size) => total * size, 1) : 1;
    return Array.from({ length: missing }, () => nested as number | null);
  }
  return nested.flatMap((part: Nested) => flattenAs(part, shape.slice(1)));
}

/** A tensor as a run gives it. */
export interface FoundTensor {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** The largest absolute deviation as a share of the largest reference number. */
export function compareOutput(
  { data, shape }: FoundTensor,
  golden: Nested,
  tolerance = outputTolerance,
): Comparison {
  const expected = flattenAs(golden, shape);
  const scale = expected.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  const worst = worstDifference(data, expected);
  return comparison(scale === 0 ? worst : worst / scale, tolerance);
}

/** As `compareOutput`, for a list of numbers. */
export function compareList(found: readonly number[], golden: readonly number[]): Comparison {
  return compareOutput({ data: found, shape: [found.length] }, golden);
}

/** As `compareOutput`, for rows or single numbers computed here: a shape that differs fails. */
export function compareNested(found: Nested, golden: Nested, tolerance: number): Comparison {
  return compareOutput(
    { data: flatten(found).map((value) => value ?? Number.NaN), shape: [] },
    golden,
    tolerance,
  );
}

/** One number, relative to the reference. */
export function compareRelative(found: number, golden: number, tolerance: number): Comparison {
  return comparison(Math.abs(found - golden) / Math.max(Math.abs(golden), Number.MIN_VALUE), tolerance);
}

/** Whole numbers that must be the same in value and count; the error counts the places that differ. */
export function compareExact(found: Nested, golden: Nested): Comparison {
  const [left, right] = [flatten(found), flatten(golden)];
  const places = Math.max(left.length, right.length);
  let different = 0;
  for (let place = 0; place < places; place++) if (left[place] !== right[place]) different++;
  return comparison(different, 0);
}

/** Two tensors of one size, place by place (but where null), as a share of `allowed`. */
export function compareElements(
  found: ArrayLike<number>,
  golden: ArrayLike<number | null>,
  allowed: number,
): Comparison {
  return comparison(worstDifference(found, golden) / allowed, 1);
}

/** The worst of several comparisons, each as a share of what it may deviate by. */
export function worstOf(parts: readonly Comparison[]): Comparison {
  const share = ({ maxError, tolerance }: Comparison) =>
    tolerance === 0 ? (maxError === 0 ? 0 : Number.POSITIVE_INFINITY) : maxError / tolerance;
  return comparison(Math.max(0, ...parts.map(share)), 1);
}

/** The statistics of a tensor, without the places the reference left out. */
export function summarise(
  values: ArrayLike<number>,
  excluded: readonly (readonly [number, number])[] = [],
): Required<Pick<TensorSummary, 'l2' | 'sum' | 'abs_sum' | 'cos_dot'>> {
  let [squares, sum, absSum, cosDot] = [0, 0, 0, 0];
  for (let place = 0; place < values.length; place++) {
    if (excluded.some(([start, end]) => place >= start && place < end)) continue;
    const value = values[place] ?? 0;
    squares += value * value;
    sum += value;
    absSum += Math.abs(value);
    cosDot += value * Math.cos(place);
  }
  return { l2: Math.sqrt(squares), sum, abs_sum: absSum, cos_dot: cosDot };
}

/**
 * Hidden states known by l2, sum and the first eight numbers. The tolerance of an element is a share of the largest
 * number; a sum may deviate by as much as its elements may in all.
 */
export function compareHidden(found: Float32Array, golden: TensorSummary): Comparison {
  const statistics = summarise(found);
  const allowed = outputTolerance * found.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return worstOf([
    comparison(Math.abs(statistics.l2 - golden.l2), allowed * Math.sqrt(found.length)),
    comparison(Math.abs(statistics.sum - golden.sum), allowed * found.length),
    comparison(worstDifference(found.subarray(0, golden.first8.length), golden.first8), allowed),
  ]);
}

/** What an element of a gradient may deviate by; `totalNorm` is that of the whole model's gradient. */
export function gradientElementTolerance(
  l2: number,
  { size, totalNorm }: { readonly size: number; readonly totalNorm: number },
): number {
  return (1e-4 * l2) / Math.sqrt(size) + gradientNoise(totalNorm);
}

function gradientNoise(totalNorm: number): number {
  return 1e-6 + 1e-7 * totalNorm;
}

/** A gradient against its summary; `totalNorm` is that of the whole model's gradient. */
export function compareGradient(found: Float32Array, golden: TensorSummary, totalNorm: number): Comparison {
  const noise = gradientNoise(totalNorm);
  const size = found.length;
  return compareSummary(found, golden, {
    element: gradientElementTolerance(golden.l2, { size, totalNorm }),
    l2: 1e-4 * golden.l2 + noise * Math.sqrt(size),
    sums: 1e-4 * (golden.abs_sum ?? 0) + noise * size,
  });
}

/** A parameter after steps of an optimiser. */
export function compareParameter(found: Float32Array, golden: TensorSummary): Comparison {
  return compareSummary(found, golden, {
    element: 1e-5,
    l2: 1e-5 * golden.l2,
    sums: 1e-6 * found.length + 1e-6 * (golden.abs_sum ?? 0),
  });
}

function compareSummary(
  found: Float32Array,
  golden: TensorSummary,
  allowed: { readonly element: number; readonly l2: number; readonly sums: number },
): Comparison {
  const excluded = golden.excluded_flat_ranges ?? [];
  const size = golden.shape?.reduce((total, length) => total * length, 1);
  if (size !== undefined && size !== found.length) return comparison(Number.POSITIVE_INFINITY, 1);
  const statistics = summarise(found, excluded);
  const isKept = (place: number) => !excluded.some(([start, end]) => place >= start && place < end);
  const elements = (known: readonly number[]) =>
    worstDifference(
      found.subarray(0, known.length),
      known.map((value, place) => (isKept(place) ? value : null)),
    );
  return worstOf([
    ...[golden.first8, golden.full ?? []].map((known) => comparison(elements(known), allowed.element)),
    comparison(Math.abs(statistics.l2 - golden.l2), allowed.l2),
    ...(['sum', 'abs_sum', 'cos_dot'] as const).map((name) =>
      comparison(Math.abs(statistics[name] - (golden[name] ?? Number.NaN)), allowed.sums),
    ),
  ]);
}

function worstDifference(found: ArrayLike<number>, golden: ArrayLike<number | null>): number {
  if (found.length !== golden.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let place = 0; place < golden.length; place++) {
    const expected = golden[place];
    if (expected === null || expected === undefined) continue;
    const difference = Math.abs((found[place] ?? Number.NaN) - expected);
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return worst;
}

function comparison(maxError: number, tolerance: number): Comparison {
  const error = Number.isNaN(maxError) ? Number.POSITIVE_INFINITY : maxError;
  return { maxError: error, tolerance, pass: error <= tolerance };
}
