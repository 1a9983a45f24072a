import { cholesky, invertCholesky, logDeterminant, solveCholesky } from './cholesky.ts';
import { type ClmData, cumulativeLinkModel } from './cumulative-link-model.ts';
import { notDefined } from './estimate.ts';
import { gaussHermite, type QuadratureRule } from './gauss-hermite.ts';
import { centralHessian, minimise } from './minimise.ts';
import { type OrdinalLink, type OrdinalLinkName, ordinalLinks } from './ordinal-link.ts';

/** A random intercept: the group of each row, from 0. */
export interface Grouping {
  readonly groupOf: Int32Array;
  readonly groups: number;
}

export interface ClmmOptions {
  readonly link?: OrdinalLinkName;
  /** 1: Laplace; more: nodes of the adaptive Gauss–Hermite rule, for a single random effect. Default 1. */
  readonly nodes?: number;
}

export type ClmmResult =
  | {
      readonly status: 'defined';
      /** Thresholds first, then coefficients. */
      readonly estimate: Float64Array;
      readonly standardErrors: Float64Array;
      readonly logLikelihood: number;
      /** Standard deviation of each random effect, in the order given. */
      readonly deviations: Float64Array;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Cumulative-link mixed model with crossed or nested random intercepts, g(P(Y ≤ k)) = θk − xᵀβ − Σ b, b ~ N(0, σ²), by
 * maximum likelihood: Laplace's approximation, or adaptive Gauss–Hermite quadrature. Standard errors from the
 * second derivatives in all parameters, the deviations among them.
 *
 * Source: Christensen (2022), `ordinal::clmm`; Tutz & Hennevogl (1996); Pinheiro & Bates (1995) for the quadrature.
 * Time: an evaluation is linear in the rows, plus the square of all groups but those of the largest effect.
 */
export function cumulativeLinkMixedModel(
  data: ClmData,
  groupings: readonly Grouping[],
  { link = 'logit', nodes = 1 }: ClmmOptions = {},
): ClmmResult {
  if (groupings.length === 0) throw new RangeError('needs at least one random effect');
  if (nodes > 1 && groupings.length > 1) throw new RangeError('quadrature takes a single random effect');
  const plain = cumulativeLinkModel(data, link);
  if (plain.status === 'undefined') return plain;
  const fixed = plain.estimate.length;
  const likelihood = new MarginalLikelihood(data, groupings, {
    link: ordinalLinks[link],
    rule: nodes > 1 ? gaussHermite(nodes) : null,
  });
  const start = new Float64Array(fixed + groupings.length).fill(0.7);
  start.set(plain.estimate);
  const objective = (point: Float64Array) => -likelihood.at(point);
  const minimum = minimise(objective, start);
  if (!minimum.converged) return notDefined('the likelihood has no maximum that could be found');
  const standardErrors = errorsAt(objective, minimum.point, fixed);
  if (!standardErrors) return notDefined('the information about the parameters is singular');
  return {
    status: 'defined',
    estimate: minimum.point.slice(0, fixed),
    standardErrors,
    logLikelihood: -minimum.value,
    deviations: minimum.point.slice(fixed).map(Math.abs),
  };
}

function errorsAt(
  objective: (point: Float64Array) => number,
  point: Float64Array,
  fixed: number,
): Float64Array | null {
  // A deviation of 0 lies at the edge: nothing is to be learnt about it, and it is left out.
  const kept = Array.from(point.keys()).filter((i) => i < fixed || Math.abs(point[i]!) > 1e-4);
  const expand = (part: Float64Array) => {
    const whole = point.slice();
    kept.forEach((index, place) => {
      whole[index] = part[place]!;
    });
    return whole;
  };
  const hessian = centralHessian(
    (part) => objective(expand(part)),
    Float64Array.from(kept, (index) => point[index]!),
  );
  const lower = cholesky(hessian, kept.length);
  if (!lower) return null;
  const covariance = invertCholesky(lower, kept.length);
  return Float64Array.from({ length: fixed }, (_, i) => Math.sqrt(covariance[i * kept.length + i]!));
}

/** Newton's equations for the mode: a diagonal block, a dense one, and what lies between. */
interface ModeSystem {
  readonly gradient: Float64Array;
  readonly diagonal: Float64Array;
  /** Where a group of the diagonal block meets one of the dense, in the order of `Meetings`. */
  readonly cross: Float64Array;
  readonly dense: Float64Array;
}

/** Which groups of the dense block share a row with each of the diagonal: few, so nothing is stored for the others. */
interface Meetings {
  /** Where each group of the diagonal begins in `met`, and the end of the last. */
  readonly from: Int32Array;
  readonly met: Int32Array;
  /** Place in `met` of each row and effect, row-major; nothing for the largest effect. */
  readonly placeOf: Int32Array;
}

/** Evaluates the marginal likelihood; the random effects' mode is kept from one evaluation to the next. */
class MarginalLikelihood {
  readonly #data: ClmData;
  readonly #groupings: readonly Grouping[];
  readonly #link: OrdinalLink;
  readonly #rule: QuadratureRule | null;
  /** Offset of each effect's groups in the vector of all; the effect with most groups comes first. */
  readonly #offsets: Int32Array;
  readonly #largest: number;
  readonly #total: number;
  readonly #diagonal: number;
  readonly #meetings: Meetings;
  readonly #mode: Float64Array;
  /** By row: −xᵀβ, and the derivatives of ln P by the shift. */
  readonly #fixed: Float64Array;

  constructor(
    data: ClmData,
    groupings: readonly Grouping[],
    { link, rule }: { readonly link: OrdinalLink; readonly rule: QuadratureRule | null },
  ) {
    this.#data = data;
    this.#groupings = groupings;
    this.#link = link;
    this.#rule = rule;
    this.#largest = groupings.reduce(
      (best, { groups }, r) => (groups > groupings[best]!.groups ? r : best),
      0,
    );
    this.#diagonal = groupings[this.#largest]!.groups;
    this.#offsets = new Int32Array(groupings.length);
    let offset = this.#diagonal;
    groupings.forEach(({ groups }, r) => {
      if (r === this.#largest) return;
      this.#offsets[r] = offset;
      offset += groups;
    });
    this.#total = offset;
    this.#meetings = this.#meet();
    this.#mode = new Float64Array(this.#total);
    this.#fixed = new Float64Array(data.response.length);
  }

  #meet(): Meetings {
    const [d, effects] = [this.#diagonal, this.#groupings.length];
    const rows = this.#data.response.length;
    const big = this.#groupings[this.#largest]!;
    const lists = Array.from({ length: d }, () => new Map<number, number>());
    const others = this.#groupings.flatMap((grouping, r) => (r === this.#largest ? [] : [{ grouping, r }]));
    const denseOf = (i: number, { grouping, r }: (typeof others)[number]) =>
      this.#offsets[r]! - d + grouping.groupOf[i]!;
    for (let i = 0; i < rows; i++)
      for (const other of others) {
        const list = lists[big.groupOf[i]!]!;
        const s = denseOf(i, other);
        if (!list.has(s)) list.set(s, list.size);
      }
    const from = new Int32Array(d + 1);
    lists.forEach((list, g) => {
      from[g + 1] = from[g]! + list.size;
    });
    const placeOf = new Int32Array(rows * effects);
    for (let i = 0; i < rows; i++)
      for (const other of others) {
        const g = big.groupOf[i]!;
        placeOf[i * effects + other.r] = from[g]! + lists[g]!.get(denseOf(i, other))!;
      }
    return { from, met: Int32Array.from(lists.flatMap((list) => [...list.keys()])), placeOf };
  }

  at(point: Float64Array): number {
    const { categories, columns, design, response } = this.#data;
    const thresholds = point.subarray(0, categories - 1);
    for (let k = 1; k < thresholds.length; k++)
      if (!(thresholds[k]! > thresholds[k - 1]!)) return Number.NEGATIVE_INFINITY;
    const coefficients = point.subarray(categories - 1, categories - 1 + columns);
    const deviations = point.subarray(categories - 1 + columns);
    for (let i = 0; i < response.length; i++) {
      let eta = 0;
      for (let j = 0; j < columns; j++) eta += design[i * columns + j]! * coefficients[j]!;
      this.#fixed[i] = eta;
    }
    const peak = this.#findMode(thresholds, deviations);
    if (!peak) return Number.NEGATIVE_INFINITY;
    return this.#rule
      ? this.#quadrature(thresholds, deviations[0]!, peak.curvatures)
      : peak.value - peak.logDeterminant / 2;
  }

  /** P of a row at a shift of its linear predictor, between which ends of the latent variable. */
  #chance(i: number, thresholds: Float64Array, shift: number): readonly [number, number, number] {
    const k = this.#data.response[i]!;
    const eta = this.#fixed[i]! + shift;
    const b = k < thresholds.length ? thresholds[k]! - eta : Number.POSITIVE_INFINITY;
    const a = k > 0 ? thresholds[k - 1]! - eta : Number.NEGATIVE_INFINITY;
    return [this.#link.between(a, b), a, b];
  }

  /** ln P of a row at a shift, without derivatives: most of what a search along a line asks for. */
  #logChance(i: number, thresholds: Float64Array, shift: number): number {
    const [p] = this.#chance(i, thresholds, shift);
    return p > 0 ? Math.log(p) : Number.NEGATIVE_INFINITY;
  }

  /** ln P of a row at a shift of its linear predictor, with two derivatives. */
  #row(i: number, thresholds: Float64Array, shift: number): readonly [number, number, number] {
    const [p, a, b] = this.#chance(i, thresholds, shift);
    if (!(p > 0)) return [Number.NEGATIVE_INFINITY, 0, 0];
    const first = (this.#link.density(a) - this.#link.density(b)) / p;
    const second = (this.#link.slope(b) - this.#link.slope(a)) / p - first * first;
    return [Math.log(p), first, second];
  }

  #shift(i: number, mode: Float64Array, deviations: Float64Array): number {
    let shift = 0;
    for (let r = 0; r < this.#groupings.length; r++)
      shift += deviations[r]! * mode[this.#offsets[r]! + this.#groupings[r]!.groupOf[i]!]!;
    return shift;
  }

  #joint(thresholds: Float64Array, deviations: Float64Array, mode: Float64Array): number {
    let value = 0;
    for (let i = 0; i < this.#fixed.length; i++) {
      const weight = this.#data.weights?.[i] ?? 1;
      value += weight * this.#logChance(i, thresholds, this.#shift(i, mode, deviations));
    }
    for (const u of mode) value -= (u * u) / 2;
    return value;
  }

  /** The mode of the standardised random effects, by Newton's method. */
  #findMode(thresholds: Float64Array, deviations: Float64Array) {
    let value = this.#joint(thresholds, deviations, this.#mode);
    if (!Number.isFinite(value)) {
      this.#mode.fill(0);
      value = this.#joint(thresholds, deviations, this.#mode);
      if (!Number.isFinite(value)) return null;
    }
    for (let iteration = 0; iteration < 100; iteration++) {
      const system = this.#system(thresholds, deviations);
      const solved = this.#solve(system);
      if (!solved) return null;
      const gain = solved.step.reduce((sum, step, i) => sum + step * system.gradient[i]!, 0);
      if (gain < 1e-16) return { value, logDeterminant: solved.logDeterminant, curvatures: system.diagonal };
      let share = 1;
      const from = this.#mode.slice();
      let next = Number.NEGATIVE_INFINITY;
      for (; share > 1e-8; share /= 2) {
        for (let i = 0; i < from.length; i++) this.#mode[i] = from[i]! + share * solved.step[i]!;
        next = this.#joint(thresholds, deviations, this.#mode);
        if (next >= value - 1e-12 * Math.abs(value)) break;
      }
      value = next;
    }
    return null;
  }

  /** Gradient and curvature in the random effects: diagonal for the largest, dense for the others. */
  #system(thresholds: Float64Array, deviations: Float64Array): ModeSystem {
    const d = this.#diagonal;
    const m = this.#total - d;
    const gradient = this.#mode.map((u) => -u);
    const diagonal = new Float64Array(d).fill(1);
    const { met, placeOf } = this.#meetings;
    const cross = new Float64Array(met.length);
    const dense = new Float64Array(m * m);
    for (let s = 0; s < m; s++) dense[s * m + s] = 1;
    const big = this.#groupings[this.#largest]!;
    const sigma = deviations[this.#largest]!;
    for (let i = 0; i < this.#fixed.length; i++) {
      const weight = this.#data.weights?.[i] ?? 1;
      const [, first, second] = this.#row(i, thresholds, this.#shift(i, this.#mode, deviations));
      const g = big.groupOf[i]!;
      gradient[g]! += weight * sigma * first;
      diagonal[g]! -= weight * sigma * sigma * second;
      for (let r = 0; r < this.#groupings.length; r++) {
        if (r === this.#largest) continue;
        const s = this.#offsets[r]! - d + this.#groupings[r]!.groupOf[i]!;
        gradient[d + s]! += weight * deviations[r]! * first;
        cross[placeOf[i * this.#groupings.length + r]!]! -= weight * sigma * deviations[r]! * second;
        for (let q = 0; q < this.#groupings.length; q++) {
          if (q === this.#largest) continue;
          const t = this.#offsets[q]! - d + this.#groupings[q]!.groupOf[i]!;
          dense[s * m + t]! -= weight * deviations[r]! * deviations[q]! * second;
        }
      }
    }
    return { gradient, diagonal, cross, dense };
  }

  /** Newton's step by elimination of the diagonal part. */
  #solve({ gradient, diagonal, cross, dense }: ModeSystem) {
    const d = this.#diagonal;
    const m = this.#total - d;
    let logDet = 0;
    for (const value of diagonal) {
      if (!(value > 0)) return null;
      logDet += Math.log(value);
    }
    const step = new Float64Array(this.#total);
    const right = gradient.slice(d);
    const schur = dense.slice();
    const { from, met } = this.#meetings;
    for (let g = 0; g < d; g++) {
      const scale = 1 / diagonal[g]!;
      for (let i = from[g]!; i < from[g + 1]!; i++) {
        const s = met[i]!;
        const value = cross[i]! * scale;
        right[s]! -= value * gradient[g]!;
        for (let j = from[g]!; j < from[g + 1]!; j++) schur[s * m + met[j]!]! -= value * cross[j]!;
      }
    }
    const lower = cholesky(schur, m);
    if (!lower) return null;
    const rest = solveCholesky(lower, right);
    step.set(rest, d);
    for (let g = 0; g < d; g++) {
      let sum = gradient[g]!;
      for (let i = from[g]!; i < from[g + 1]!; i++) sum -= cross[i]! * rest[met[i]!]!;
      step[g] = sum / diagonal[g]!;
    }
    return { step, logDeterminant: logDet + logDeterminant(lower, m) };
  }

  /** One random effect: each group's integral by itself, about its mode and on its scale. */
  #quadrature(thresholds: Float64Array, sigma: number, curvatures: Float64Array): number {
    const { nodes, weights } = this.#rule!;
    const { groupOf, groups } = this.#groupings[0]!;
    const logs = new Float64Array(groups * nodes.length);
    const scales = curvatures.map((curvature) => Math.SQRT2 / Math.sqrt(curvature));
    for (let g = 0; g < groups; g++)
      for (let q = 0; q < nodes.length; q++) {
        const u = this.#mode[g]! + scales[g]! * nodes[q]!;
        logs[g * nodes.length + q] = -(u * u) / 2 + nodes[q]! ** 2 + Math.log(weights[q]!);
      }
    for (let i = 0; i < this.#fixed.length; i++) {
      const g = groupOf[i]!;
      const weight = this.#data.weights?.[i] ?? 1;
      for (let q = 0; q < nodes.length; q++) {
        const u = this.#mode[g]! + scales[g]! * nodes[q]!;
        logs[g * nodes.length + q]! += weight * this.#logChance(i, thresholds, sigma * u);
      }
    }
    let value = 0;
    for (let g = 0; g < groups; g++) {
      const part = logs.subarray(g * nodes.length, (g + 1) * nodes.length);
      const most = part.reduce((best, one) => Math.max(best, one), Number.NEGATIVE_INFINITY);
      const sum = part.reduce((total, one) => total + Math.exp(one - most), 0);
      value += most + Math.log(sum) + Math.log(scales[g]!) - Math.log(2 * Math.PI) / 2;
    }
    return value;
  }
}
