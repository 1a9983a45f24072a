import { cumulativeLinkMixedModel } from '#eval/statistics/cumulative-link-mixed-model.ts';
import { linearInterceptsModel } from '#eval/statistics/linear-intercepts-model.ts';
import { type RandomEffect, randomEffects, withoutFinest } from './random-effects.ts';
import type { RatingFrame } from './rating-frame.ts';
import type { ReportCriterion } from './report-input.ts';

export type ModelFamily = 'cumulative-logit' | 'linear';

/** A column beside the systems, by row of the frame. */
export interface Covariate {
  readonly name: string;
  readonly label: string;
  readonly values: ArrayLike<number>;
}

/** A mixed model that was fitted, systems against the first. */
export interface FittedModel {
  readonly status: 'defined';
  readonly family: ModelFamily;
  readonly formula: string;
  readonly observations: number;
  readonly logLikelihood: number;
  readonly thresholds: readonly { readonly name: string; readonly value: number }[];
  /** Of systems but the first, then of covariates. */
  readonly coefficients: readonly number[];
  /** Row-major, of these. */
  readonly covariance: readonly number[];
  readonly effects: readonly (RandomEffect & {
    readonly sd: number;
    /** By group. */
    readonly modes: { readonly mode: Float64Array; readonly errors: Float64Array } | null;
  })[];
  /** Residual standard deviation of the linear model. */
  readonly residual: number | null;
  readonly covariates: readonly Covariate[];
  readonly notes: readonly string[];
}

export type ModelFit =
  | FittedModel
  | {
      readonly status: 'undefined';
      readonly family: ModelFamily;
      readonly formula: string;
      readonly observations: number;
      readonly reason: string;
    };

export function familyOf({ kind }: Pick<ReportCriterion, 'kind'>): ModelFamily {
  return kind === 'slider' ? 'linear' : 'cumulative-logit';
}

/**
 * The mixed model of a criterion: fixed effects of the systems and of what is adjusted for, random ones of item, rater,
 * response (item × system) and taste (rater × system), as far as the data can tell them apart. Where the model with all
 * of them cannot be had, the finer ones are left out one after the other, and the notes say so.
 */
export function fitMixedModel(
  frame: RatingFrame,
  { family, covariates = [] }: { readonly family: ModelFamily; readonly covariates?: readonly Covariate[] },
): ModelFit {
  const { effects, notes } = randomEffects(frame);
  const missing = { status: 'undefined', family, observations: frame.n } as const;
  const kinds = [...new Set(frame.value)].sort((a, b) => a - b);
  const whole = formulaOf(frame, effects, covariates);
  if (frame.n === 0) return { ...missing, formula: whole, reason: 'no ratings' };
  if (kinds.length < 2) return { ...missing, formula: whole, reason: 'all ratings are the same' };
  if (effects.length === 0)
    return {
      ...missing,
      formula: whole,
      reason: 'neither items nor raters have more than one rating, or there is one of each',
    };
  let reason = '';
  for (let left = effects.slice(); left.length > 0; left = withoutFinest(left)) {
    const formula = formulaOf(frame, left, covariates);
    const fit =
      family === 'linear'
        ? fitLinear(frame, left, covariates)
        : fitOrdinal(frame, { kinds, effects: left, covariates });
    const dropped = effects.filter((effect) => !left.includes(effect)).map(({ name }) => name);
    if (fit.status === 'defined')
      return {
        ...fit,
        formula,
        family,
        observations: frame.n,
        covariates,
        notes: [
          ...notes,
          ...(dropped.length > 0
            ? [`Without ${dropped.join(' and ')}: with it, ${reason}. Its spread is not allowed for.`]
            : []),
          ...fit.effects
            .filter(({ sd }) => isAtBoundary(sd))
            .map(({ name }) => `The spread of ${name} is estimated as 0, the boundary of what it can be.`),
        ],
      };
    reason = fit.reason;
    // Nothing is gained by leaving effects out where the systems themselves cannot be told.
    if (left.length === 1 || !left.some(({ name }) => name.includes(':'))) break;
  }
  return { ...missing, formula: whole, reason };
}

export function isAtBoundary(sd: number): boolean {
  return sd < 1e-3;
}

function formulaOf(
  { systems }: RatingFrame,
  effects: readonly RandomEffect[],
  covariates: readonly Covariate[],
): string {
  const fixed = [...(systems.length > 1 ? ['system'] : []), ...covariates.map(({ name }) => name)];
  const terms = [...(fixed.length > 0 ? fixed : ['1']), ...effects.map(({ name }) => `(1 | ${name})`)];
  return `rating ~ ${terms.join(' + ')}`;
}

/** Row-major: a column for each system but the first, then the covariates. */
function designOf(
  frame: RatingFrame,
  covariates: readonly Covariate[],
  { intercept }: { readonly intercept: 0 | 1 },
): { readonly design: Float64Array; readonly columns: number } {
  const systems = Math.max(0, frame.systems.length - 1);
  const columns = intercept + systems + covariates.length;
  const design = new Float64Array(frame.n * columns);
  for (let row = 0; row < frame.n; row++) {
    const from = row * columns;
    if (intercept) design[from] = 1;
    const system = frame.systemOf[row] ?? 0;
    if (system > 0) design[from + intercept + system - 1] = 1;
    covariates.forEach(({ values }, at) => {
      design[from + intercept + systems + at] = values[row] ?? 0;
    });
  }
  return { design, columns };
}

type Core = Pick<
  FittedModel,
  'status' | 'logLikelihood' | 'thresholds' | 'coefficients' | 'covariance' | 'effects' | 'residual'
>;
type CoreFit = Core | { readonly status: 'undefined'; readonly reason: string };

function fitOrdinal(
  frame: RatingFrame,
  {
    kinds,
    effects,
    covariates,
  }: {
    readonly kinds: readonly number[];
    readonly effects: readonly RandomEffect[];
    readonly covariates: readonly Covariate[];
  },
): CoreFit {
  const places = new Map(kinds.map((kind, place) => [kind, place]));
  const fit = cumulativeLinkMixedModel(
    {
      response: Int32Array.from(frame.value, (value) => places.get(value) ?? 0),
      categories: kinds.length,
      ...designOf(frame, covariates, { intercept: 0 }),
    },
    effects.map(({ grouping }) => grouping),
  );
  if (fit.status === 'undefined') return fit;
  const skipped = kinds.length - 1;
  const size = fit.estimate.length;
  const kept = Array.from({ length: size - skipped }, (_, i) => i + skipped);
  return {
    status: 'defined',
    logLikelihood: fit.logLikelihood,
    thresholds: kinds.slice(1).map((kind, k) => ({
      name: `${kinds[k]}|${kind}`,
      value: fit.estimate[k] ?? 0,
    })),
    coefficients: kept.map((i) => fit.estimate[i] ?? 0),
    covariance: kept.flatMap((i) => kept.map((j) => fit.covariance[i * size + j] ?? 0)),
    effects: effects.map((effect, r) => ({
      ...effect,
      sd: fit.deviations[r] ?? 0,
      modes: fit.effects[r] ?? null,
    })),
    residual: null,
  };
}

function fitLinear(
  frame: RatingFrame,
  effects: readonly RandomEffect[],
  covariates: readonly Covariate[],
): CoreFit {
  const { design, columns } = designOf(frame, covariates, { intercept: 1 });
  const fit = linearInterceptsModel(
    { response: frame.value, design, columns },
    effects.map(({ grouping }) => grouping),
  );
  if (fit.status === 'undefined') return fit;
  const kept = Array.from({ length: columns - 1 }, (_, i) => i + 1);
  return {
    status: 'defined',
    logLikelihood: fit.logLikelihood,
    thresholds: [],
    coefficients: kept.map((i) => fit.estimate[i] ?? 0),
    covariance: kept.flatMap((i) => kept.map((j) => fit.covariance[i * columns + j] ?? 0)),
    effects: effects.map((effect, r) => ({
      ...effect,
      sd: fit.deviations[r] ?? 0,
      modes: fit.effects[r] ?? null,
    })),
    residual: fit.residual,
  };
}
