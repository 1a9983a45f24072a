import { cholesky, invertCholesky } from './cholesky.ts';
import { normalTailQuantile } from './distributions/normal.ts';
import { notDefined } from './estimate.ts';
import { findRoot } from './find-root.ts';
import { type Curve, maximise, supremum } from './maximise.ts';
import { type OrdinalLink, type OrdinalLinkName, ordinalLinks } from './ordinal-link.ts';

export interface ClmData {
  /** Category of each row, from 0, all of which occur. */
  readonly response: Int32Array;
  readonly categories: number;
  /** Row-major [rows, columns], without an intercept. */
  readonly design: Float64Array;
  readonly columns: number;
  /** Columns whose effect differs by threshold (partial proportional odds), row-major; default none. */
  readonly nominal?: { readonly design: Float64Array; readonly columns: number };
  /** Added to each row's linear predictor xᵀβ, e.g. an effect that is held fixed. */
  readonly offset?: Float64Array;
  /** How often each row counts; default once. */
  readonly weights?: Float64Array;
}

export type ClmResult =
  | {
      readonly status: 'defined';
      /** Thresholds first, then coefficients; with nominal effects these by threshold between the two. */
      readonly estimate: Float64Array;
      readonly standardErrors: Float64Array;
      readonly logLikelihood: number;
      /** Row-major. */
      readonly covariance: Float64Array;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Cumulative-link (ordinal regression) model, g(P(Y ≤ k)) = θk − xᵀβ, by Newton's method with the observed
 * information, from which the standard errors follow.
 *
 * Source: McCullagh (1980), J. R. Stat. Soc. B 42, 109-142; R `ordinal::clm` and `MASS::polr`.
 */
export function cumulativeLinkModel(data: ClmData, linkName: OrdinalLinkName = 'logit'): ClmResult {
  if (data.categories < 2) return notDefined('the response must have at least two categories');
  const link = ordinalLinks[linkName];
  const layout = layoutOf(data);
  const start = startOf(data, link, layout);
  const maximum = maximise(start, (point) => clmCurve(data, link, { point, layout }));
  const lower = maximum && cholesky(maximum.information, layout.size);
  if (!maximum || !lower)
    return notDefined(
      'the likelihood has no maximum: a predictor separates the categories, or repeats others',
    );
  const covariance = invertCholesky(lower, layout.size);
  return {
    status: 'defined',
    estimate: maximum.point,
    standardErrors: maximum.point.map((_, i) => Math.sqrt(covariance[i * layout.size + i]!)),
    logLikelihood: maximum.value,
    covariance,
  };
}

/**
 * The greatest log-likelihood, also where no parameters reach it: what a likelihood-ratio test compares, for instance
 * of effects that differ by threshold where a category does not occur on one side.
 */
export function greatestLogLikelihood(data: ClmData, linkName: OrdinalLinkName = 'logit'): number {
  const link = ordinalLinks[linkName];
  const layout = layoutOf(data);
  return supremum(startOf(data, link, layout), (point) => clmCurve(data, link, { point, layout }));
}

/**
 * Profile-likelihood interval of a coefficient: where holding it fixed costs as much likelihood as χ² allows.
 * Source: Venzon & Moolgavkar (1988); R `confint.clm(type = "profile")`, which interpolates between a few points.
 *
 * @returns an end is infinite where the likelihood does not fall far enough; null where the model has no maximum
 */
export function clmProfileInterval(
  data: ClmData,
  column: number,
  { link = 'logit', level }: { readonly link?: OrdinalLinkName; readonly level: number },
): readonly [number, number] | null {
  const fit = cumulativeLinkModel(data, link);
  if (fit.status === 'undefined') return null;
  const place = fit.estimate.length - data.columns + column;
  const [estimate, error] = [fit.estimate[place]!, fit.standardErrors[place]!];
  const drop = normalTailQuantile((1 - level) / 2) ** 2 / 2;
  const rest = withoutColumn(data, column);
  const excess = (value: number) => {
    const offset = Float64Array.from(
      data.response,
      (_, i) => data.design[i * data.columns + column]! * value,
    );
    return fit.logLikelihood - greatestLogLikelihood({ ...rest, offset }, link) - drop;
  };
  const end = (sign: number) => {
    let reach = error;
    while (excess(estimate + sign * reach) < 0) {
      reach *= 1.5;
      if (reach > 1e3 * error) return sign * Number.POSITIVE_INFINITY;
    }
    const bounds = sign > 0 ? [estimate, estimate + reach] : [estimate - reach, estimate];
    return findRoot(excess, { lower: bounds[0]!, upper: bounds[1]!, tolerance: 1e-8 * error });
  };
  return [end(-1), end(1)];
}

function withoutColumn(data: ClmData, column: number): ClmData {
  const design = data.design.filter((_, at) => at % data.columns !== column);
  return { ...data, design, columns: data.columns - 1 };
}

interface Layout {
  readonly thresholds: number;
  readonly nominal: number;
  /** Where coefficients begin. */
  readonly location: number;
  readonly size: number;
}

function layoutOf({ categories, columns, nominal }: ClmData): Layout {
  const thresholds = categories - 1;
  const location = thresholds * (1 + (nominal?.columns ?? 0));
  return { thresholds, nominal: nominal?.columns ?? 0, location, size: location + columns };
}

/** Thresholds from the shares of the categories, no effects. */
function startOf(
  { response, weights }: ClmData,
  link: OrdinalLink,
  { thresholds, size }: Layout,
): Float64Array {
  const counts = new Float64Array(thresholds + 1);
  response.forEach((category, i) => {
    counts[category]! += weights?.[i] ?? 1;
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  const start = new Float64Array(size);
  let below = 0;
  for (let k = 0; k < thresholds; k++) {
    below += counts[k]!;
    start[k] = link.quantile(below / total);
  }
  return start;
}

interface PointTask {
  readonly point: Float64Array;
  readonly layout: Layout;
}

function clmCurve(data: ClmData, link: OrdinalLink, { point, layout }: PointTask): Curve {
  const { response, design, columns, weights, categories, nominal, offset } = data;
  const { size, thresholds, location } = layout;
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  let value = 0;
  // Derivatives of the upper and the lower boundary's η: a few places each.
  const width = 1 + layout.nominal + columns;
  const [upper, lower] = [new Float64Array(width), new Float64Array(width)];
  const [upperAt, lowerAt] = [new Int32Array(width), new Int32Array(width)];
  const boundary = (
    i: number,
    k: number,
    into: { readonly by: Float64Array; readonly at: Int32Array },
  ): number => {
    into.by[0] = 1;
    into.at[0] = k;
    let eta = point[k]! - (offset?.[i] ?? 0);
    for (let j = 0; j < layout.nominal; j++) {
      const z = nominal!.design[i * layout.nominal + j]!;
      into.by[1 + j] = z;
      into.at[1 + j] = thresholds * (1 + j) + k;
      eta += z * point[thresholds * (1 + j) + k]!;
    }
    for (let j = 0; j < columns; j++) {
      const x = design[i * columns + j]!;
      into.by[1 + layout.nominal + j] = -x;
      into.at[1 + layout.nominal + j] = location + j;
      eta -= x * point[location + j]!;
    }
    return eta;
  };
  for (let i = 0; i < response.length; i++) {
    const k = response[i]!;
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    const [hasUpper, hasLower] = [k < categories - 1, k > 0];
    const b = hasUpper ? boundary(i, k, { by: upper, at: upperAt }) : Number.POSITIVE_INFINITY;
    const a = hasLower ? boundary(i, k - 1, { by: lower, at: lowerAt }) : Number.NEGATIVE_INFINITY;
    const p = link.between(a, b);
    if (!(p > 0)) return { value: Number.NEGATIVE_INFINITY, gradient, information };
    value += weight * Math.log(p);
    const [fb, fa] = [link.density(b) / p, link.density(a) / p];
    const [sb, sa] = [link.slope(b) / p, link.slope(a) / p];
    for (let s = 0; s < width; s++) {
      if (hasUpper) gradient[upperAt[s]!]! += weight * fb * upper[s]!;
      if (hasLower) gradient[lowerAt[s]!]! -= weight * fa * lower[s]!;
    }
    const add = (
      rows: Int32Array,
      by: Float64Array,
      other: { at: Int32Array; by: Float64Array; factor: number },
    ) => {
      for (let s = 0; s < width; s++)
        for (let t = 0; t < width; t++)
          information[rows[s]! * size + other.at[t]!]! += weight * other.factor * by[s]! * other.by[t]!;
    };
    if (hasUpper) add(upperAt, upper, { at: upperAt, by: upper, factor: fb * fb - sb });
    if (hasLower) add(lowerAt, lower, { at: lowerAt, by: lower, factor: fa * fa + sa });
    if (hasUpper && hasLower) {
      add(upperAt, upper, { at: lowerAt, by: lower, factor: -fa * fb });
      add(lowerAt, lower, { at: upperAt, by: upper, factor: -fa * fb });
    }
  }
  return { value, gradient, information };
}

/** Probability of every category at a row of the design. */
export function clmProbabilities(
  {
    thresholds,
    coefficients,
  }: { readonly thresholds: ArrayLike<number>; readonly coefficients: ArrayLike<number> },
  row: ArrayLike<number>,
  linkName: OrdinalLinkName,
): number[] {
  const { between } = ordinalLinks[linkName];
  let eta = 0;
  for (let j = 0; j < coefficients.length; j++) eta += row[j]! * coefficients[j]!;
  return Array.from({ length: thresholds.length + 1 }, (_, k) => {
    const low = k === 0 ? Number.NEGATIVE_INFINITY : thresholds[k - 1]! - eta;
    const high = k === thresholds.length ? Number.POSITIVE_INFINITY : thresholds[k]! - eta;
    return between(low, high);
  });
}
