export interface RootTask {
  readonly lower: number;
  readonly upper: number;
  /** The function's values at the ends, where they are known. */
  readonly atLower?: number;
  readonly atUpper?: number;
  readonly tolerance: number;
}

/**
 * A zero of a function between two points at which its sign differs: Brent's method, step for step as R's `uniroot`,
 * so that where the function is a staircase the same stair is found. Source: Brent (1973), Algorithms for Minimization
 * without Derivatives, chapter 4; zeroin in Netlib.
 */
export function findRoot(f: (x: number) => number, task: RootTask): number {
  let [a, b] = [task.lower, task.upper];
  let fa = task.atLower ?? f(a);
  let fb = task.atUpper ?? f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa > 0 === fb > 0) throw new RangeError('the function has the same sign at both ends');
  let [c, fc] = [a, fa];
  for (let iteration = 0; iteration <= 1000; iteration++) {
    const previous = b - a;
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const tolerance = 2 * Number.EPSILON * Math.abs(b) + task.tolerance / 2;
    let step = (c - b) / 2;
    if (Math.abs(step) <= tolerance || fb === 0) return b;
    if (Math.abs(previous) >= tolerance && Math.abs(fa) > Math.abs(fb)) {
      const { p, q } = interpolate({ a, b, c, fa, fb, fc });
      const width = 0.75 * (c - b) * q - Math.abs(tolerance * q) / 2;
      if (p < width && p < Math.abs((previous * q) / 2)) step = p / q;
    }
    if (Math.abs(step) < tolerance) step = step > 0 ? tolerance : -tolerance;
    [a, fa] = [b, fb];
    b += step;
    fb = f(b);
    if ((fb > 0 && fc > 0) || (fb < 0 && fc < 0)) [c, fc] = [a, fa];
  }
  return b;
}

interface Points {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly fa: number;
  readonly fb: number;
  readonly fc: number;
}

/** The step p ÷ q, linear through two points, inverse quadratic through three; p is not negative. */
function interpolate({ a, b, c, fa, fb, fc }: Points): { readonly p: number; readonly q: number } {
  const span = c - b;
  let [p, q] = [0, 0];
  if (a === c) {
    const ratio = fb / fa;
    p = span * ratio;
    q = 1 - ratio;
  } else {
    const [first, second, third] = [fa / fc, fb / fc, fb / fa];
    p = third * (span * first * (first - second) - (b - a) * (second - 1));
    q = (first - 1) * (second - 1) * (third - 1);
  }
  return p > 0 ? { p, q: -q } : { p: -p, q };
}
