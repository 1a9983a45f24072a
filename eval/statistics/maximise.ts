import { cholesky, solveCholesky } from './cholesky.ts';

/** A log-likelihood at a point. */
export interface Curve {
  readonly value: number;
  readonly gradient: Float64Array;
  /** Minus the matrix of second derivatives, row-major. */
  readonly information: Float64Array;
}

export interface Maximum extends Curve {
  readonly point: Float64Array;
  readonly iterations: number;
}

/**
 * The maximum of a concave function by Newton's method with halved steps.
 * @param evaluate may give a value of −Infinity where the point is outside the function's domain
 * @returns null where it does not converge or the information is singular: the maximum lies at infinity
 */
export function maximise(start: Float64Array, evaluate: (point: Float64Array) => Curve): Maximum | null {
  const n = start.length;
  let point = start;
  let curve = evaluate(point);
  for (let iteration = 0; iteration < 200; iteration++) {
    const lower = cholesky(curve.information, n);
    if (!lower) return null;
    const step = solveCholesky(lower, curve.gradient);
    const gain = step.reduce((sum, value, i) => sum + value * curve.gradient[i]!, 0);
    // Newton's decrement: twice what is still to be gained.
    if (gain < 1e-20 * (1 + Math.abs(curve.value))) {
      // Nothing left to gain, but still on the way: the maximum lies at infinity.
      const isMoving = step.some((value) => Math.abs(value) > 1e-4);
      return isMoving ? null : { ...curve, point, iterations: iteration };
    }
    let share = 1;
    let next = moved(point, step, share);
    let nextCurve = evaluate(next);
    while (!(nextCurve.value >= curve.value - 1e-13 * Math.abs(curve.value)) && share > 1e-10) {
      share /= 2;
      next = moved(point, step, share);
      nextCurve = evaluate(next);
    }
    if (share <= 1e-10) return { ...curve, point, iterations: iteration };
    const change = step.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * share;
    point = next;
    curve = nextCurve;
    if (change < 1e-13) return { ...curve, point, iterations: iteration + 1 };
    if (point.some((value) => Math.abs(value) > 1e3)) return null;
  }
  return null;
}

/**
 * The least upper bound of a concave function that may only be approached at infinity: Newton's method, damped where
 * the information is singular, until a step gains next to nothing.
 */
export function supremum(start: Float64Array, evaluate: (point: Float64Array) => Curve): number {
  let point = start;
  let curve = evaluate(point);
  for (let iteration = 0; iteration < 500; iteration++) {
    const step = dampedStep(curve);
    if (!step) return curve.value;
    let share = 1;
    let next = moved(point, step, share);
    let nextCurve = evaluate(next);
    while (!(nextCurve.value > curve.value) && share > 1e-8) {
      share /= 2;
      next = moved(point, step, share);
      nextCurve = evaluate(next);
    }
    if (!(nextCurve.value > curve.value)) return curve.value;
    const gain = nextCurve.value - curve.value;
    point = next;
    curve = nextCurve;
    if (gain < 1e-10) return curve.value;
  }
  return curve.value;
}

function dampedStep({ information, gradient }: Curve): Float64Array | null {
  const n = gradient.length;
  for (let damping = 1e-9; damping < 1e6; damping *= 10) {
    const damped = information.slice();
    for (let i = 0; i < n; i++) damped[i * n + i]! += damping;
    const lower = cholesky(damped, n);
    if (lower) return solveCholesky(lower, gradient).map((value) => Math.max(-5, Math.min(5, value)));
  }
  return null;
}

function moved(point: Float64Array, step: Float64Array, share: number): Float64Array {
  return point.map((value, i) => value + share * step[i]!);
}
