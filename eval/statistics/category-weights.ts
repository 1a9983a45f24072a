/** How much two categories count as agreeing: 1 for the same, less the further apart. */
export type WeightScheme =
  | 'identity'
  | 'quadratic'
  | 'linear'
  | 'ordinal'
  | 'radical'
  | 'ratio'
  | 'circular'
  | 'bipolar';

export const weightSchemes: readonly WeightScheme[] = [
  'identity',
  'quadratic',
  'linear',
  'ordinal',
  'radical',
  'ratio',
  'circular',
  'bipolar',
];

/**
 * Weights of agreement, row-major [q, q]. Numbers count by their values, words by their places; `ordinal` always by
 * place.
 *
 * Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., section 3.5; irrCAC 1.0 `weights.gen`.
 */
export function categoryWeights(
  categories: readonly (number | string)[],
  scheme: WeightScheme,
): Float64Array {
  const q = categories.length;
  const isNumeric = categories.every((category) => typeof category === 'number');
  const points = isNumeric ? (categories as readonly number[]) : categories.map((_, index) => index + 1);
  const span = { low: Math.min(...points), high: Math.max(...points) };
  const weights = new Float64Array(q * q);
  for (let k = 0; k < q; k++)
    for (let l = 0; l < q; l++)
      weights[k * q + l] =
        k === l
          ? 0
          : scheme === 'ordinal'
            ? ordinalDistance(k, l)
            : distance(points[k]!, points[l]!, { ...span, scheme });
  const greatest = isScaled(scheme) ? weights.reduce((most, value) => Math.max(most, value), 0) : 1;
  return weights.map((value) => 1 - (greatest === 0 ? 0 : value / greatest));
}

/** Whether distances are divided by the greatest that occurs; the others are shares of the span already. */
function isScaled(scheme: WeightScheme): boolean {
  return scheme === 'ordinal' || scheme === 'circular' || scheme === 'bipolar';
}

/** Pairs of categories from one to the other. */
function ordinalDistance(k: number, l: number): number {
  const between = Math.abs(k - l) + 1;
  return (between * (between - 1)) / 2;
}

interface Span {
  readonly low: number;
  readonly high: number;
  readonly scheme: WeightScheme;
}

function distance(a: number, b: number, { low, high, scheme }: Span): number {
  const difference = Math.abs(a - b);
  const span = high - low;
  switch (scheme) {
    case 'quadratic':
      return (difference / span) ** 2;
    case 'linear':
      return difference / span;
    case 'radical':
      return Math.sqrt(difference / span);
    case 'ratio':
      return (difference / (a + b)) ** 2 / (span / (high + low)) ** 2;
    case 'circular':
      return Math.sin((Math.PI * difference) / (span + 1)) ** 2;
    case 'bipolar':
      return difference ** 2 / ((a + b - 2 * low) * (2 * high - a - b));
    default:
      return 1;
  }
}
